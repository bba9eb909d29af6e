"""Who may import whom, and what starting the program may load."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "torch", "PySide6", "pyqtgraph")
QT = ("PySide6", "shiboken6", "pyqtgraph")

# Imports every module below the packages named, then prints what came with them.
IMPORT_ALL = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(getattr(package, "__path__", ()), name + "."):
        importlib.import_module(module.name)
print(*{name.partition(".")[0] for name in sys.modules})
"""


def loaded_by(code: str, *arguments: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds, as the code prints them last."""
    finished = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return set(finished.stdout.splitlines()[-1].split())


def rooms() -> list[str]:
    """The packages of rnnlab, and so also one that is added later."""
    return [f"rnnlab.{folder.parent.name}" for folder in sorted(ROOT.glob("rnnlab/*/__init__.py"))]


def test_import_contracts_are_kept() -> None:
    # In a process of its own: the linter silences every logger that exists where it runs.
    code = "from importlinter.cli import lint_imports_command as main; main()"
    command = [sys.executable, "-c", code, "--no-cache"]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


def test_only_the_window_loads_qt() -> None:
    without_window = [room for room in rooms() if room != "rnnlab.gui"]
    assert loaded_by(IMPORT_ALL, *without_window).isdisjoint(QT)


def test_text_and_counting_load_neither_torch_nor_qt() -> None:
    loaded = loaded_by(IMPORT_ALL, "rnnlab.config", "rnnlab.text", "rnnlab.ngram")
    assert loaded.isdisjoint(("torch", *QT))


@pytest.mark.parametrize("name", ["rnnlab", "rnnlab.config", "rnnlab.cli", "rnnlab.__main__"])
def test_importing_loads_nothing_heavy(name: str) -> None:
    code = f"import sys, {name}; print(*sys.modules)"
    assert loaded_by(code).isdisjoint(HEAVY)


def test_help_is_answered_without_anything_heavy() -> None:
    code = """
import sys
from rnnlab.__main__ import main
sys.argv = ["rnnlab", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code
print(*sys.modules)
"""
    assert loaded_by(code).isdisjoint(HEAVY)
