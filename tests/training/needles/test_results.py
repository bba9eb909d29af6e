"""What a sweep is made of and what is said of it, without torch."""

import math
import subprocess
import sys

import numpy as np
import pytest

from rnnlab.probes.reach import Reach, Verdict
from rnnlab.text import TextError
from rnnlab.training.needles.contenders import CONTENDERS
from rnnlab.training.needles.mixed import MixedReport, MixedRun
from rnnlab.training.needles.results import (
    Budget,
    Point,
    PointResult,
    parse_lags,
    sweep_points,
)
from rnnlab.training.needles.verdict import mixed_verdict, reach_of, verdict


def reach(fell_at: float, decay: float = 0.5, how: Verdict = "decays") -> Reach:
    return Reach(how, 6, decay, (decay, decay), 0.0, 1.0, 0.0, fell_at)


def result(contender: str, lag: int, accuracy: float, fell_at: float = 9.0) -> PointResult:
    point = Point("recall", contender, lag)
    return PointResult(point, accuracy, 100, 1.0, reach(fell_at), reach(20.0))


@pytest.mark.parametrize("module", ["contenders", "results", "verdict", "mixed", "meter"])
def test_loads_without_torch(module: str) -> None:
    code = f"import sys, rnnlab.training.needles.{module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_telling_points_come_first_and_short_lags_before_long_ones() -> None:
    points = sweep_points("recall", list(CONTENDERS), [80, 10, 20])
    order = [(point.contender, point.lag) for point in points]
    assert order[:6] == [
        ("rnn-tanh", 10),
        ("lstm-3", 10),
        ("rnn-tanh", 20),
        ("lstm-3", 20),
        ("rnn-tanh", 80),
        ("lstm-3", 80),
    ]
    assert len(set(order)) == 3 * len(CONTENDERS)
    assert [lag for _, lag in order[6:]] == sorted(lag for _, lag in order[6:])


@pytest.mark.parametrize(
    ("task", "contenders", "lags", "advice"),
    [
        ("recall", [], [10], "tick at least one"),
        ("recall", ["warp"], [10], "no contender “warp”"),
        ("warp", ["gru"], [10], "no task “warp”"),
        ("recall", ["gru"], [], "Give from one to 12"),
        ("recall", ["gru"], list(range(1, 14)), "Give from one to 12"),
        ("recall", ["gru"], [10, 0], "choose one from 1 to 1,000"),
        ("recall", ["gru"], [100_000], "choose one from 1 to 1,000"),
    ],
)
def test_a_sweep_that_cannot_be_run_is_refused_in_a_sentence(
    task: str, contenders: list[str], lags: list[int], advice: str
) -> None:
    with pytest.raises(TextError, match=advice):
        sweep_points(task, contenders, lags)


def test_distances_are_read_as_people_write_them() -> None:
    assert parse_lags("10, 20;40  80") == [10, 20, 40, 80]


@pytest.mark.parametrize("text", ["ten", "1.5", "-3", "²", "1" * 5_000])
def test_what_is_no_distance_is_named(text: str) -> None:
    with pytest.raises(TextError, match="is no distance"):
        parse_lags(text)


def test_a_contender_that_fails_from_a_lag_on_is_said_to() -> None:
    found = [result("rnn-tanh", lag, accuracy) for lag, accuracy in ((10, 1.0), (20, 0.2))]
    assert verdict([*found, result("rnn-tanh", 40, 0.13)]) == (
        "RNN, tanh solves lag 10 and fails from 20 on; its untrained gradient falls under 1 % "
        "after 9 tokens."
    )


def test_who_solves_all_and_never_fades_is_said_to() -> None:
    found = [result("lstm-3", lag, 0.995, math.inf) for lag in (10, 20)]
    grows = reach(math.inf, 1.01, "grows")
    found = [PointResult(one.point, one.accuracy, 1, 1.0, grows, grows) for one in found]
    assert verdict(found) == (
        "LSTM with forget bias 3 solves every lag up to 20; its untrained gradient does not fade "
        "away."
    )


def test_the_words_turn_with_the_results() -> None:
    found = [result("rnn-tanh", 10, 0.1), result("rnn-tanh", 20, 1.0), result("gru", 10, 0.5)]
    assert verdict(found) == (
        "RNN, tanh solves lag 20 and fails at 10; its untrained gradient falls under 1 % after 9 "
        "tokens. GRU fails at 10; its untrained gradient falls under 1 % after 9 tokens."
    )


def test_a_broken_point_is_neither_solved_nor_failed() -> None:
    broken = PointResult(Point("recall", "gru", 10), math.nan, 3, 0.1, sentence="It exploded.")
    assert verdict([broken]) == "GRU breaks off at 10."
    assert not broken.solved


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (reach(12.0), 12.0),
        (reach(math.inf, 0.5), math.log(0.01) / math.log(0.5)),
        (reach(math.inf, 1.1, "grows"), math.inf),
        (reach(math.inf, 0.99, "uncertain"), math.inf),
    ],
)
def test_a_reach_that_was_not_seen_is_foretold_by_an_even_decay_alone(
    found: Reach, expected: float
) -> None:
    assert reach_of(found) == pytest.approx(expected)


def report(accuracy: float, left: float) -> MixedReport:
    gradient = np.array([1.0, left])
    return MixedReport(MixedRun(), 5, 1.0, (1, 48), (1.0, accuracy), gradient, 0.8, True)


@pytest.mark.parametrize(
    ("accuracy", "left", "words"),
    [
        (1.0, 1e-17, "1·10⁻¹⁷ of the gradient comes back from there: it has not forgotten"),
        (1.0, 1e-17, "80% of its states are saturated"),
        (1.0, 0.5, "50.0% of the gradient comes back from there: it remembers"),
        (0.5, 1e-9, "it has not learnt"),
        (0.5, 0.5, "although 50.0% of the gradient"),
        (1.0, 0.0, "nothing of the gradient"),
    ],
)
def test_what_is_said_of_mixed_distances_follows_what_was_measured(
    accuracy: float, left: float, words: str
) -> None:
    assert words in mixed_verdict(report(accuracy, left))


@pytest.mark.parametrize(
    ("seconds", "steps", "left"), [(1.0, 9, True), (2.0, 9, False), (1.0, 10, False)]
)
def test_a_budget_ends_with_its_seconds_or_its_steps(
    seconds: float, steps: int, left: bool
) -> None:
    assert Budget(2.0, 10).left(seconds, steps) is left
