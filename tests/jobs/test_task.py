"""Background work that is not training."""

import threading
from collections.abc import Callable, Iterator

import pytest
import torch

from rnnlab.config import UserError
from rnnlab.jobs.crew import Crew
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message, Progress, TaskDone, TaskFailed
from rnnlab.jobs.task import Task

WAIT = 10.0


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew("test")
    yield made
    made.dismiss()


def run_to_end(work: Callable[[], Iterator[object]]) -> list[Message]:
    mailbox: Mailbox[Message] = Mailbox()
    task, crew = Task(7, work, mailbox), Crew("test")
    task.start(crew)
    crew.dismiss()
    assert task.join(WAIT)
    return mailbox.drain(1000)


def failing(error: Exception) -> Callable[[], Iterator[object]]:
    def work() -> Iterator[object]:
        yield 1
        raise error

    return work


def test_every_value_arrives_and_then_the_end() -> None:
    assert run_to_end(lambda: iter("ab")) == [Progress(7, "a"), Progress(7, "b"), TaskDone(7)]


def test_a_sentence_for_the_user_is_passed_on_without_a_report() -> None:
    messages = run_to_end(failing(UserError("The text is empty.")))
    assert messages == [Progress(7, 1), TaskFailed(7, "The text is empty.")]


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory"),
    ],
)
def test_a_lack_of_memory_gets_advice(error: Exception) -> None:
    *_, last = run_to_end(failing(error))
    assert isinstance(last, TaskFailed)
    assert last.sentence.startswith("There is not enough memory")
    assert last.report == ""


def test_a_bug_comes_with_its_traceback() -> None:
    *_, last = run_to_end(failing(KeyError("no such thing")))
    assert isinstance(last, TaskFailed)
    assert last.sentence == (
        "Something in the background broke, and what you did last may not have worked."
    )
    assert "no such thing" in last.report
    assert "in work" in last.report


def test_work_that_cannot_even_begin_has_failed() -> None:
    def work() -> Iterator[object]:
        raise UserError("There is no file.")

    assert run_to_end(work) == [TaskFailed(7, "There is no file.")]


def test_a_cancelled_task_ends_at_its_next_value(crew: Crew) -> None:
    mailbox: Mailbox[Message] = Mailbox()
    reached, go_on = threading.Event(), threading.Event()
    closed = threading.Event()

    def work() -> Iterator[int]:
        try:
            yield 1
            reached.set()
            go_on.wait(WAIT)
            yield 2
            yield 3
        finally:
            closed.set()

    task = Task(7, work, mailbox)
    task.start(crew)
    assert reached.wait(WAIT)
    task.cancel()
    go_on.set()
    assert task.join(WAIT)
    assert mailbox.drain(10) == [Progress(7, 1), TaskDone(7, cancelled=True)]
    assert closed.is_set()


def test_a_task_that_waits_for_a_full_mailbox_can_be_cancelled(crew: Crew) -> None:
    mailbox: Mailbox[Message] = Mailbox(capacity=2)
    task = Task(7, lambda: iter(range(1000)), mailbox)
    task.start(crew)
    task.cancel()
    mailbox.close()
    assert task.join(WAIT)
    assert isinstance(mailbox.drain(2000)[-1], TaskDone)


def test_what_is_cancelled_before_its_turn_does_nothing(crew: Crew) -> None:
    def work() -> Iterator[object]:
        raise AssertionError("it has begun")

    mailbox: Mailbox[Message] = Mailbox()
    task = Task(7, work, mailbox)
    task.cancel()
    task.start(crew)
    assert task.join(WAIT)
    assert mailbox.drain(10) == [TaskDone(7, cancelled=True)]
