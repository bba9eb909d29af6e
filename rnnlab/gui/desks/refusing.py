"""Copies of a run that there is no memory for."""

from collections.abc import Callable
from typing import NoReturn

from rnnlab.config import UserError
from rnnlab.training.records import Refused


class NoMemoryError(UserError):
    """A run that trains had no memory for a copy of itself."""


def refusing(record: Refused) -> Callable[[], NoReturn]:
    """What is called in the place of what would have made the copy: it says why there is none."""

    def make() -> NoReturn:
        raise NoMemoryError(record.sentence)

    return make
