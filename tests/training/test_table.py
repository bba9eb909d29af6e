"""A table is bounded, and what it lets go never shows: an oracle in plain Python says so."""

import math
import random
from collections.abc import Iterator

import numpy as np
import pytest

from rnnlab.training import table
from rnnlab.training.history import History
from rnnlab.training.records import StepRecord, ValidationRecord
from rnnlab.training.table import MOST_ROWS, Table, telling_rows

COLUMNS = ("step", "loss", "norm")
Row = tuple[float, ...]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A bound that is soon reached."""
    monkeypatch.setattr(table, "MOST_ROWS", 256)
    return 256


def told(steps: int, gap: int = 1) -> Iterator[Row]:
    """Noise with peaks, plateaus, infinities and values that are no numbers."""
    dice = random.Random(7)
    for step in range(gap, steps * gap + 1, gap):
        peak = dice.choice([1.0] * 500 + [50.0, math.inf, math.nan])
        yield step, dice.gauss(0, 1) * peak, float(dice.randint(0, 3))


def filled(rows: list[Row]) -> Table:
    made = Table(COLUMNS)
    for row in rows:
        made.append(row)
    return made


def by_hand(rows: list[Row], width: int) -> list[Row]:
    """First, last and, of every column, the first of the lowest and of the highest rows."""
    buckets: dict[int, list[Row]] = {}
    for row in rows:
        buckets.setdefault(int(row[0]) // width, []).append(row)
    kept = []
    for bucket in buckets.values():
        places = {0, len(bucket) - 1}
        for column in range(len(COLUMNS)):
            values = [(row[column], place) for place, row in enumerate(bucket)]
            usable = [pair for pair in values if not math.isnan(pair[0])]
            if usable:
                places.add(min(usable)[1])
                places.add(max(usable, key=lambda pair: (pair[0], -pair[1]))[1])
        kept += [bucket[place] for place in sorted(places)]
    return kept


@pytest.mark.parametrize("steps", [255, 256, 257, 1_000, 5_000, 40_000])
@pytest.mark.parametrize("gap", [1, 7])
def test_what_is_kept_is_what_thinning_by_hand_keeps(few: int, steps: int, gap: int) -> None:
    rows = list(told(steps, gap))
    made, whole_from = Table(COLUMNS), 0
    for count, row in enumerate(rows):
        before = len(made)
        made.append(row)
        assert len(made) <= few
        if len(made) <= before:
            whole_from = count
    expected = by_hand(rows[:whole_from], made.width) + rows[whole_from:]
    np.testing.assert_array_equal(made.rows(), np.array(expected))


@pytest.mark.parametrize("steps", [300, 5_000, 40_000])
def test_no_bucket_loses_its_lowest_or_its_highest_value(few: int, steps: int) -> None:
    rows = list(told(steps))
    made = filled(rows)
    whole, kept = np.array(rows), made.rows()
    for bucket in np.unique(whole[:, 0] // made.width):
        theirs, ours = (each[each[:, 0] // made.width == bucket] for each in (whole, kept))
        np.testing.assert_array_equal(np.nanmin(ours, axis=0), np.nanmin(theirs, axis=0))
        np.testing.assert_array_equal(np.nanmax(ours, axis=0), np.nanmax(theirs, axis=0))


def test_a_million_steps_take_bounded_room_and_keep_their_peaks() -> None:
    made = Table(("step", "loss"))
    for step in range(1, 1_000_001):
        made.append((step, 1e9 if step == 123_457 else step % 97))
        assert len(made) <= MOST_ROWS
    assert made.rows().base is not None
    assert made.rows().base.nbytes == MOST_ROWS * 2 * 8
    assert made.column("step")[made.column("loss").argmax()] == 123_457
    assert made.column("loss").min() == 0
    assert made.column("step")[-1] == 1_000_000
    assert len(made) > MOST_ROWS / 16


def test_nothing_goes_as_long_as_there_is_room() -> None:
    made = Table(("step", "loss"))
    for step in range(MOST_ROWS):
        made.append((step, 0.0))
    assert made.column("step").tolist() == list(range(MOST_ROWS))


def test_a_view_from_before_the_thinning_stays_as_it_was(few: int) -> None:
    made = filled(list(told(few)))
    view = made.column("loss")
    before = view.copy()
    made.append((few + 1, 0.0, 0.0))
    assert len(made) < few
    np.testing.assert_array_equal(view, before)


def test_thinning_by_two_and_by_four_is_thinning_by_four() -> None:
    rows = np.array(list(told(3_000)))
    twice = telling_rows(telling_rows(rows, 2), 4)
    np.testing.assert_array_equal(twice, telling_rows(rows, 4))


def test_nothing_stays_of_nothing() -> None:
    assert telling_rows(np.empty((0, 3)), 4).shape == (0, 3)


@pytest.mark.parametrize("stop", [100, 256, 1_000, 4_321])
def test_a_run_that_goes_on_from_a_file_thins_as_if_it_had_not_stopped(few: int, stop: int) -> None:
    history = History()
    for step in range(10, 10 * stop + 1, 10):
        _tell(history, step)
    resumed = History.from_arrays(history.arrays())
    for step in range(10 * stop + 10, 60_000, 10):
        _tell(history, step)
        _tell(resumed, step)
    assert len(history.validation) <= few
    assert history.validation.width > 1
    np.testing.assert_array_equal(resumed.validation.rows(), history.validation.rows())
    np.testing.assert_array_equal(resumed.training.rows(), history.training.rows())


def _tell(history: History, step: int) -> None:
    wave = math.sin(step)
    history.add(StepRecord(step, 24 * step, 2.0 + wave, 0.01, 3.0 - wave, 1.0, 0.5 * step))
    history.add(ValidationRecord(step, 24 * step, 4.0 + math.cos(step)))


def test_the_many_rows_of_an_old_file_are_thinned_when_it_is_opened(few: int) -> None:
    rows = np.array(list(told(3_000)))
    made = Table(COLUMNS)
    assert made.load(rows)
    expected = by_hand([tuple(row) for row in rows.tolist()], made.width)
    np.testing.assert_array_equal(made.rows(), np.array(expected))
    assert len(made) <= few


@pytest.mark.parametrize(
    "steps",
    [[1.0, 1.0], [2.0, 1.0], [-1.0, 1.0], [1.0, math.nan], [1.0, math.inf], [1.0, 1e300]],
)
def test_rows_that_do_not_ascend_are_passed_over(steps: list[float]) -> None:
    made = Table(COLUMNS)
    assert not made.load(np.array([[step, 1.0, 1.0] for step in steps]))
    assert not len(made)


@pytest.mark.parametrize(
    "widths", [[0.0, 1.0], [math.nan, 1.0], [1e300, 1.0], [math.inf, 1.0], [1.0], [[1.0, 1.0]]]
)
def test_widths_of_another_form_are_passed_over(widths: list[float]) -> None:
    history = History()
    _tell(history, 10)
    arrays = history.arrays() | {"bucket_widths": np.array(widths)}
    assert History.from_arrays(arrays).training.width == 1
