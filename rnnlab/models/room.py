"""Memory that is free, and memory that a training step takes at least. Loads without torch."""

import re
from pathlib import Path

from rnnlab.config import RunConfig
from rnnlab.models.blocks import BLOCKS
from rnnlab.models.counting import count_learnt, count_parameters

_BYTES = 4  # of a number
_MEMORY_OF_OPTIMIZER = {"sgd": 0, "momentum": 1, "rmsprop": 1, "adam": 2}  # numbers a weight
_MEMINFO = Path("/proc/meminfo")
_CONTAINER = Path("/sys/fs/cgroup")


def least_bytes(config: RunConfig, vocabulary_size: int) -> int:
    """What a training step has in memory at once, counted low, in bytes.

    For each weight there are its gradient and the optimiser's memory; for each token of the
    batch the scores, their logarithms and their gradient, and what each layer keeps for the way
    back. What is really taken was measured as 1.2 to 2.4 times as much.

    Args:
        config: Sizes, optimiser and batches.
        vocabulary_size: Number of tokens V.
    """
    model, training = config.model, config.training
    each = 1 + _MEMORY_OF_OPTIMIZER[training.optimizer]
    weights = count_parameters(model, vocabulary_size)
    weights += each * count_learnt(model, vocabulary_size)
    kept = 2 if model.is_reservoir else 2 * len(BLOCKS.get(model.cell, ("",)))
    a_token = 3 * vocabulary_size + kept * model.layers * model.hidden_size
    return _BYTES * (weights + training.batch_size * training.sequence_length * a_token)


def free_bytes(meminfo: Path = _MEMINFO, container: Path = _CONTAINER) -> int | None:
    """Main memory that a program could still take, swap included; None where nobody says so.

    Linux hands out more memory than there is and ends a program that uses it, so that a refusal
    cannot be waited for. Other systems refuse.
    """
    try:
        told = dict(re.findall(r"^(\w+): +(\d+) kB$", meminfo.read_text(), re.MULTILINE))
        free = 1024 * (int(told["MemAvailable"]) + int(told["SwapFree"]))
    except (OSError, KeyError):
        return None
    allowed = _allowed(container)
    return free if allowed is None else min(free, allowed)


def _allowed(container: Path) -> int | None:
    """What a container leaves to its programs, files that are kept in memory counted as free."""
    try:
        most = int((container / "memory.max").read_text())
        used = int((container / "memory.current").read_text())
        told = (container / "memory.stat").read_text()
    except (OSError, ValueError):  # there is none, or it sets no limit: “max”
        return None
    files = re.search(r"^inactive_file (\d+)$", told, re.MULTILINE)
    return max(most - used + (int(files[1]) if files else 0), 0)
