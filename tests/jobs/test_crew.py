"""Threads that stand ready."""

import threading
import weakref
from collections.abc import Iterator
from functools import partial

import pytest

from rnnlab.jobs.crew import Crew

WAIT = 10.0


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew("test")
    yield made
    made.dismiss()


def _threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "test"}


def test_pieces_of_work_that_wait_for_each_other_run_side_by_side(crew: Crew) -> None:
    together, done = threading.Barrier(9), []

    def work() -> None:
        done.append(together.wait(WAIT))

    for _ in range(8):
        crew.do(work)
    together.wait(WAIT)
    crew.dismiss()
    assert len(done) == 8


def test_who_has_work_done_does_not_start_a_thread(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    starters: list[threading.Thread] = []
    start = threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        starters.append(threading.current_thread())
        start(thread)

    first = threading.Event()
    crew.do(first.set)
    assert first.wait(WAIT)
    monkeypatch.setattr(threading.Thread, "start", noted)
    begun = [threading.Event() for _ in range(5)]
    for event in begun:
        crew.do(event.set)
    assert all(event.wait(WAIT) for event in begun)
    crew.dismiss()
    assert threading.current_thread() not in starters


def test_threads_are_used_again(crew: Crew) -> None:
    for _ in range(50):
        done = threading.Event()
        crew.do(done.set)
        assert done.wait(WAIT)
    assert len(_threads()) < 50


def test_a_thread_that_waits_holds_nothing_of_its_last_work(crew: Crew) -> None:
    class Copy:
        """Stands for the weights that a piece of work carries."""

    copy, let_go = Copy(), threading.Event()
    weakref.finalize(copy, let_go.set)
    crew.do(lambda copy=copy: None)
    del copy
    assert let_go.wait(WAIT)


def test_dismissed_it_has_done_what_was_asked_and_has_no_thread(crew: Crew) -> None:
    done: list[int] = []
    for number in range(20):
        crew.do(lambda number=number: done.append(number))
    crew.dismiss()
    assert sorted(done) == list(range(20))
    assert not _threads()


def test_after_a_dismissal_it_works_again(crew: Crew) -> None:
    crew.do(lambda: None)
    crew.dismiss()
    done = threading.Event()
    crew.do(done.set)
    assert done.wait(WAIT)


def test_it_can_be_dismissed_while_it_takes_on_more_threads() -> None:
    for _ in range(200):
        crew, done = Crew("test"), threading.Semaphore(0)
        for _ in range(3):
            crew.do(done.release)
        crew.dismiss()
        assert all(done.acquire(blocking=False) for _ in range(3))
    assert not _threads()


def test_with_a_limit_the_rest_waits_for_its_turn_in_order() -> None:
    crew, at_work, most, done = Crew("test", most=1), [0], [0], []

    def work(number: int) -> None:
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        done.append(number)
        at_work[0] -= 1

    go = threading.Event()
    crew.do(lambda: go.wait(WAIT))
    for number in range(30):
        crew.do(partial(work, number))
    assert len(_threads()) == 1
    assert not done
    go.set()
    crew.dismiss()
    assert done == list(range(30))
    assert most == [1]
