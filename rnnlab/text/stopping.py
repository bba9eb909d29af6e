"""Long work that may be given up between two of its pieces."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rnnlab.config import UserError

Item = TypeVar("Item")
Check = Callable[[], object]
"""Called between two pieces of work; it raises where the rest shall not be done."""


class GivenUpError(UserError):
    """Nobody waits for the work any more; nobody is told."""


class StopSign:
    """Put up by who waits no longer, from any thread; the work looks at it now and then."""

    def __init__(self) -> None:
        self._up = False

    def put_up(self) -> None:
        """End the work at its next look."""
        self._up = True

    def check(self) -> None:
        """Look whether to go on.

        Raises:
            GivenUpError: It is put up.
        """
        if self._up:
            raise GivenUpError("This was given up.")


def never() -> None:
    """The check of work that is always done to its end."""


def checked(items: Iterable[Item], check: Check) -> Iterator[Item]:
    """The same items, with a check after each."""
    for item in items:
        check()
        yield item
