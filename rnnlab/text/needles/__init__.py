"""Generated tasks that need memory, each with a distance that can be chosen.

A *needle* is what has to be remembered, and the *lag* how many tokens are read between it and
the moment when it is asked for: the number of steps a gradient has to go back.
"""

from rnnlab.text.needles.agreement import AGREEMENT, AGREEMENT_MIXED, agreement_batch
from rnnlab.text.needles.base import (
    LONGEST_LAG,
    ExampleToken,
    NeedleBatch,
    NeedleTask,
    Role,
)
from rnnlab.text.needles.signs import ADDING, BRACKETS, COPYING, COUNTING, PARITY, RECALL

NEEDLE_TASKS: dict[str, NeedleTask] = {
    task.key: task
    for task in (
        RECALL,
        AGREEMENT,
        AGREEMENT_MIXED,
        BRACKETS,
        COUNTING,
        COPYING,
        PARITY,
        ADDING,
    )
}

__all__ = [
    "ADDING",
    "AGREEMENT",
    "AGREEMENT_MIXED",
    "BRACKETS",
    "COPYING",
    "COUNTING",
    "LONGEST_LAG",
    "NEEDLE_TASKS",
    "PARITY",
    "RECALL",
    "ExampleToken",
    "NeedleBatch",
    "NeedleTask",
    "Role",
    "agreement_batch",
]
