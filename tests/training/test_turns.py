"""One turn goes round a ring, whoever comes and goes. No thread, no model."""

from queue import SimpleQueue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.training.commands import Command, YourTurn
from rnnlab.training.turns import Ring, Seat, Turn


def seated(count: int, *, ready: bool = True) -> list[Seat]:
    ring = Ring()
    seats = [ring.seat(SimpleQueue()) for _ in range(count)]
    for seat in seats if ready else []:
        seat.arrive()
    return seats


def holder(seats: list[Seat]) -> int:
    (place,) = [place for place, seat in enumerate(seats) if seat.mine]
    return place


def woken(seat: Seat) -> list[Command]:
    return [seat.commands.get_nowait() for _ in range(seat.commands.qsize())]


def test_who_trains_alone_never_waits() -> None:
    turn = Turn()
    turn.arrive()
    turn.made(1)
    turn.leave()
    assert turn.mine
    assert not turn.behind


def test_nobody_begins_before_all_are_ready() -> None:
    seats = seated(3, ready=False)
    seats[2].arrive()
    seats[0].arrive()
    assert not any(seat.mine for seat in seats)
    seats[1].arrive()
    assert holder(seats) == 0


def test_who_fails_to_get_ready_does_not_keep_the_others_from_beginning() -> None:
    seats = seated(3, ready=False)
    seats[1].arrive()
    seats[2].arrive()
    seats[0].leave()
    assert holder(seats) == 1


def test_the_turn_goes_round() -> None:
    seats = seated(3)
    order = []
    for _ in range(7):
        order.append(holder(seats))
        seats[order[-1]].made(1)
    assert order == [0, 1, 2, 0, 1, 2, 0]


def test_whose_turn_it_is_is_woken_and_nobody_else() -> None:
    seats = seated(3)
    for seat in seats:
        woken(seat)
    seats[0].made(1)
    assert [woken(seat) for seat in seats] == [[], [YourTurn()], []]


def test_who_has_made_fewer_steps_is_behind_and_keeps_the_turn_until_it_is_not() -> None:
    seats = seated(2)
    seats[0].made(16)
    assert [seat.behind for seat in seats] == [False, True]
    seats[1].made(1)
    assert holder(seats) == 1
    seats[1].made(15)
    assert holder(seats) == 0
    assert not seats[1].behind


@pytest.mark.parametrize(("leaving", "following"), [(0, 1), (1, 2), (2, 0)])
def test_who_leaves_hands_the_turn_on(leaving: int, following: int) -> None:
    seats = seated(3)
    for place in range(leaving):
        seats[place].made(1)
    seats[leaving].leave()
    assert holder(seats) == following


def test_who_leaves_out_of_turn_changes_nothing_for_the_others() -> None:
    seats = seated(3)
    seats[0].made(1)
    seats[0].leave()
    seats[0].leave()
    assert holder(seats) == 1


def test_a_step_told_after_leaving_is_passed_over() -> None:
    seats = seated(2)
    seats[0].leave()
    seats[0].made(1)
    assert holder(seats) == 1
    assert not seats[1].behind


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["made", "leave", "arrive"]))))
def test_whatever_happens_one_of_those_that_are_left_has_the_turn(
    events: list[tuple[int, str]],
) -> None:
    seats = seated(5)
    left = set(range(5))
    for place, event in events:
        if event == "made":
            if place in left and seats[place].mine:
                seats[place].made(1)
        elif event == "leave":
            seats[place].leave()
            left.discard(place)
        else:
            seats[place].arrive()
        assert [seat.mine for seat in seats].count(True) == bool(left)
        assert all(not seats[gone].mine for gone in set(range(5)) - left)
    steps = [seats[place].steps for place in left]
    assert not steps or max(steps) - min(steps) <= 1
