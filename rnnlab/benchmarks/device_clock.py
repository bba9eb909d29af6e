"""Telling the time of work that a device does while Python goes on."""

from collections.abc import Callable
from time import perf_counter

import torch

from rnnlab.benchmarks.timing import Clock


def clock_of(device: torch.device, clock: Clock = perf_counter) -> Clock:
    """A clock that first waits for everything that the device was given.

    Two readings then hold all work between them, and the time in which Python was too slow to
    keep the device busy as well, which events between kernels could leave out.

    Args:
        device: Where the work is done.
        clock: Read after the waiting.
    """
    wait = waiting_for(device)
    if wait is None:
        return clock

    def waited() -> float:
        wait()
        return clock()

    return waited


def waiting_for(device: torch.device) -> Callable[[], None] | None:
    """Waits until a device has done what it was given; a CPU has always done it."""
    match device.type:
        case "cuda":
            return lambda: torch.cuda.synchronize(device)
        case "mps":
            return torch.mps.synchronize
        case _:
            return None
