import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import UserError
from rnnlab.gui.instrument import Instrument
from rnnlab.jobs.messages import Progress
from rnnlab.text.stopping import StopSign

Rest = Callable[[], None]
Until = Callable[[Callable[[], object]], None]


def test_values_come_in_order_and_then_the_end(instrument: Instrument, rest: Rest) -> None:
    heard: list[object] = []
    instrument.background.start(lambda: iter("abc"), heard.append, lambda: heard.append("end"))
    rest()
    assert heard == ["a", "b", "c", "end"]


def test_call_backs_come_on_the_main_thread(instrument: Instrument, rest: Rest) -> None:
    threads: list[threading.Thread] = []

    def work() -> Iterator[threading.Thread]:
        yield threading.current_thread()

    instrument.background.start(
        work, lambda worker: threads.extend([worker, threading.current_thread()])
    )
    rest()
    assert threads[0] is not threads[1] is threading.main_thread()


def test_after_cancelling_nothing_is_called_back(instrument: Instrument, rest: Rest) -> None:
    heard: list[object] = []
    go_on = threading.Event()

    def work() -> Iterator[str]:
        yield "before"
        go_on.wait(10)
        yield "after"

    key = instrument.background.start(work, heard.append, lambda: heard.append("end"))
    instrument.background.cancel(key)
    go_on.set()
    rest()
    assert heard == []


def test_what_is_in_line_is_done_one_after_the_other(instrument: Instrument, rest: Rest) -> None:
    at_work, heard = threading.Semaphore(1), []

    def work() -> Iterator[bool]:
        alone = at_work.acquire(blocking=False)
        yield alone
        if alone:
            at_work.release()

    for _ in range(20):
        instrument.background.start(work, heard.append, in_line=True)
    rest()
    assert heard == [True] * 20


def test_what_the_user_can_mend_comes_as_a_sentence_and_no_report(
    instrument: Instrument, rest: Rest, qtbot: QtBot
) -> None:
    heard: list[object] = []

    def work() -> Iterator[None]:
        raise UserError("Open a text first.")
        yield

    with qtbot.assertNotEmitted(instrument.background.work_failed):
        instrument.background.start(work, heard.append, on_failed=heard.append)
        rest()
    assert heard == ["Open a text first."]


def test_a_bug_comes_with_a_report(
    instrument: Instrument, rest: Rest, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def work() -> Iterator[None]:
        yield None
        raise ZeroDivisionError("by hand")

    with qtbot.waitSignal(instrument.background.work_failed) as failed:
        instrument.background.start(work, lambda _: None)
        rest()
    assert failed.args is not None
    assert "ZeroDivisionError: by hand" in failed.args[1]


def test_shutting_down_ends_work_that_nobody_waits_for(instrument: Instrument) -> None:
    def work() -> Iterator[int]:
        number = 0
        while True:
            yield number
            number += 1

    instrument.background.start(work, lambda _: None)
    instrument.background.shut_down()
    assert not instrument.background.busy


def test_a_message_that_closes_the_window_is_the_last_one_handed_out(
    instrument: Instrument,
) -> None:
    heard: list[object] = []
    go_on = threading.Event()

    def work() -> Iterator[None]:
        go_on.wait(10)
        yield

    def close(value: object) -> None:
        heard.append(value)
        go_on.set()
        instrument.shut_down()

    key = instrument.background.start(work, close)
    for value in "ab":
        instrument.background.mailbox.post(Progress(key, value))
    instrument.poller.drain()
    assert heard == ["a"]


def test_work_in_one_piece_ends_at_its_next_look_when_it_is_cancelled(
    instrument: Instrument, rest: Rest
) -> None:
    heard: list[object] = []
    stop, cancelled = StopSign(), threading.Event()

    def work() -> Iterator[str]:
        cancelled.wait()
        stop.check()
        yield "went on"

    key = instrument.background.start(work, heard.append, on_failed=heard.append, stop=stop)
    instrument.background.work_failed.connect(heard.append)
    instrument.background.cancel(key)
    cancelled.set()
    rest()
    assert heard == []


def test_the_end_of_the_window_stops_work_in_one_piece(instrument: Instrument) -> None:
    stop, begun = StopSign(), threading.Event()

    def work() -> Iterator[None]:
        begun.set()
        while True:
            stop.check()
        yield

    instrument.background.start(work, lambda _: None, stop=stop)
    begun.wait()
    instrument.background.shut_down()
    assert not instrument.background.busy
