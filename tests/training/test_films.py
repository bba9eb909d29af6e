"""Films of groups and gates: exact, bounded, and back from a file."""

import math

import numpy as np
import pytest

from rnnlab.probes.groups import GroupFlow
from rnnlab.probes.result import ProbeResult
from rnnlab.training.films import BINS, MOST_PROBES, GateFilm, GroupFilm, shares_in_bins
from rnnlab.training.history import History
from rnnlab.training.records import GroupsRecord, ProbeRecord


def flow(name: str, number: float) -> GroupFlow:
    return GroupFlow(name, 3, number, number + 1, number + 2, number + 3)


def seen(seed: int, gates: tuple[str, ...] = ("reset", "update", "candidate")) -> ProbeResult:
    random = np.random.default_rng(seed)
    steps = np.zeros(7, dtype=np.int32)
    return ProbeResult(
        loss_at="last",
        inputs=steps,
        targets=steps,
        hidden_gradient_norm=np.ones((2, 7)),
        cell_gradient_norm=None,
        hidden=random.uniform(-1, 1, (2, 7, 5)),
        cell=None,
        gates={
            name: random.uniform(-1 if name == "candidate" else 0, 1, (2, 7, 5)) for name in gates
        },
    )


def told(moments: int) -> History:
    history = History()
    for step in range(moments):
        groups = (flow("embedding", step), flow("output", 10.0 * step))
        history.add(GroupsRecord(step, 24 * step, groups, looking_share=0.03))
        history.add(ProbeRecord(step, 24 * step, seen(step)))
    return history


def test_each_norm_of_each_group_is_kept() -> None:
    history = told(3)
    assert history.groups.names == ("embedding", "output")
    assert history.groups.steps == [0, 1, 2]
    for column, offset in (
        ("weight_norm", 0),
        ("gradient_norm", 1),
        ("clipped_norm", 2),
        ("update_norm", 3),
    ):
        assert history.groups.column("embedding", column).tolist() == [offset + n for n in range(3)]
        assert history.groups.column("output", column).tolist() == [
            offset + 10 * n for n in range(3)
        ]
    assert history.looking_share == 0.03


def test_distributions_are_those_of_a_histogram() -> None:
    history = told(3)
    for moment in range(3):
        result = seen(moment)
        for layer in range(2):
            for name, values, bounds in (
                ("update", result.gates["update"], (0, 1)),
                ("reset", result.gates["reset"], (0, 1)),
                ("candidate", result.gates["candidate"], (-1, 1)),
                ("hidden", result.hidden, (-1, 1)),
            ):
                counts, _ = np.histogram(values[layer], bins=20, range=bounds)
                shares = history.gates.shares(name, layer)[moment]
                np.testing.assert_allclose(shares, counts / 35, rtol=1e-12)


def test_the_outer_bins_are_the_saturated_shares() -> None:
    values = np.random.default_rng(3).beta(0.4, 0.4, 2000)
    shares = shares_in_bins(values, (0.0, 1.0))
    assert shares[:2].sum() == pytest.approx((values < 0.1).mean(), rel=1e-12)
    assert shares[-2:].sum() == pytest.approx((values > 0.9).mean(), rel=1e-12)
    states = 2 * values - 1
    shares = shares_in_bins(states, (-1.0, 1.0))
    assert shares[0] + shares[-1] == pytest.approx((np.abs(states) > 0.9).mean(), rel=1e-12)


def test_what_lies_outside_is_counted_at_its_end() -> None:
    shares = shares_in_bins(np.array([-3.0, 0.0, 1.0, 2.0, math.inf]), (-1.0, 1.0))
    assert shares[0] == pytest.approx(0.2)
    assert shares[BINS // 2] == pytest.approx(0.2)
    assert shares[-1] == pytest.approx(0.6)


def test_values_that_are_no_numbers_are_left_out() -> None:
    assert shares_in_bins(np.array([math.nan, 0.5]), (0.0, 1.0))[10] == 1.0
    assert np.isnan(shares_in_bins(np.array([math.nan]), (0.0, 1.0))).all()


def test_films_stay_bounded_and_each_picture_keeps_its_step() -> None:
    film = GroupFilm()
    for step in range(5 * MOST_PROBES):
        film.add(step, [flow("output", float(step))])
    assert MOST_PROBES / 2 <= len(film.steps) <= MOST_PROBES
    assert len(set(np.diff(film.steps))) == 1
    assert film.column("output", "weight_norm").tolist() == film.steps


def test_a_history_with_films_comes_back() -> None:
    history = told(20)
    again = History.from_arrays(history.arrays())
    for film, other in ((history.groups, again.groups), (history.gates, again.gates)):
        assert film.names == other.names
        assert film.steps == other.steps
        np.testing.assert_array_equal(film.pictures, other.pictures)
    assert again.looking_share == 0.03


def test_a_film_that_came_back_goes_on_in_the_same_rhythm() -> None:
    whole, again = told(1000), History.from_arrays(told(900).arrays())
    for step in range(900, 1000):
        again.add(ProbeRecord(step, 24 * step, seen(step)))
    assert again.gates.steps == whole.gates.steps
    np.testing.assert_array_equal(again.gates.pictures, whole.gates.pictures)


def test_an_older_file_has_no_films() -> None:
    arrays = told(5).arrays()
    older = {n: a for n, a in arrays.items() if not n.startswith(("groups", "gates", "looking"))}
    history = History.from_arrays(older)
    assert history.groups.steps == history.gates.steps == []
    assert math.isnan(history.looking_share)
    history.add(ProbeRecord(5, 120, seen(5)))
    assert history.gates.steps == [5]


@pytest.mark.parametrize(
    "damage",
    [
        {"groups_names": np.array([300.0])},
        {"groups_names": np.array([255.0, 254.0])},
        {"groups_names": np.zeros((2, 2))},
        {"groups_names": np.empty(0)},
        {"groups_norms": np.zeros((5, 2, 3))},
        {"groups_norms": np.zeros((5, 3, 4))},
        {"groups_norms": np.zeros((4, 2, 4))},
        {"groups_steps": np.full(5, np.nan)},
        {"groups_rhythm": np.zeros(2)},
        {"looking_share": np.zeros((2, 2))},
    ],
)
def test_arrays_of_another_form_are_passed_over(damage: dict[str, np.ndarray]) -> None:
    history = History.from_arrays(told(5).arrays() | damage)
    assert len(history.gates.steps) == 5
    groups = (flow("embedding", 1.0), flow("output", 2.0))
    history.add(GroupsRecord(9, 216, groups, looking_share=0.01))
    assert history.groups.column("output", "weight_norm")[-1] == 2.0


def test_other_gates_begin_a_new_film() -> None:
    film = GateFilm()
    film.add(1, seen(1))
    film.add(2, seen(2, gates=("input", "forget", "candidate")))
    assert film.steps == [2]
    assert film.shares("update", 0).shape == (0, BINS)
    assert film.shares("forget", 1).shape == (1, BINS)
