"""Starting."""

import numpy as np

from rnnlab.benchmarks.processes import CLICKED, PAINTED, START, STEPPED, Course, run_python
from rnnlab.benchmarks.results import Goal, Result, compared, measured
from rnnlab.benchmarks.timing import FloatArray, in_turn

GOAL = Goal("at most", 2.0)
FIRST_CURVE = Goal("at most", 2.0)  # seconds after the click
HELP = Goal("at most", 0.3)  # seconds
_QT = "import PySide6.QtWidgets, pyqtgraph"


def measure_start(rounds: int = 5) -> Result:
    """The way to a window and to the first step, against the imports nobody can do without.

    Each is a fresh interpreter, in turn, with compiled modules and the files in the system's
    cache. The window is painted when all its docks have been drawn; Train is pressed as soon as
    it can be, while torch is still being loaded; a step counts when it has been handed to the
    plots.

    Args:
        rounds: Repetitions.

    Raises:
        BenchmarkError: No window can be opened.
    """
    window, qt, qt_and_torch, help_ = in_turn(
        lambda: run_python(*START),
        lambda: run_python("-c", _QT),
        lambda: run_python("-c", f"{_QT}, torch"),
        lambda: run_python("-m", "rnnlab", "--help"),
        rounds=rounds,
    )
    painted, clicked, stepped = (_moments(window, line) for line in (PAINTED, CLICKED, STEPPED))
    rows = (
        compared("launch → painted window", "s", painted, "importing Qt", _ends(qt), GOAL),
        compared("launch → first step shown", "s", stepped, "Qt and torch", _ends(qt_and_torch)),
        measured("click on Train → first step shown", "s", stepped - clicked, FIRST_CURVE),
        measured("rnnlab --help", "s", _ends(help_), HELP),
    )
    return Result("starting, in fresh interpreters", rows)


def _moments(courses: list[Course], line: str) -> FloatArray:
    return np.array([course.moment(line) for course in courses])


def _ends(courses: list[Course]) -> FloatArray:
    return np.array([course.seconds for course in courses])
