"""Batches that grow until a graphics card is full."""

from collections.abc import Callable
from dataclasses import dataclass

from rnnlab.models.devices import is_out_of_memory
from rnnlab.text import TextError

ENOUGH = 1.05  # twice the batch shall be at least this much faster, or the card is busy


@dataclass(frozen=True)
class Filled:
    """How far batches grew.

    Attributes:
        best: The batch size that was the fastest; None if not even the first could be made.
        why: Why they grew no further, as the end of a sentence.
    """

    best: int | None
    why: str


def fill(measure: Callable[[int], float], first: int, most: int) -> Filled:
    """Double the batch as long as that makes it faster.

    Args:
        measure: Gives the tokens a second at a batch size.
        first: Batch size to begin with.
        most: Not to be exceeded.
    """
    best, fastest, size = None, 0.0, first
    while size <= most:
        try:
            speed = measure(size)
        except TextError:
            return Filled(best, f"the text is too short for {size:,} columns")
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            return Filled(best, f"memory does not hold a batch of {size:,}")
        if speed < fastest * ENOUGH:
            return Filled(best if speed < fastest else size, f"{size:,} is hardly faster")
        best, fastest, size = size, speed, 2 * size
    return Filled(best, f"{most:,} was the largest asked for")
