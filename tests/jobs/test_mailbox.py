"""The way from a thread to the screen."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.jobs.mailbox import Mailbox

WAIT = 10.0  # seconds until a test that hangs fails


def test_messages_keep_their_order() -> None:
    mailbox: Mailbox[int] = Mailbox()
    for number in range(100):
        mailbox.post(number)
    assert mailbox.drain(1000) == list(range(100))


def test_a_drain_takes_no_more_than_asked_for() -> None:
    mailbox: Mailbox[int] = Mailbox()
    for number in range(5):
        mailbox.post(number)
    assert [mailbox.drain(2) for _ in range(4)] == [[0, 1], [2, 3], [4], []]


def test_of_a_heavy_kind_only_the_newest_is_kept() -> None:
    mailbox: Mailbox[str] = Mailbox()
    for number in range(10):
        mailbox.post_latest("probe", f"probe {number}")
        mailbox.post_latest("weights", f"weights {number}")
    assert mailbox.drain(0) == ["probe 9", "weights 9"]
    assert mailbox.drain(10) == []


def test_the_newest_of_a_kind_comes_before_what_was_posted_after_it() -> None:
    mailbox: Mailbox[str] = Mailbox()
    mailbox.post_latest("probe", "probe")
    mailbox.post("finished")
    assert mailbox.drain(10) == ["probe", "finished"]


@given(st.lists(st.tuples(st.sampled_from(["post", "latest", "drain"]), st.integers(0, 3))))
def test_nothing_is_lost_doubled_or_reordered(actions: list[tuple[str, int]]) -> None:
    mailbox: Mailbox[tuple[str, int, int]] = Mailbox()
    posted, received = [], []
    newest, received_newest = {}, {}

    def take(most: int) -> None:
        for message in mailbox.drain(most):
            lane, key, _ = message
            if lane == "latest":
                received_newest[key] = message
            else:
                received.append(message)

    for number, (action, value) in enumerate(actions):
        message = (action, value, number)
        if action == "post":
            mailbox.post(message)
            posted.append(message)
        elif action == "latest":
            mailbox.post_latest(value, message)
            newest[value] = message
        else:
            take(value)
    take(len(actions))
    assert received == posted
    assert received_newest == newest


@pytest.fixture
def full() -> Iterator[tuple[Mailbox[int], threading.Thread, list[int]]]:
    """A mailbox with room for three, and a thread that posts ten."""
    mailbox: Mailbox[int] = Mailbox(capacity=3)
    posted: list[int] = []

    def send() -> None:
        for number in range(10):
            mailbox.post(number)
            posted.append(number)

    thread = threading.Thread(target=send)
    thread.start()
    yield mailbox, thread, posted
    mailbox.close()
    thread.join(WAIT)


def test_a_sender_that_is_too_fast_waits_for_the_reader(
    full: tuple[Mailbox[int], threading.Thread, list[int]],
) -> None:
    mailbox, thread, posted = full
    received: list[int] = []
    while len(received) < 10:
        received += mailbox.drain(100)
        # Of what is not received yet three may lie in the mailbox, one more may be under way.
        assert len(posted) <= len(received) + 3
    thread.join(WAIT)
    assert received == list(range(10))


def test_no_more_than_the_capacity_waits_to_be_read() -> None:
    mailbox: Mailbox[int] = Mailbox(capacity=3)
    for number in range(3):
        mailbox.post(number)
    thread = threading.Thread(target=mailbox.post, args=(3,))
    thread.start()
    thread.join(0.05)
    assert thread.is_alive()
    assert mailbox.drain(1) == [0]
    thread.join(WAIT)
    assert mailbox.drain(10) == [1, 2, 3]


def test_when_nobody_reads_any_more_the_sender_is_let_go(
    full: tuple[Mailbox[int], threading.Thread, list[int]],
) -> None:
    mailbox, thread, _ = full
    mailbox.close()
    thread.join(WAIT)
    assert not thread.is_alive()


def test_a_heavy_message_never_waits() -> None:
    mailbox: Mailbox[str] = Mailbox(capacity=1)
    mailbox.post("full")
    mailbox.post_latest("probe", "probe")
    assert mailbox.drain(10) == ["probe", "full"]
