"""Hours in minutes: a window that is left training, and one that trains run after run.

Slow; what was measured is logged:

    python -m pytest tests/soak -m slow --timeout 7200 --log-cli-level INFO

`RNNLAB_SOAK_FRAMES` (60,000) and `RNNLAB_SOAK_RUNS` (200) shorten it. In full, the frames take
about eighteen minutes of processor time and the runs three. What is in use goes up and down by
a megabyte, so that a slope of one in an hour, 54,000 frames, is not seen in fewer.
"""

import contextlib
import ctypes
import gc
import logging
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.one_arena import share_one_arena
from rnnlab.gui.plots.base import Plot
from tests.gui.monkey.habitat import Habitat

logger = logging.getLogger(__name__)

FRAMES = int(os.environ.get("RNNLAB_SOAK_FRAMES", "60000"))
RUNS = int(os.environ.get("RNNLAB_SOAK_RUNS", "200"))
FRAMES_AN_HOUR = 15 * 3_600
WARM_UP = 0.4  # of the whole; histories, films and caches fill until then
MOST_MEGABYTES_AN_HOUR = 1.0
MOST_MEGABYTES_A_RUN = 0.15
MOST_KILOBYTES_OF_COPIES = 8_192

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7_200)]
linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")


@pytest.fixture
def habitat(qtbot: QtBot, tmp_path: Path) -> Iterator[Habitat]:
    share_one_arena()  # as the program does
    made = Habitat(tmp_path, seed=0)
    with made.closed_off():
        window = made.open()
        for dock in window.docks.by_title.values():  # whatever is made at first sight is made now
            dock.show()
            dock.raise_()
            _live(made, lambda: False, seconds=0.2)
        yield made
        made.close()
    assert made.problems == []


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often plots have been drawn, by their title."""
    counted: Counter[str] = Counter()

    def count(draw: Callable[[Plot], None]) -> Callable[[Plot], None]:
        def drawn(plot: Plot) -> None:
            counted[type(plot).__name__] += 1
            draw(plot)

        return drawn

    for kind in _kinds(Plot):
        if "draw" in vars(kind):
            monkeypatch.setattr(kind, "draw", count(vars(kind)["draw"]))
    return counted


def _kinds(kind: type) -> Iterator[type]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _live(habitat: Habitat, condition: Callable[[], object], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        habitat.live()
        time.sleep(0.001)
    return bool(condition())


def _megabytes() -> float:
    """Memory that is the process's own, lies in no file and that nobody can give back.

    The C library keeps what has been freed for the next who asks, up to the most that was ever
    in use at once; what it can hand back to the system is handed back before it is measured.
    """
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (line,) = [line for line in lines if line.startswith("RssAnon")]
    return int(line.split()[1]) / 1024


class _MallocInfo(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


def _megabytes_in_use() -> float:
    """What the C library has handed out: grows with a leak, but not with gaps between blocks."""
    mallinfo = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if mallinfo is None:
        return math.nan
    mallinfo.restype = _MallocInfo
    found = mallinfo()
    return float(found.uordblks + found.hblkhd) / 2**20


def _disk_kilobytes(folder: Path) -> float:
    """What lies in a folder, in all; a file that goes meanwhile counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += path.lstat().st_size
    return total / 1024


def _slope(done: list[int], megabytes: list[float]) -> float:
    """Megabytes by unit of ``done`` after the warm-up, as the median between all pairs (Theil)."""
    first = int(len(done) * WARM_UP)
    pairs = [
        (megabytes[j] - megabytes[i]) / (done[j] - done[i])
        for i in range(first, len(done))
        for j in range(i + 1, len(done))
    ]
    return float(np.median(pairs))


