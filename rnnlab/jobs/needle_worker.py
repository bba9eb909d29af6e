"""A process of its own that trains one small model after another. Loads without torch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

from rnnlab.training.memory import out_of_memory_advice
from rnnlab.training.needles.mixed import MixedReport, MixedRun, train_mixed
from rnnlab.training.needles.results import Point, PointProgress, PointResult

Order = Point | MixedRun
Report = PointProgress | PointResult | MixedReport

_NICENESS = 5  # the window and what it trains come first


@dataclass(frozen=True)
class OrderFailed:
    """An order that broke; ``sentence`` says why."""

    order: Order
    sentence: str


def serve(connection: Connection) -> None:
    """Take orders until there are no more, and tell how they go.

    For each order come its reports and then None, or `OrderFailed` and then None.

    Args:
        connection: To the process that gives the orders; once it has gone, this one ends.
    """
    _be_modest()
    try:
        while (order := connection.recv()) is not None:
            for report in follow(order):
                connection.send(report)
            connection.send(None)
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        return


def follow(order: Order) -> Iterator[Report | OrderFailed]:
    """Train what is ordered; whatever breaks becomes a sentence."""
    try:
        if isinstance(order, MixedRun):
            yield from train_mixed(order)
        else:
            from rnnlab.training.needles.point import train_point

            yield from train_point(order)
    except Exception as error:  # the boundary of the process: everything must be told
        yield OrderFailed(order, _sentence(error))


def _sentence(error: Exception) -> str:
    if out_of_memory_advice(error) is not None:
        return "There is not enough memory for a distance as long as this; choose a shorter one."
    return f"It broke: {type(error).__name__}: {error}."


def _be_modest() -> None:
    """One thread, so that processor time is what was worked, and less urgent than the window."""
    import torch

    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
