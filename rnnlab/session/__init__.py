"""Keeping: run files, written atomically, and the way back from them to a run."""

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