class _Ledger:
    """What is measured now and then, and how it went on.

    Args:
        folder: Where copies for the case of a crash are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began = time.monotonic(), time.process_time()
        self._done: list[int] = []
        self._megabytes: list[float] = []
        self._in_use: list[float] = []
        self.copies: list[float] = []

    def note(self, done: int) -> None:
        """Measure, after so many frames or runs."""
        self._done.append(done)
        self._megabytes.append(_megabytes())
        self._in_use.append(_megabytes_in_use())
        self.copies.append(_disk_kilobytes(self._folder))
        logger.debug("%d: %.1f MB, %.0f s", done, self._megabytes[-1], self._seconds()[0])

    def slope(self) -> float:
        """Megabytes that are resident, by frame or run."""
        return _slope(self._done, self._megabytes)

    def tell(self, unit: int = 1) -> None:
        """Log everything; what is in use by so many frames or runs."""
        in_use = _slope(self._done, self._in_use) * unit
        logger.info("%.0f s, %.0f s of processor time", *self._seconds())
        logger.info("copies on disk: %s KB", np.round(self.copies).tolist())
        logger.info("resident: %s MB", np.round(self._megabytes, 1).tolist())
        logger.info("in use, %.3f: %s MB", in_use, np.round(self._in_use, 1).tolist())

    def _seconds(self) -> tuple[float, float]:
        wall, processor = self._began
        return time.monotonic() - wall, time.process_time() - processor


def _current(habitat: Habitat) -> Run:
    run = habitat.kit.runs.current
    assert run is not None
    return run


@linux
def test_a_window_left_training_does_not_grow(
    draws: Counter[str], habitat: Habitat, tmp_path: Path
) -> None:
    kit, docks = habitat.kit, list(habitat.window.docks.by_title.values())
    kit.runs.stop()
    assert _live(habitat, lambda: not _current(habitat).active)
    kit.runs.set_setting("steps", 1_000_000_000)
    kit.runs.train()
    ledger = _Ledger(tmp_path / "recovery")
    for frame in range(FRAMES):
        habitat.live()
        kit.poller.drain()
        kit.runs.tell_changes()
        kit.poller.frame.emit()
        if frame % 100 == 0:
            docks[frame // 100 % len(docks)].raise_()
        if frame % max(FRAMES // 100, 1) == 0:
            ledger.note(frame)
    slope = ledger.slope() * FRAMES_AN_HOUR
    logger.info("%d plots drawn: %s", draws.total(), dict(draws))
    logger.info("%d frames, %d steps", FRAMES, _current(habitat).step)
    logger.info("%.2f MB an hour at 15 frames a second", slope)
    ledger.tell(FRAMES_AN_HOUR)
    # 20,000 in full; what has not changed or is behind a tab is not drawn.
    assert draws.total() >= FRAMES / 3
    assert slope <= MOST_MEGABYTES_AN_HOUR
    assert max(ledger.copies) <= MOST_KILOBYTES_OF_COPIES


@linux
def test_run_after_run_does_not_grow(habitat: Habitat, tmp_path: Path) -> None:
    kit, docks = habitat.kit, list(habitat.window.docks.by_title.values())
    kit.runs.stop()
    assert _live(habitat, lambda: not _current(habitat).active)
    kit.runs.set_setting("steps", 60)
    ledger = _Ledger(tmp_path / "recovery")
    for number in range(RUNS):
        docks[number % len(docks)].raise_()
        kit.runs.train()
        run = _current(habitat)
        assert _live(habitat, lambda run=run: run.status is Status.FINISHED)
        kit.files.save(run, tmp_path / "run.rnnlab")
        assert _live(habitat, lambda: not kit.background.busy)
        kit.files.open(tmp_path / "run.rnnlab")
        assert _live(habitat, lambda: not kit.background.busy)
        habitat.window.runs_panel.remove(list(kit.runs.runs))
        assert _live(habitat, lambda: not kit.runs.runs)
        if number % max(RUNS // 50, 1) == 0:
            ledger.note(number)
    slope = ledger.slope()
    logger.info("%d runs, %.3f MB a run", RUNS, slope)
    ledger.tell()
    assert slope <= MOST_MEGABYTES_A_RUN
    assert max(ledger.copies) <= MOST_KILOBYTES_OF_COPIES
