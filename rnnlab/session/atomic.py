"""Replacing a file so that at any moment there is a whole one."""

import logging
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from rnnlab.session.errors import cannot_save, previous_generation

logger = logging.getLogger(__name__)


def replace_file(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file beside ``path``, then put it in its place in one step.

    The file that was there before is kept under the name of `previous_generation`. On an error
    it stays as it was and nothing else is left behind.

    Args:
        path: Where the file shall be; a link is followed.
        write: Writes the content.

    Raises:
        RunFileError: The disk is full, the folder is not there or write-protected, …
    """
    target = Path(os.path.realpath(path))
    fresh = _beside(target)
    try:
        with fresh.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        _keep_previous(target)
        fresh.replace(target)
    except OSError as error:
        raise cannot_save(path, error) from error
    finally:
        _remove(fresh)
    _sync_folder(target.parent)


def _beside(target: Path) -> Path:
    return target.with_name(f".rnnlab-{secrets.token_hex(6)}.tmp")


def _keep_previous(target: Path) -> None:
    if not target.exists():
        return
    spare = _beside(target)
    try:
        try:
            os.link(target, spare)
        except OSError:  # a file system without links, such as FAT
            shutil.copyfile(target, spare)
        spare.replace(previous_generation(target))
    finally:
        _remove(spare)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; the file itself is already safe."""
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:  # some network drives refuse; the new file is in place all the same
        logger.warning("the folder %s could not be synchronised: %s", folder, error)
