"""Programs that are started to be measured. Loads without torch."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from rnnlab.benchmarks.errors import BenchmarkError

WINDOW = ("-m", "rnnlab.gui.live_benchmark")
START = ("-m", "rnnlab.gui.start_benchmark")
PLAIN_TRAINING = ("-m", "rnnlab.benchmarks.plain_training")

# What the window says when it gets there.
PAINTED, CLICKED, STEPPED = "painted", "clicked", "stepped"

# What is said of training, in JSON; a bare loop has the first two. Waits are in seconds.
SPEED, SPEED_BY_CPU = "tokens_per_second", "tokens_per_cpu_second"
WINDOW_SHARE, FRAMES = "window_share_of_a_core", "frames_per_second"
WAITS = {50: "wait_50", 95: "wait_95", 99: "wait_99"}  # by percentile


@dataclass(frozen=True)
class Course:
    """How a program ran.

    Attributes:
        lines: What it wrote, line by line.
        moments: When each line came, in seconds from the launch.
        seconds: From the launch to its end.
    """

    lines: tuple[str, ...]
    moments: tuple[float, ...]
    seconds: float

    def moment(self, line: str) -> float:
        """When it wrote this line.

        Raises:
            BenchmarkError: It never did.
        """
        if line not in self.lines:
            raise BenchmarkError(f"A program that was to be measured never said “{line}”.")
        return self.moments[self.lines.index(line)]


def run_python(*arguments: str) -> Course:
    """Run this interpreter with other arguments and listen to it.

    Raises:
        BenchmarkError: It broke before it had said anything.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        started = perf_counter()
        with subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            stderr=complaints,
            encoding="utf-8",
            env=_with_byte_code(screen_environment(os.environ)),
        ) as child:
            assert child.stdout is not None
            heard = [(line.strip(), perf_counter() - started) for line in child.stdout]
        seconds = perf_counter() - started
        if child.returncode and not heard:
            complaints.seek(0)
            raise _broken(arguments, complaints.read())
    lines, moments = tuple(zip(*heard, strict=True)) or ((), ())
    return Course(lines, moments, seconds)


def figures_of(*arguments: str) -> dict[str, float]:
    """The JSON object that this interpreter writes with these arguments.

    Raises:
        BenchmarkError: It wrote none.
    """
    lines = run_python(*arguments).lines
    try:
        figures: dict[str, float] = json.loads(lines[-1])
    except (IndexError, ValueError) as error:
        raise BenchmarkError(f"“python {' '.join(arguments)}” gave no figures.") from error
    return figures


def screen_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The same environment, but drawing into memory where there is no screen."""
    chosen = dict(environment)
    needs_display = sys.platform not in ("win32", "darwin")
    if needs_display and not {"DISPLAY", "WAYLAND_DISPLAY"} & chosen.keys():
        chosen.setdefault("QT_QPA_PLATFORM", "offscreen")
    return chosen


def _with_byte_code(environment: Mapping[str, str]) -> dict[str, str]:
    """The same environment, in which modules are compiled once and kept, as by an installer."""
    forbidding = "PYTHONDONTWRITEBYTECODE"
    return {name: value for name, value in environment.items() if name != forbidding}


def _broken(arguments: tuple[str, ...], complaints: str) -> BenchmarkError:
    said = complaints.strip().splitlines() or ["it said nothing"]
    return BenchmarkError(f"“python {' '.join(arguments)}” could not be measured: {said[-1]}")
