"""The only way from a background thread to the screen."""

import threading
from collections import deque
from typing import Generic, TypeVar

Message = TypeVar("Message")


class Mailbox(Generic[Message]):
    """Two lanes: every small message in order, and of each heavy kind only the newest.

    The lossless lane is bounded; a sender that is too fast for the reader waits, so that a
    frozen window costs memory for at most ``capacity`` messages.
    """

    def __init__(self, capacity: int = 20_000) -> None:
        self._lossless: deque[Message] = deque()
        self._latest: dict[object, Message] = {}
        self._capacity = capacity
        self._changed = threading.Condition()
        self._closed = False

    def post(self, message: Message) -> None:
        """Leave a message that must not be lost; waits while the lane is full."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._lossless) < self._capacity or self._closed)
            self._lossless.append(message)

    def post_latest(self, kind: object, message: Message) -> None:
        """Leave a message that replaces an unread one of the same kind."""
        with self._changed:
            self._latest[kind] = message

    def drain(self, most: int) -> list[Message]:
        """Take the newest of each kind, then at most ``most`` lossless messages, oldest first.

        In this order the message that says that a thread has ended is the last one from it.
        """
        with self._changed:
            taken = list(self._latest.values())
            self._latest.clear()
            count = min(most, len(self._lossless))
            taken.extend(self._lossless.popleft() for _ in range(count))
            self._changed.notify_all()
        return taken

    def close(self) -> None:
        """Let senders go on without waiting; used when nobody will read any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
