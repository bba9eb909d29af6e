"""Processor time as an unhurried machine would have needed it. Loads without torch."""

import time

_BLOCK = 8  # steps that are timed together; a clock may tick as rarely as every 15 ms
_QUICK = 4  # one block in so many counts as undisturbed
_MOST = 2.0  # at most so many times what is charged may really be spent


class Meter:
    """Charges every step with what the quicker quarter of the steps took.

    Processor time leaves out when others had the core, but not that their data pushed ours out
    of the cache or that they ran on the core's other half; under load that has been seen to
    cost half as much again. The quicker quarter of the steps is hindered least. So that this
    ends on every machine, at least half of the time that was really spent is charged.

    Attributes:
        steps: How many there were.
        spent: Processor time of this thread in all, in seconds.
    """

    def __init__(self) -> None:
        self.steps = 0
        self.spent = 0.0
        self._blocks: list[float] = []
        self._block = 0.0
        self._began = 0.0
        self._charged = 0.0

    def begin(self) -> None:
        """A step begins."""
        self._began = time.thread_time()

    def end(self) -> None:
        """It has ended."""
        self.add(time.thread_time() - self._began)

    def add(self, seconds: float) -> None:
        """Count a step that took so long."""
        self.steps += 1
        self.spent += seconds
        self._block += seconds
        if self.steps % _BLOCK == 0:
            self._blocks.append(self._block)
            self._block = 0.0
            self._charged = self._work_out()

    @property
    def charged(self) -> float:
        """What counts, in seconds; brought up to date every few steps."""
        return self._charged

    def _work_out(self) -> float:
        quick = sorted(self._blocks[-400:])
        cost = quick[len(quick) // _QUICK] / _BLOCK
        return min(max(self.steps * cost, self.spent / _MOST), self.spent)
