"""What is asked of a point, and what is told of it. Loads without torch."""

from dataclasses import dataclass

from rnnlab.probes.reach import Reach
from rnnlab.text import TextError
from rnnlab.text.needles import NEEDLE_TASKS
from rnnlab.training.needles.contenders import CONTENDERS, TELLING

SOLVED = 0.99
DEFAULT_LAGS = (10, 20, 40, 80)
DEFAULT_SECONDS = 12.0
MOST_LAGS = 12


@dataclass(frozen=True)
class Budget:
    """How long a point may train, unless it is solved before.

    Attributes:
        seconds: Processor time of its own thread, by `Meter`: what others take of the machine
            meanwhile does not count, so that a loaded machine takes longer and does not fail
            more often.
        steps: And at most so many batches; None for no limit.
    """

    seconds: float = DEFAULT_SECONDS
    steps: int | None = None

    def left(self, seconds: float, steps: int) -> bool:
        """Whether there is some left."""
        return seconds < self.seconds and (self.steps is None or steps < self.steps)


@dataclass(frozen=True)
class Point:
    """One small model to train: a contender on a task at one lag."""

    task: str
    contender: str
    lag: int
    budget: Budget = Budget()
    seed: int = 1


@dataclass(frozen=True)
class PointProgress:
    """How a point stands.

    Attributes:
        point: Which.
        steps: Batches so far.
        seconds: Processor time so far.
        accuracy: On the last fresh batch, before learning from it.
    """

    point: Point
    steps: int
    seconds: float
    accuracy: float


@dataclass(frozen=True)
class PointResult:
    """What became of a point.

    Attributes:
        point: Which.
        accuracy: On fresh exercises after training; NaN if it broke.
        steps: Batches.
        seconds: Processor time.
        before, after: Memory reach at initialisation and after training; None if it broke.
        sentence: Why it broke; empty if all is well.
    """

    point: Point
    accuracy: float
    steps: int
    seconds: float
    before: Reach | None = None
    after: Reach | None = None
    sentence: str = ""

    @property
    def solved(self) -> bool:
        """Whether nearly every answer was right."""
        return self.accuracy >= SOLVED


def sweep_points(
    task: str,
    contenders: list[str] | tuple[str, ...],
    lags: list[int] | tuple[int, ...],
    budget: Budget | None = None,
) -> list[Point]:
    """The points of a sweep, the telling ones first.

    First come the plain RNN and the LSTM with forget bias 3, then the others; within each,
    short lags before long ones.

    Raises:
        TextError: The task is unknown, there is no contender or lag, or one cannot be used.
    """
    if task not in NEEDLE_TASKS:
        raise TextError(f"There is no task “{task}”; choose from {', '.join(NEEDLE_TASKS)}.")
    _check_contenders(contenders)
    distances = sorted(set(lags))
    if not 1 <= len(distances) <= MOST_LAGS:
        raise TextError(f"Give from one to {MOST_LAGS} distances, such as 10, 20, 40, 80.")
    for lag in distances:
        NEEDLE_TASKS[task].check_lag(lag)
    first = [key for key in TELLING if key in contenders]
    others = [key for key in CONTENDERS if key in contenders and key not in TELLING]
    return [
        Point(task, key, lag, budget or Budget())
        for group in (first, others)
        for lag in distances
        for key in group
    ]


def parse_lags(text: str) -> list[int]:
    """Read distances as a person writes them: ``10, 20, 40``.

    Raises:
        TextError: Something is not a whole number.
    """
    words = text.replace(",", " ").replace(";", " ").split()
    lags = []
    for word in words:
        if not (word.isascii() and word.isdigit() and len(word) < 10):
            shown = word if len(word) <= 12 else word[:12] + "…"
            raise TextError(
                f"“{shown}” is no distance: write whole numbers such as 10, 20, 40, 80."
            )
        lags.append(int(word))
    return lags


def _check_contenders(contenders: list[str] | tuple[str, ...]) -> None:
    if not contenders:
        raise TextError("Nobody takes part: tick at least one contender.")
    for key in contenders:
        if key not in CONTENDERS:
            raise TextError(f"There is no contender “{key}”; choose from {', '.join(CONTENDERS)}.")
