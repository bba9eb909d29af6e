"""What a run has told, in arrays."""

import io
import math

import numpy as np
import pytest

from rnnlab.probes.result import ProbeResult
from rnnlab.training.films import MOST_PROBES, GradientFilm
from rnnlab.training.history import History, Smoother
from rnnlab.training.records import Finished, ProbeRecord, StepRecord, ValidationRecord
from rnnlab.training.table import Table


def step_record(step: int, loss: float) -> StepRecord:
    return StepRecord(
        step=step,
        tokens=24 * step,
        loss=loss,
        learning_rate=0.01,
        gradient_norm=3.0,
        clipped_norm=1.0,
        seconds=0.5 * step,
    )


def probe_record(step: int, norms: list[float]) -> ProbeRecord:
    length = len(norms)
    result = ProbeResult(
        loss_at="last",
        inputs=np.zeros(length, dtype=np.int32),
        targets=np.zeros(length, dtype=np.int32),
        hidden_gradient_norm=np.array([[0.0] * length, norms]),
        cell_gradient_norm=None,
        hidden=np.zeros((2, length, 3)),
        cell=None,
        gates={},
    )
    return ProbeRecord(step, 24 * step, result)


def told(steps: int) -> History:
    history = History()
    for step in range(1, steps + 1):
        history.add(step_record(step, loss=3.0 / step))
        if step % 10 == 0:
            history.add(ValidationRecord(step, 24 * step, 4.0 / step))
            history.add(probe_record(step, [1e-9 * step, 1.0, 2.0]))
    return history


