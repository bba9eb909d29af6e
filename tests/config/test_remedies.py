"""The presets of the lectures: each can be applied to whatever the learner has chosen."""

import pytest

from rnnlab.config import RunConfig, all_settings
from rnnlab.config.remedies import EXPLODING, PLAIN, REMEDIES, Remedy

EVERY = (PLAIN, *REMEDIES, *EXPLODING)
BASES = {
    "defaults": RunConfig(),
    "tied": RunConfig().changed(tie_weights=True, embedding_size=RunConfig().model.hidden_size),
    "one-hot": RunConfig().changed(input_encoding="one-hot", layers=3, dropout=0.5),
    "plain SGD, long": RunConfig().changed(optimizer="sgd", sequence_length=1024, steps=7),
}


def name(remedy: Remedy) -> str:
    return remedy.key


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
@pytest.mark.parametrize("remedy", EVERY, ids=name)
def test_a_remedy_changes_what_it_names_and_nothing_else(remedy: Remedy, base: RunConfig) -> None:
    before, after = base.values(), remedy.config(base).values()
    assert after == {**before, **remedy.changes}


@pytest.mark.parametrize("remedy", [*REMEDIES, *EXPLODING], ids=name)
def test_a_remedy_is_the_plain_network_with_something_changed(remedy: Remedy) -> None:
    assert PLAIN.changes.keys() <= remedy.changes.keys()
    assert remedy.changes != PLAIN.changes


@pytest.mark.parametrize("remedy", EVERY, ids=name)
def test_a_remedy_is_explained(remedy: Remedy) -> None:
    assert remedy.title
    assert remedy.explanation.endswith(".")


def test_keys_tell_the_remedies_apart() -> None:
    assert len({remedy.key for remedy in EVERY}) == len(EVERY)


def test_the_exploding_pair_differs_in_clipping_alone() -> None:
    without, clipped = (remedy.changes for remedy in EXPLODING)
    assert without["gradient_clip"] == 0.0
    assert 0 < clipped["gradient_clip"] <= 1
    assert {**clipped, "gradient_clip": 0.0} == without


def test_only_truncation_changes_the_batches() -> None:
    changing = [remedy for remedy in REMEDIES if remedy.changes_batches]
    assert [remedy.key for remedy in changing] == ["truncated"]
    assert not PLAIN.changes_batches


def test_the_columns_of_a_truncated_batch_are_those_of_the_plain_one() -> None:
    (truncated,) = (remedy for remedy in REMEDIES if remedy.key == "truncated")
    assert "batch_size" not in truncated.changes


def test_changes_are_settings() -> None:
    assert {key for remedy in EVERY for key in remedy.changes} <= all_settings().keys()


def test_rectifiers_are_clipped_and_nothing_else_but_what_is_named_for_it() -> None:
    clipped = [remedy.key for remedy in REMEDIES if remedy.changes["gradient_clip"]]
    assert clipped == ["identity", "he", "clipping"]
