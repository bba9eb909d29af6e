"""Scorers of frozen weights against the models themselves, for every cell."""

from dataclasses import replace

import numpy as np
import pytest

from rnnlab.config import ModelConfig, NgramConfig, TextConfig, all_settings
from rnnlab.generation import score
from rnnlab.gui.desks.judging import scorer_of_counts, scorer_of_weights
from rnnlab.models import build_model
from rnnlab.ngram import count_ngrams, fit
from rnnlab.probes.reading import frozen_weights
from rnnlab.text import Codec, Vocabulary

CODEC = Codec(TextConfig(), Vocabulary(tuple("abcdefgh")))
SMALL = ModelConfig(hidden_size=6, embedding_size=6)
IDS = np.random.default_rng(4).integers(0, 8, 30).astype(np.int32)
CELLS = list(all_settings()["cell"].choices or ())


def agree(config: ModelConfig) -> None:
    model = build_model(config, 8, seed=2)
    weights = frozen_weights(model)
    scorer = scorer_of_weights(config, CODEC, lambda: weights)()
    (found,) = scorer.after(IDS[:1], [IDS[1:]])
    np.testing.assert_allclose(found, score(model, IDS), rtol=1e-9)


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_scores_as_its_model(cell: str) -> None:
    agree(replace(SMALL, cell=cell))


@pytest.mark.parametrize(
    "config",
    [
        replace(SMALL, layers=2, dropout=0.5),
        replace(SMALL, tie_weights=True),
        replace(SMALL, input_encoding="one-hot"),
        replace(SMALL, cell="rnn-tanh", reservoir=True),
    ],
)
def test_every_kind_of_input_and_depth_scores_as_its_model(config: ModelConfig) -> None:
    agree(config)


def test_counts_score_as_their_model() -> None:
    fitted = fit(count_ngrams(IDS, 8, 3), NgramConfig(order=3))
    (found,) = scorer_of_counts(fitted)().after(IDS[:1], [IDS[1:]])
    by_hand = [
        np.log(fitted.distribution(IDS[: place + 1])[IDS[place + 1]])
        for place in range(len(IDS) - 1)
    ]
    np.testing.assert_allclose(found, by_hand, rtol=1e-9)
