"""Probabilities made from scores, and draws made with them."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from rnnlab.config import SamplingConfig
from rnnlab.generation import GenerationError, draw, pick, transform

LOGITS = np.array([0.3, -1.2, 2.0, 0.0, 2.0, -4.0, 1.1, 0.7], dtype=np.float32)

rows_of_logits = st_numpy.arrays(
    np.float32,
    st.integers(2, 40),
    elements=st.floats(-30, 30, width=32) | st.sampled_from([0.0, 1.0]),  # ties
)
shares = st.floats(0.001, 0.999)


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    return (torch.from_numpy(logits).double() / temperature).softmax(-1).numpy()


@pytest.mark.parametrize("temperature", [0.01, 0.5, 1.0, 2.0, 100.0])
def test_temperature_alone_gives_the_softmax_of_torch(temperature: float) -> None:
    found = transform(LOGITS, SamplingConfig(temperature=temperature))
    np.testing.assert_allclose(found, softmax(LOGITS, temperature), rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("offset", [-1e30, -1e4, 1e4, 1e30])
def test_scores_far_from_zero_are_no_trouble(offset: float) -> None:
    found = transform(np.full(4, offset, dtype=np.float32), SamplingConfig(temperature=0.01))
    np.testing.assert_allclose(found, 0.25)


def test_the_scores_given_are_left_alone() -> None:
    logits = LOGITS.astype(np.float64)
    transform(logits, SamplingConfig(top_k=2, top_p=0.5), forbidden=(0,))
    np.testing.assert_array_equal(logits, LOGITS)


def test_greedy_takes_the_first_of_the_likeliest() -> None:
    found = transform(LOGITS, SamplingConfig(greedy=True))
    np.testing.assert_array_equal(found, np.eye(8)[2])


def test_greedy_passes_over_what_is_forbidden() -> None:
    found = transform(LOGITS, SamplingConfig(greedy=True), forbidden=(2, 4))
    np.testing.assert_array_equal(found, np.eye(8)[6])


def test_of_equal_scores_at_the_limit_the_lower_id_stays() -> None:
    found = transform(np.array([1.0, 2.0, 1.0, 1.0]), SamplingConfig(top_k=2))
    assert np.flatnonzero(found).tolist() == [0, 1]


def test_probabilities_that_just_reach_the_share_are_enough() -> None:
    # Eight times 0.1 is 0.7999999999999999 in floats.
    found = transform(np.zeros(10), SamplingConfig(top_p=0.8))
    assert np.flatnonzero(found).tolist() == list(range(8))


@given(rows_of_logits, st.integers(1, 50))
def test_top_k_keeps_the_k_likeliest_in_proportion(logits: np.ndarray, k: int) -> None:
    found, whole = transform(logits, SamplingConfig(top_k=k)), softmax(logits)
    kept = found > 0
    order = sorted(range(len(logits)), key=lambda i: (-logits[i], i))
    assert set(np.flatnonzero(kept)) == set(order[:k])
    np.testing.assert_allclose(found[kept], whole[kept] / whole[kept].sum(), rtol=1e-9)


@given(rows_of_logits, shares)
def test_top_p_keeps_the_smallest_set_of_likeliest_that_reaches_it(
    logits: np.ndarray, share: float
) -> None:
    found, whole = transform(logits, SamplingConfig(top_p=share)), softmax(logits)
    kept = found > 0
    order = sorted(range(len(logits)), key=lambda i: (-whole[i], i))
    count = np.count_nonzero(kept)
    assert set(np.flatnonzero(kept)) == set(order[:count])
    assert whole[kept].sum() >= share - 1e-9
    assert whole[order[: count - 1]].sum() < share + 1e-9
    np.testing.assert_allclose(found[kept], whole[kept] / whole[kept].sum(), rtol=1e-9)


@given(rows_of_logits, st.integers(0, 50), shares, st.floats(0.01, 100))
def test_all_limits_together_still_give_a_distribution(
    logits: np.ndarray, k: int, share: float, temperature: float
) -> None:
    config = SamplingConfig(top_k=k, top_p=share, temperature=temperature)
    found = transform(logits, config, forbidden=(0,))
    assert found[0] == 0.0
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_a_model_that_has_diverged_is_told_as_such(broken: float) -> None:
    with pytest.raises(GenerationError, match="its training diverged"):
        transform(np.array([0.0, broken]), SamplingConfig())


def test_a_vocabulary_forbidden_as_a_whole_is_told_as_such() -> None:
    with pytest.raises(GenerationError, match="Every token of the vocabulary is forbidden"):
        transform(np.zeros(2), SamplingConfig(), forbidden=(0, 1))


@pytest.mark.parametrize(
    ("config", "degrees", "bound"),
    # Bounds: 99.9 % quantiles of chi-square, from tables.
    [
        (SamplingConfig(), 19, 43.82),
        (SamplingConfig(temperature=0.7), 19, 43.82),
        (SamplingConfig(top_k=11), 10, 29.59),
    ],
)
def test_draws_come_as_often_as_torch_says(
    config: SamplingConfig, degrees: int, bound: float
) -> None:
    logits = np.linspace(-1.5, 1.5, 20, dtype=np.float32)
    expected = softmax(logits, config.temperature)
    expected[: 19 - degrees] = 0.0
    expected *= 100_000 / expected.sum()
    probabilities, random = transform(logits, config), np.random.default_rng(1)
    drawn = np.bincount([draw(probabilities, random) for _ in range(100_000)], minlength=20)
    possible = expected > 0
    assert drawn[~possible].sum() == 0
    chi_square = ((drawn - expected)[possible] ** 2 / expected[possible]).sum()
    assert chi_square < bound


class Fixed:
    """Stands in for a generator; gives one number."""

    def __init__(self, number: float) -> None:
        self._number = number

    def random(self) -> float:
        return self._number


@pytest.mark.parametrize("number", [0.0, 0.5, np.nextafter(1.0, 0.0)])
def test_what_has_no_probability_is_not_drawn_at_any_point(number: float) -> None:
    probabilities = np.array([0.0, 0.0, 0.1 * 3, 0.0, 0.1 * 7, 0.0, 0.0])
    for scale in (1.0, 1.0 - 1e-16, 1.0 + 3e-16, 1e-300):
        assert draw(probabilities * scale, Fixed(number)) in (2, 4)


uniforms = st.floats(0.0, 1.0, exclude_max=True)


@given(rows_of_logits, uniforms, shares, shares)
def test_the_same_number_never_picks_a_likelier_token_at_a_higher_temperature(
    logits: np.ndarray, uniform: float, one: float, two: float
) -> None:
    cold, warm = sorted((4 * one, 4 * two))
    picked = [
        pick(transform(logits, SamplingConfig(temperature=t + 0.01)), uniform) for t in (cold, warm)
    ]
    assert logits[picked[1]] <= logits[picked[0]]


@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 30.0]))
def test_a_wide_vocabulary_is_picked_from_as_a_narrow_one(seed: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    logits = np.round(random.normal(0, spread, 2_000))  # ties
    probabilities = transform(logits, SamplingConfig())
    order = sorted(range(2_000), key=lambda i: (-probabilities[i], i))
    reached = np.cumsum(probabilities[order])
    for uniform in random.random(20):
        place = int(np.argmax(reached > uniform))
        assert pick(probabilities, uniform) == order[place]
