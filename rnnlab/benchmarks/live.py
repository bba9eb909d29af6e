"""Training with the window open."""

from collections.abc import Iterator

import numpy as np

from rnnlab.benchmarks.processes import (
    FRAMES,
    PLAIN_TRAINING,
    SPEED,
    SPEED_BY_CPU,
    WAITS,
    WINDOW,
    WINDOW_SHARE,
    figures_of,
)
from rnnlab.benchmarks.results import Goal, Result, Row, compared, measured
from rnnlab.benchmarks.timing import FloatArray, in_turn

GOAL = Goal("at least", 0.92)
WAIT_GOALS = {95: Goal("at most", 16.0), 99: Goal("at most", 33.0)}  # milliseconds
TRAINED = {"train": "LSTM 256", "race": "race of RNN, GRU and LSTM 256"}


def measure_live(rounds: int = 3, seconds: float = 15.0, warm_up: float = 6.0) -> Result:
    """Training in the real window against the bare loop of `PlainLoop` without a window.

    One run is measured, then three that race; theirs are bare loops that take turns.

    The window has its usual size and docks, so that every plot is seen; validation, looks
    inside and whatever else it does while it trains count. Both train the same model on the
    same text with the same threads, each in a process of its own, in turn.

    On a machine that others keep busy, the window's thread takes its time from training, as it
    would not with a core of its own. What training costs by processor time tells the two
    apart: it leaves out the window's thread and what others took.

    How long the window takes to answer is heard by a timer of 5 ms; see `waits`.

    Args:
        rounds: Repetitions.
        seconds: Measured in each.
        warm_up: Seconds of training before that; the first validations follow each other closely.

    Raises:
        BenchmarkError: No window can be opened.
    """
    phase = (str(warm_up), str(seconds))
    rows = [row for what in TRAINED for row in _rows(what, phase, rounds)]
    return Result("training with the window open (1280 × 800, every plot seen)", tuple(rows))


def _rows(what: str, phase: tuple[str, str], rounds: int) -> Iterator[Row]:
    """What is measured of one run or of a race."""
    live, plain = in_turn(
        lambda: figures_of(*WINDOW, what, *phase),
        lambda: figures_of(*PLAIN_TRAINING, what, *phase),
        rounds=rounds,
        practice=False,
    )
    trained = TRAINED[what]
    for name, unit, key, goal in (
        ("window open", "tokens/s", SPEED, GOAL),
        ("by processor time", "tokens/CPU s", SPEED_BY_CPU, None),
    ):
        columns = _column(live, key), "plain torch", _column(plain, key)
        yield compared(f"{trained}, {name}", unit, *columns, goal)
    share = 100 * _column(live, WINDOW_SHARE)
    yield measured(f"{trained}, window’s thread", "% of a core", share)
    for percentile, key in WAITS.items():
        name = f"{trained}, {percentile} % of waits for the window are shorter"
        yield measured(name, "ms", 1000 * _column(live, key), WAIT_GOALS.get(percentile))
    yield measured(f"{trained}, frames", "/s", _column(live, FRAMES))


def _column(figures: list[dict[str, float]], key: str) -> FloatArray:
    return np.array([each[key] for each in figures])
