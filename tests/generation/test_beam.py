"""Beam search against every text there is."""

from itertools import product

import numpy as np
import pytest
import torch

from rnnlab.config import BeamConfig, ModelConfig
from rnnlab.generation import Hypothesis, Writer, beam_search
from rnnlab.generation.errors import GenerationError
from rnnlab.models import LanguageModel, build_model

V = 4
LENGTH = 5
PRIME = [1, 3]


def lively_model() -> LanguageModel:
    model = build_model(ModelConfig(hidden_size=8, embedding_size=4), V, 3)
    model.load_torch_weights({name: 4 * w for name, w in model.torch_weights().items()})
    return model


def found(width: int, penalty: float = 0.0, **more: object) -> list[Hypothesis]:
    config = BeamConfig(beam_width=width, length_penalty=penalty)
    *_, last = beam_search(Writer.from_model(lively_model()), PRIME, LENGTH, config, **more)
    return last


def log_probability(model: LanguageModel, ids: tuple[int, ...]) -> float:
    tokens = torch.tensor([*PRIME, *ids])
    with torch.no_grad():
        logits, _ = model.double()(tokens[:-1, None])
    scored = logits[:, 0].log_softmax(-1).gather(-1, tokens[1:, None])
    return float(scored[len(PRIME) - 1 :].sum())


def every_text(end: int | None) -> list[tuple[int, ...]]:
    """All texts of the length, those with the end token cut off after the first one."""
    texts = product(range(V), repeat=LENGTH)
    return list({text[: text.index(end) + 1] if end in text else text for text in texts})


@pytest.mark.parametrize("end", [None, 2])
@pytest.mark.parametrize("penalty", [0.0, 1.0])
def test_a_wide_beam_finds_the_best_of_all_texts(end: int | None, penalty: float) -> None:
    model = lively_model()
    scores = {text: log_probability(model, text) / len(text) ** penalty for text in every_text(end)}
    best = sorted(scores, key=lambda text: -scores[text])[:10]
    hypotheses = found(1_000, penalty, end=end)[:10]
    assert [each.ids for each in hypotheses] == best
    for each in hypotheses:
        assert each.score == pytest.approx(scores[each.ids], abs=1e-4)
        assert each.log_probability == pytest.approx(log_probability(model, each.ids), abs=1e-4)
        assert each.ended == (end in each.ids)


def test_a_beam_of_one_is_greedy() -> None:
    model, ids = lively_model(), list(PRIME)
    for _ in range(LENGTH):
        with torch.no_grad():
            logits, _ = model(torch.tensor(ids)[:, None])
        ids.append(int(logits[-1, 0].argmax()))
    assert list(found(1)[0].ids) == ids[len(PRIME) :]


def test_what_is_forbidden_is_in_no_text() -> None:
    assert all(0 not in each.ids for each in found(10, forbidden=(0,)))


def test_each_token_is_a_place_to_stop_and_the_search_does_nothing_ahead() -> None:
    steps = []
    writer = Writer.from_model(lively_model())

    class Counting:
        start = staticmethod(writer.start)

        def step(self, state: object, token_id: int) -> tuple[np.ndarray, object]:
            steps.append(token_id)
            return writer.step(state, token_id)

    search = beam_search(Counting(), PRIME, 10**9, BeamConfig(beam_width=3))
    assert [len(next(search)[0].ids) for _ in range(4)] == [1, 2, 3, 4]
    assert len(steps) <= len(PRIME) + 4 * 3
    search.close()


def test_a_length_of_zero_gives_the_empty_text() -> None:
    (only,) = beam_search(Writer.from_model(lively_model()), PRIME, 0, BeamConfig(beam_width=2))
    assert [each.ids for each in only] == [()]


def test_a_model_that_has_diverged_is_told_as_such() -> None:
    model = lively_model()
    model.load_torch_weights({n: w * np.nan for n, w in model.torch_weights().items()})
    with pytest.raises(GenerationError, match="diverged"):
        next(beam_search(Writer.from_model(model), PRIME, 3, BeamConfig(beam_width=2)))
