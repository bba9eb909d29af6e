"""What the window loads before its first picture; a failure names the module and who wanted it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Our own modules may take this share of the time that all others take together: Qt, pyqtgraph, …
# It is about a half; a module that brings others along shows.
MOST = 0.7
_ROUNDS = 2  # of which the fastest counts, module by module
_PICTURE = """
import importlib.machinery as machinery, json, time

stack, loaded = [["", 0.0]], {}

def measured(run):
    def exec_module(self, module):
        begun = time.thread_time()  # processor time: a busy machine stretches all else
        stack.append([module.__name__, 0.0])
        run(self, module)
        _, in_others = stack.pop()
        taken = time.thread_time() - begun
        stack[-1][1] += taken
        loaded[module.__name__] = (taken - in_others, stack[-1][0])
    return exec_module

for loader in (machinery.SourceFileLoader, machinery.ExtensionFileLoader):
    loader.exec_module = measured(loader.exec_module)

from rnnlab.gui import collecting
collecting.pause()  # as the program does
import PySide6.QtWidgets, pyqtgraph
from rnnlab.gui.app import make_application, make_window
from rnnlab.session.settings_file import SettingsFile
application = make_application()
kit, window = make_window(SettingsFile(None), application)
window.show()
window.grab()
print(json.dumps(loaded))
window.close()
"""
# Nobody has looked at these yet, or no picture needs them.
_NOT_YET = (
    "torch",
    "nltk",
    "scipy",
    "sklearn",
    "matplotlib",
    "hypothesis",
    "email",
    "multiprocessing.pool",
    "pyqtgraph.opengl",
    "pyqtgraph.console",
    "rnnlab.benchmarks",
    "rnnlab.cli",
    "rnnlab.gui.panels.model_panel",
    "rnnlab.gui.panels.training_panel",
    "rnnlab.gui.panes.beliefs",
    "rnnlab.gui.panes.beliefs_pane",
    "rnnlab.gui.panes.connectivity_pane",
    "rnnlab.gui.panes.counting",
    "rnnlab.gui.panes.counting_pane",
    "rnnlab.gui.panes.ladder",
    "rnnlab.gui.panes.ladder_pane",
    "rnnlab.gui.panes.needles",
    "rnnlab.gui.panes.needles_pane",
    "rnnlab.gui.panes.what_if_pane",
)


# By name: its own seconds, without those of the modules it imports, and who imported it first.
Loaded = dict[str, tuple[float, str]]


def chain(loaded: Loaded, name: str) -> str:
    """Who wanted a module, from the program down to it."""
    names = [name]
    while loaded[names[0]][1]:
        names.insert(0, loaded[names[0]][1])
    return " → ".join(names)


def _run(cache: Path) -> Loaded:
    """Open and paint the window in a fresh interpreter, with compiled modules in ``cache``."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    program = subprocess.run(
        [sys.executable, "-c", _PICTURE],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    found: Loaded = json.loads(program.stdout)
    return found


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Everything that is loaded at the first picture; each module's fastest round."""
    cache = tmp_path_factory.mktemp("compiled")
    _run(cache)  # compiles
    rounds = [_run(cache) for _ in range(_ROUNDS)]
    return {
        name: (min(one[name][0] for one in rounds if name in one), by)
        for name, (_, by) in rounds[0].items()
    }


def _belonging(loaded: Loaded, name: str) -> Iterator[str]:
    return (each for each in loaded if each == name or each.startswith(f"{name}."))


@pytest.mark.parametrize("name", _NOT_YET)
def test_the_first_picture_does_without(loaded: Loaded, name: str) -> None:
    assert [chain(loaded, each) for each in _belonging(loaded, name)] == []


@pytest.mark.benchmark
def test_our_modules_load_fast_beside_those_of_qt(loaded: Loaded) -> None:
    ours = set(_belonging(loaded, "rnnlab"))
    others = sum(seconds for name, (seconds, _) in loaded.items() if name not in ours)
    slowest = sorted(ours, key=lambda name: loaded[name], reverse=True)[:8]
    told = [f"{loaded[name][0] / others:.1%} {chain(loaded, name)}" for name in slowest]
    assert sum(loaded[name][0] for name in ours) / others < MOST, told


def test_a_module_is_named_with_who_wanted_it() -> None:
    loaded: Loaded = {"window": (0.1, ""), "pane": (0.1, "window"), "torch": (1.0, "pane")}
    assert chain(loaded, "torch") == "window → pane → torch"
