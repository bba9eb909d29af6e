"""A text that remembers how likely its tokens were, gone on from after an edit."""

import numpy as np
import pytest
import torch

from rnnlab.config import ModelConfig, SamplingConfig
from rnnlab.generation import Manuscript, Writer, manuscript, transform, write
from rnnlab.models import LanguageModel, build_model

V = 9
PRIME = [1, 4, 2]
CONFIG = SamplingConfig(
    length=80, seed=7, temperature=0.8, top_k=6, repetition_penalty=1.3, repetition_window=5
)


def lively_model() -> LanguageModel:
    model = build_model(ModelConfig(hidden_size=8, embedding_size=4), V, 3)
    model.load_torch_weights({name: 3 * w for name, w in model.torch_weights().items()})
    return model


def written(config: SamplingConfig = CONFIG) -> Manuscript:
    text = Manuscript(Writer.from_model(lively_model()), PRIME, config, forbidden=(0,))
    list(text.write())
    return text


def logits_by_torch(ids: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        logits, _ = lively_model()(torch.from_numpy(ids.astype(np.int64))[:, None])
    return logits[:, 0].double().numpy()


def test_it_writes_the_text_that_plain_writing_gives() -> None:
    plain = list(write(Writer.from_model(lively_model()), PRIME, CONFIG, (0,)))
    assert written().ids.tolist() == PRIME + plain


def test_writing_twice_is_writing_on() -> None:
    text = Manuscript(Writer.from_model(lively_model()), PRIME, SamplingConfig(length=40, seed=7))
    twice = [each.token_id for _ in range(2) for each in text.write()]
    config = SamplingConfig(length=80, seed=7)
    assert twice == list(write(Writer.from_model(lively_model()), PRIME, config))


def test_the_probabilities_are_those_of_the_model_in_torch() -> None:
    text = written()
    rows = torch.from_numpy(logits_by_torch(text.ids)).softmax(-1).numpy()
    expected = rows[np.arange(len(text) - 1), text.ids[1:]]
    assert np.isnan(text.probabilities[0])
    np.testing.assert_allclose(text.probabilities[1:], expected, rtol=1e-4)


def test_the_chances_are_those_that_the_tokens_were_drawn_with() -> None:
    text = written()
    rows = logits_by_torch(text.ids)
    assert np.isnan(text.chances[:3]).all()
    for place in range(3, len(text)):
        recent = text.ids[max(0, place - 5) : place].tolist()
        expected = transform(rows[place - 1], CONFIG, (0,), recent)[text.ids[place]]
        assert text.chances[place] == pytest.approx(expected, rel=1e-3)


def test_the_alternatives_at_any_place_are_the_likeliest_of_the_model() -> None:
    text = written()
    rows = torch.from_numpy(logits_by_torch(text.ids)).softmax(-1).numpy()
    for place in range(1, len(text) + 1):
        found = text.alternatives(place, 4)
        expected = (-rows[place - 1]).argsort()[:4]
        assert [each.token_id for each in found] == expected.tolist()
        np.testing.assert_allclose(
            [each.probability for each in found], rows[place - 1][expected], rtol=1e-4
        )
    assert {each.token_id: each.chance for each in text.alternatives(5, V)}[0] == 0.0


def test_an_edited_text_is_read_as_if_it_had_been_the_prime_text() -> None:
    text = written()
    other = text.edited(50, [5, 6])
    fresh = Manuscript(Writer.from_model(lively_model()), other.ids, CONFIG, (0,))
    assert other.ids.tolist() == [*text.ids[:50].tolist(), 5, 6]
    np.testing.assert_array_equal(other.probabilities, fresh.probabilities)
    np.testing.assert_array_equal(other.logits(len(other)), fresh.logits(len(fresh)))


def test_a_text_cut_off_goes_on_as_it_did() -> None:
    text = written()
    for start in (3, 33, 64, 82, 83):
        other = text.edited(start, [])
        list(other.write())
        np.testing.assert_array_equal(other.ids[: len(text)], text.ids)
        np.testing.assert_array_equal(other.chances[: len(text)], text.chances)


def test_the_text_before_an_edit_stays_as_it_was() -> None:
    text = written()
    before = text.ids
    list(text.edited(20, [3]).write())
    np.testing.assert_array_equal(text.ids, before)


def test_an_edit_of_the_first_token_begins_anew() -> None:
    other = written().edited(0, [2, 2])
    assert other.ids.tolist() == [2, 2]
    assert other.prime_length == 2


def test_an_edit_reads_no_more_than_lies_since_the_last_state_kept() -> None:
    writer, read = Writer.from_model(lively_model()), []

    class Counting:
        start = staticmethod(writer.start)

        def step(self, state: object, token_id: int) -> tuple[np.ndarray, object]:
            read.append(token_id)
            return writer.step(state, token_id)

    text = Manuscript(Counting(), PRIME, SamplingConfig(length=997))
    list(text.write())
    read.clear()
    text.edited(900, [1])
    assert len(read) <= 33


def test_few_states_are_kept_of_a_long_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manuscript, "_MOST_STATES", 4)
    config = SamplingConfig(length=1_000)
    text = written(config)
    assert len(text._states) <= 4
    rows = torch.from_numpy(logits_by_torch(text.ids)).softmax(-1).numpy()
    for place in (1, 500, 1_000):
        best = text.alternatives(place, 1)[0]
        assert best.probability == pytest.approx(rows[place - 1].max(), rel=1e-4)


def test_a_prime_text_read_in_pieces_is_the_same() -> None:
    text = Manuscript(Writer.from_model(lively_model()), PRIME[:1], CONFIG, forbidden=(0,))
    text.read(PRIME[1:2])
    text.read(PRIME[2:])
    assert text.prime_length == len(PRIME)
    assert [each.token_id for each in text.write()] == written().ids[len(PRIME) :].tolist()


def test_while_states_are_thinned_out_another_thread_finds_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may have taken the states before, and the interval after they were thinned out."""
    monkeypatch.setattr(manuscript, "_MOST_STATES", 8)
    monkeypatch.setattr(manuscript, "_FIRST_INTERVAL", 8)
    text = Manuscript(Writer.from_model(lively_model()), PRIME, CONFIG)
    seen = [text._states for _ in text.write()]
    thinned = seen[-1]
    assert text._interval == 16
    before = next(states for states in reversed(seen) if states is not thinned)
    assert {0, 16, 32, 48} <= set(before)
    assert {0, 16, 32, 48} <= set(thinned)