def through_a_file(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    file = io.BytesIO()
    np.savez(file, **arrays)
    file.seek(0)
    return dict(np.load(file, allow_pickle=False))


def assert_same(one: History, other: History) -> None:
    ones, others = one.arrays(), other.arrays()
    assert ones.keys() == others.keys()
    for name in ones:
        np.testing.assert_array_equal(ones[name], others[name])


def test_a_step_fills_a_row() -> None:
    history = told(3)
    for name, values in {
        "step": [1, 2, 3],
        "tokens": [24, 48, 72],
        "loss": [3.0, 1.5, 1.0],
        "learning_rate": [0.01] * 3,
        "gradient_norm": [3.0] * 3,
        "clipped_norm": [1.0] * 3,
        "seconds": [0.5, 1.0, 1.5],
    }.items():
        assert history.training.column(name).tolist() == values


def test_validation_and_probes_are_kept_and_other_records_passed_over() -> None:
    history = told(10)
    history.add(Finished(10))
    assert history.validation.rows().tolist() == [[10, 240, 0.4]]
    assert history.film.steps == [10]
    assert history.film.norms[0].tolist() == [1e-8, 1.0, 2.0]
    assert history.last_probe is not None
    assert history.last_probe.step == 10


def test_a_table_grows_and_keeps_every_row() -> None:
    table = Table(("a", "b"))
    for number in range(5000):
        table.append((number, -number))
    assert len(table) == 5000
    assert table.column("b").tolist() == [-number for number in range(5000)]


def test_growing_copies_each_row_a_few_times_at_most() -> None:
    table = Table(("a",))
    rooms = set()
    for number in range(30_000):
        table.append((number,))
        rooms.add(table.rows().base.shape[0])
    assert len(rooms) <= 10


def test_a_table_that_was_loaded_grows_on() -> None:
    table = Table(("a", "b"))
    table.load(np.array([[1.0, 2.0], [3.0, 4.0]]))
    table.append((5.0, 6.0))
    assert table.rows().tolist() == [[1, 2], [3, 4], [5, 6]]
    table.load(np.empty((0, 2)))
    table.append((7.0, 8.0))
    assert table.rows().tolist() == [[7, 8]]


def test_the_smoothed_loss_is_the_weighted_mean_of_all_values() -> None:
    values = np.random.default_rng(1).normal(size=50)
    smoother = Smoother(window=20.0)
    for count in range(1, 51):
        smoothed = smoother.add(values[count - 1])
        weights = (20 / 21) ** np.arange(count)[::-1]
        assert smoothed == pytest.approx(np.average(values[:count], weights=weights))


def test_a_value_that_is_no_number_is_left_out_of_the_mean() -> None:
    smoother, calm = Smoother(), Smoother()
    assert math.isnan(smoother.add(math.nan))
    assert smoother.add(2.0) == calm.add(2.0)
    assert smoother.add(math.inf) == 2.0
    assert smoother.add(3.0) == calm.add(3.0)


def test_arrays_come_back_from_a_file() -> None:
    history = told(57)
    assert_same(History.from_arrays(through_a_file(history.arrays())), history)


def test_an_empty_history_comes_back_from_a_file() -> None:
    assert_same(History.from_arrays(through_a_file(History().arrays())), History())


@pytest.mark.parametrize(("forgotten", "within"), [((), 0.0), (("smoothing",), 1e-12)])
def test_a_run_that_goes_on_smooths_as_if_it_had_not_stopped(
    forgotten: tuple[str, ...], within: float
) -> None:
    """Files from before the average was kept give it within rounding."""
    history = told(57)
    arrays = history.arrays()
    resumed = History.from_arrays({name: arrays[name] for name in set(arrays) - set(forgotten)})
    for step in range(58, 80):
        for each in (history, resumed):
            each.add(step_record(step, loss=math.sin(step)))
    np.testing.assert_allclose(
        resumed.training.column("smoothed_loss"),
        history.training.column("smoothed_loss"),
        rtol=within,
    )


def test_the_arrays_do_not_move_when_training_goes_on() -> None:
    history = told(20)
    arrays = history.arrays()
    before = {name: array.copy() for name, array in arrays.items()}
    history.training.column("loss")[0] = 99.0
    history.film.norms[0][0] = 99.0
    for name in before:
        np.testing.assert_array_equal(arrays[name], before[name])


@pytest.mark.parametrize(
    "damage",
    [
        {"training": np.zeros((3, 2))},
        {"training": np.zeros(5)},
        {"film_steps": np.zeros((2, 2))},
        {"film_steps": np.full(5, np.nan)},
        {"film_norms": np.zeros((4, 3))},
        {"film_norms": np.zeros(5)},
        {"film_rhythm": np.array([0.0, 5.0])},
        {"film_rhythm": np.array([np.inf, 5.0])},
        {"film_rhythm": np.zeros(0)},
        {"smoothing": np.array([np.nan, 1.0])},
        {"smoothing": np.array([1.0, 2.0])},
        {"smoothing": np.zeros((2, 2))},
    ],
)
def test_arrays_of_another_form_are_passed_over(damage: dict[str, np.ndarray]) -> None:
    history = History.from_arrays(told(50).arrays() | damage)
    assert len(history.validation) == 5
    history.add(step_record(51, 1.0))
    history.add(probe_record(60, [1.0, 2.0, 3.0]))


def film_of(pictures: int) -> GradientFilm:
    film = GradientFilm()
    for step in range(pictures):
        film.append(step, np.array([float(step)]))
    return film


@pytest.mark.parametrize("pictures", [1, MOST_PROBES, MOST_PROBES + 1, 1000, 12_345])
def test_a_film_stays_bounded_and_evenly_spread(pictures: int) -> None:
    film = film_of(pictures)
    assert len(film.steps) == len(film.norms) <= MOST_PROBES
    assert film.steps[0] == 0
    assert len(set(np.diff(film.steps))) <= 1
    assert film.steps[-1] + (film.steps[1] if pictures > 1 else 1) >= pictures
    assert [norms[0] for norms in film.norms] == film.steps


def test_a_film_that_goes_on_stays_evenly_spread() -> None:
    film = GradientFilm()
    film.load(film_of(1000).arrays())
    for step in range(1000, 3000):
        film.append(step, np.array([float(step)]))
    assert film.steps == film_of(3000).steps


def test_a_text_of_another_length_begins_a_new_film() -> None:
    film = film_of(10)
    film.append(11, np.array([1.0, 2.0]))
    assert film.steps == [11]
