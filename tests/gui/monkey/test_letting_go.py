"""What was opened and closed again is gone: no object, no object of Qt's, no run stays behind."""

import gc
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks import undo
from rnnlab.gui.desks.run import Status
from tests.gui.monkey.habitat import Habitat

_BEFORE, _AFTER = 4, 4
_PATIENCE = 60.0
# Of the product, what a run is made of; and what Qt's and Python's objects leaked would be.
_COUNTED = ("rnnlab.", "PySide6.", "pyqtgraph.", "torch.")
# A deed that was forgotten stays in Qt's stack, empty, until a hundred others have come.
_BOUNDED = ("RemovalDeed",)


@pytest.fixture
def habitat(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Habitat]:
    monkeypatch.setattr(undo, "_MOST_REMOVALS", 1)
    made = Habitat(tmp_path, seed=0)
    with made.closed_off():
        window = made.open()
        made.kit.runs.stop()
        made.kit.runs.set_setting("steps", 20)
        for dock in window.docks.by_title.values():  # what is made at first sight is made now
            dock.show()
            dock.raise_()
            _live(made, lambda: not made.kit.background.busy)
        window.docks.by_title["Beliefs"].raise_()
        yield made
        made.close()
    assert made.problems == []


def _live(habitat: Habitat, condition: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    habitat.live()
    while not condition():
        habitat.live()
        time.sleep(0.001)
        assert time.monotonic() < end, "waited in vain"


def _one_run(habitat: Habitat, file: Path) -> list[weakref.ref[object]]:
    """Train, save, open, remove; references to what must go."""
    kit = habitat.kit
    _live(habitat, lambda: not any(run.active for run in kit.runs.runs.values()))
    kit.runs.train()
    run = kit.runs.current
    assert run is not None
    _live(habitat, lambda: run.status is Status.FINISHED)
    job = run.job
    assert job is not None
    kit.files.save(run, file)
    _live(habitat, lambda: not kit.background.busy)
    kit.files.open(file)
    _live(habitat, lambda: not kit.background.busy)
    opened = kit.runs.current
    assert opened is not None
    parts = (run, run.history, job, job.trainer, opened, opened.history)
    habitat.window.runs_panel.remove(list(kit.runs.runs))
    _live(habitat, lambda: not kit.runs.runs and not kit.background.busy)
    return [weakref.ref(part) for part in parts]


def _census() -> Counter[str]:
    gc.collect()
    kinds = [type(thing) for thing in gc.get_objects()]
    names = Counter(f"{kind.__module__}.{kind.__qualname__}" for kind in kinds)
    counted = Counter({name: names[name] for name in names if name.startswith(_COUNTED)})
    counted.update(type(thing).__name__ for thing in shiboken6.getAllValidWrappers())
    return counted


@pytest.mark.timeout(600)
def test_run_after_run_leaves_nothing_behind(habitat: Habitat, tmp_path: Path) -> None:
    file = tmp_path / "run.rnnlab"
    gone = [part for _ in range(_BEFORE) for part in _one_run(habitat, file)]
    before = _census()
    gone += [part for _ in range(_AFTER) for part in _one_run(habitat, file)]
    after = _census()
    kept = len(gone) // (_BEFORE + _AFTER)  # the last stroke can be undone
    alive = [type(part()).__name__ for part in gone[:-kept] if part() is not None]
    assert alive == []
    more = {name: after[name] - before[name] for name in after if after[name] > before[name]}
    grown = {name for name in more if more[name] >= _AFTER and not name.endswith(_BOUNDED)}
    assert {name: more[name] for name in grown} == {}
