"""What can be measured only with a window; `rnnlab bench` runs it as a program of its own.

``python -m rnnlab.gui.live_benchmark train WARM_UP SECONDS`` trains and writes one JSON object
with the names of `rnnlab.benchmarks.processes`; ``race WARM_UP SECONDS`` does the same with RNN,
GRU and LSTM in a race, whose tokens it adds up. `rnnlab.gui.start_benchmark` measures the start.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter, process_time, thread_time

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer

from rnnlab.benchmarks.material import benchmark_config, benchmark_text
from rnnlab.benchmarks.processes import (
    CLICKED,
    FRAMES,
    PAINTED,
    SPEED,
    SPEED_BY_CPU,
    STEPPED,
    WAITS,
    WINDOW_SHARE,
)
from rnnlab.benchmarks.timing import waits
from rnnlab.gui import collecting
from rnnlab.gui.app import make_application, make_window, show
from rnnlab.gui.desks.racing import cells_of_one_size
from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.widgets.first_look import FirstLook
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile

LONGEST_WAIT = 120.0  # seconds
_TICK = 5  # milliseconds between two looks at the event loop


def main(arguments: Sequence[str]) -> None:
    """Do what the first argument says."""
    what, warm_up, seconds = arguments
    figures = measure_training(float(warm_up), float(seconds), race=what == "race")
    _say(json.dumps(figures))


def measure_start() -> None:
    """Open the window as `run_window` does, press Train, and say when each thing has happened."""
    with _open_window() as (instrument, window):
        instrument.warm.connect(collecting.resume)
        show(instrument, window, [])
        FirstLook(window, lambda: _say(PAINTED))
        button = window.transport.train_button
        _wait_for(lambda: button.isVisible() and button.isEnabled())
        button.click()
        _say(CLICKED)
        run = _current(instrument)
        _wait_for(lambda: run.step > 0)
        _say(STEPPED)


def measure_training(warm_up: float, seconds: float, race: bool = False) -> dict[str, float]:
    """Train one run, or a race of three, in the window that is shown; times are in seconds."""
    with _open_window() as (instrument, window):
        window.resize(1280, 800)
        window.show()
        instrument.poller.start()
        for name, value in benchmark_config().values().items():
            if value != instrument.runs.settings.values()[name]:
                instrument.runs.set_setting(name, value)
        text = benchmark_text()
        instrument.texts.open_pasted(text.text, text.name)
        _wait_for(lambda: instrument.texts.corpus is not None)
        _wait_for(lambda: not instrument.background.busy)  # the n-grams are counted
        if race:
            instrument.runs.race(cells_of_one_size(instrument.runs.settings))
        else:
            instrument.runs.train()
        runs = instrument.runs.team()
        _wait_for(lambda: all(run.step > 0 for run in runs))
        _let_pass(warm_up)
        return _watch_training(instrument, runs, seconds)


def _watch_training(
    instrument: Instrument, runs: Sequence[Run], seconds: float
) -> dict[str, float]:
    trainers = [run.job.trainer for run in runs if run.job and run.job.trainer]
    frames: list[float] = []
    ticks: list[float] = []
    instrument.poller.frame.connect(lambda: frames.append(perf_counter()))
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(perf_counter()))
    tokens = sum(trainer.tokens for trainer in trainers)
    before = perf_counter(), process_time(), thread_time()
    timer.start(_TICK)
    _let_pass(seconds)
    timer.stop()
    after = perf_counter(), process_time(), thread_time()
    taken, busy, drawing = (end - start for end, start in zip(after, before, strict=True))
    tokens = sum(trainer.tokens for trainer in trainers) - tokens
    percentiles = np.percentile(waits(ticks, _TICK / 1000), list(WAITS))
    return {
        SPEED: tokens / taken,
        SPEED_BY_CPU: tokens / (busy - drawing),
        WINDOW_SHARE: drawing / taken,
        FRAMES: len(frames) / taken,
        **dict(zip(WAITS.values(), percentiles.tolist(), strict=True)),
    }


@contextmanager
def _open_window() -> Iterator[tuple[Instrument, MainWindow]]:
    """The window with settings that are kept nowhere."""
    instrument, window = make_window(SettingsFile(None), make_application())
    try:
        yield instrument, window
    finally:
        instrument.shut_down()
        window.look.tidy()


def _current(instrument: Instrument) -> Run:
    run = instrument.runs.current
    assert run is not None, "training did not begin"
    return run


def _wait_for(condition: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    deadline = perf_counter() + LONGEST_WAIT
    while not condition():
        if perf_counter() > deadline:
            raise TimeoutError("the window did not get where it should")
        _let_pass(0.005)


def _let_pass(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
