"""The distribution before and after each transformation, against formulas written out."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from rnnlab.config import SamplingConfig
from rnnlab.generation import GenerationError, stages, transform, within_window

LOGITS = np.array([0.3, -1.2, 2.0, 0.0, 2.5, -4.0, 1.1, 0.7])
rows_of_logits = st_numpy.arrays(np.float64, st.integers(2, 30), elements=st.floats(-9, 9))


def softmax(logits: np.ndarray) -> np.ndarray:
    return torch.from_numpy(logits).double().softmax(-1).numpy()


@given(rows_of_logits, st.floats(0.001, 1.0))
def test_min_p_keeps_what_is_near_the_likeliest_in_proportion(
    logits: np.ndarray, share: float
) -> None:
    found, whole = transform(logits, SamplingConfig(min_p=share)), softmax(logits)
    assert (found[whole > whole.max() * share * (1 + 1e-9)] > 0).all()
    assert (found[whole < whole.max() * share * (1 - 1e-9)] == 0).all()
    kept = found > 0
    np.testing.assert_allclose(found[kept], whole[kept] / whole[kept].sum(), rtol=1e-9)


def test_the_repetition_penalty_divides_what_is_positive_and_multiplies_what_is_negative() -> None:
    found = transform(LOGITS, SamplingConfig(repetition_penalty=2.0), recent=[2, 5, 2])
    penalised = LOGITS.copy()
    penalised[2], penalised[5] = 1.0, -8.0
    np.testing.assert_allclose(found, softmax(penalised), rtol=1e-12)


@given(rows_of_logits, st.floats(1.0, 5.0), st.sets(st.integers(0, 1), min_size=1))
def test_no_repeated_token_becomes_likelier(
    logits: np.ndarray, penalty: float, recent: set[int]
) -> None:
    config = SamplingConfig(repetition_penalty=penalty)
    ids = list(recent)
    odds = transform(logits, config, recent=ids)[ids].sum()
    assert odds <= softmax(logits)[ids].sum() + 1e-12


def test_greedy_takes_the_likeliest_after_the_penalty() -> None:
    config = SamplingConfig(greedy=True, repetition_penalty=3.0)
    assert transform(LOGITS, config, recent=[4]).argmax() == 2


def test_the_window_holds_the_last_tokens_if_there_is_a_penalty() -> None:
    config = SamplingConfig(repetition_penalty=1.5, repetition_window=3)
    assert list(within_window([9, 8, 7, 6, 5], config)) == [7, 6, 5]
    assert list(within_window([9, 8], config)) == [9, 8]
    assert list(within_window([9, 8], SamplingConfig(repetition_window=3))) == []


def test_every_transformation_that_is_on_is_shown_in_the_order_it_is_done() -> None:
    config = SamplingConfig(temperature=0.5, top_k=5, top_p=0.9, min_p=0.1, repetition_penalty=1.2)
    found = stages(LOGITS, config, recent=[4], forbidden=(0,))
    assert [stage.name for stage in found] == [
        *("Model", "Never <unk>", "Repetition penalty"),
        *("Top k", "Temperature", "Top p", "Min p"),
    ]
    expected = LOGITS.copy()
    np.testing.assert_allclose(found[0].probabilities, softmax(expected), rtol=1e-12)
    expected[0] = -np.inf
    np.testing.assert_allclose(found[1].probabilities, softmax(expected), rtol=1e-12)
    expected[4] /= 1.2
    np.testing.assert_allclose(found[2].probabilities, softmax(expected), rtol=1e-12)
    expected[[1, 5]] = -np.inf
    np.testing.assert_allclose(found[3].probabilities, softmax(expected), rtol=1e-12)
    np.testing.assert_allclose(found[4].probabilities, softmax(expected / 0.5), rtol=1e-12)


def test_with_nothing_on_only_the_model_is_shown() -> None:
    assert [stage.name for stage in stages(LOGITS, SamplingConfig(), recent=[1])] == ["Model"]


@given(
    rows_of_logits,
    st.floats(0.01, 100),
    st.integers(0, 9),
    st.floats(0.01, 1.0),
    st.floats(0.0, 1.0),
    st.floats(1.0, 3.0),
    st.booleans(),
)
def test_the_last_stage_is_what_the_token_is_drawn_with(
    logits: np.ndarray,
    temperature: float,
    k: int,
    p: float,
    least: float,
    penalty: float,
    greedy: bool,
) -> None:
    config = SamplingConfig(
        temperature=temperature,
        top_k=k,
        top_p=p,
        min_p=least,
        repetition_penalty=penalty,
        greedy=greedy,
    )
    found = stages(logits, config, recent=[1], forbidden=(0,))
    drawn_with = transform(logits, config, (0,), [1])
    np.testing.assert_array_equal(found[-1].probabilities, drawn_with)
    for stage in found:
        assert stage.probabilities.sum() == pytest.approx(1.0, abs=1e-12)


def test_a_model_that_has_diverged_is_told_as_such() -> None:
    with pytest.raises(GenerationError, match="diverged"):
        stages(np.array([0.0, np.nan]), SamplingConfig())
