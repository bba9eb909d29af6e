"""Keeping: run files, written atomically, and the way back from them to a run.

What needs torch is loaded when it is asked for: the window reads settings and looks for what a
crash has left before torch is there.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnnlab.session.errors import RunFileError, previous_generation
    from rnnlab.session.manifest import Manifest
    from rnnlab.session.run_file import SavedRun, load_run, read_manifest, save_run
    from rnnlab.session.runs import (
        capture_run,
        check_same_text,
        check_writable,
        open_codec,
        open_model,
        restored_trainer,
        resume,
        source_reference,
    )

__all__ = [
    "Manifest",
    "RunFileError",
    "SavedRun",
    "capture_run",
    "check_same_text",
    "check_writable",
    "load_run",
    "open_codec",
    "open_model",
    "previous_generation",
    "read_manifest",
    "restored_trainer",
    "resume",
    "save_run",
    "source_reference",
]

_HOMES = {
    "errors": ("RunFileError", "previous_generation"),
    "manifest": ("Manifest",),
    "run_file": ("SavedRun", "load_run", "read_manifest", "save_run"),
    "runs": (
        "capture_run",
        "check_same_text",
        "check_writable",
        "open_codec",
        "open_model",
        "restored_trainer",
        "resume",
        "source_reference",
    ),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
