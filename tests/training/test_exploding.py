"""The pair of presets that shows an exploding gradient does what its words say."""

import pytest

from rnnlab.config import RunConfig
from rnnlab.config.remedies import EXPLODING, Remedy
from rnnlab.text import Corpus, build_corpus
from rnnlab.text.catalogue import built_in
from rnnlab.training.loop import train
from rnnlab.training.records import Diverged, Finished, Record, StepRecord
from rnnlab.training.trainer import Trainer

STEPS = 300
WITHOUT, CLIPPED = EXPLODING


@pytest.fixture(scope="module")
def cats() -> Corpus:
    return build_corpus(built_in("cats-and-clauses").source(), RunConfig().text)


def course(remedy: Remedy, cats: Corpus, seed: int) -> tuple[list[StepRecord], Record]:
    base = RunConfig().changed(steps=STEPS, seed=seed, threads=1, device="cpu")
    *records, last = train(Trainer(remedy.config(base), cats))
    return [record for record in records if isinstance(record, StepRecord)], last


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_clipping_it_learns_and_then_explodes(cats: Corpus, seed: int) -> None:
    steps, last = course(WITHOUT, cats, seed)
    assert isinstance(last, Diverged)
    assert len(steps) > 50
    assert min(step.loss for step in steps) < 1.5
    assert max(step.gradient_norm for step in steps[-5:]) > 10 * steps[0].gradient_norm


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_clipping_it_goes_on_learning(cats: Corpus, seed: int) -> None:
    steps, last = course(CLIPPED, cats, seed)
    assert isinstance(last, Finished)
    assert max(step.loss for step in steps[-50:]) < 1.0
