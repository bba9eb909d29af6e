"""Keeping: run files, written atomically."""

from rnnlab.session.errors import RunFileError, previous_generation
from rnnlab.session.manifest import Manifest
from rnnlab.session.run_file import SavedRun, load_run, read_manifest, save_run

__all__ = [
    "Manifest",
    "RunFileError",
    "SavedRun",
    "load_run",
    "previous_generation",
    "read_manifest",
    "save_run",
]
