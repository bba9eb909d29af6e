"""Replacing a file so that at any moment there is a whole one."""

import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from rnnlab.session.errors import cannot_save, previous_generation

logger = logging.getLogger(__name__)

_START, _END = ".rnnlab-", ".tmp"


# What a save that was killed has left is swept away by a later one, but never one under way.
_LEFT_BEHIND = 3600.0  # seconds


def replace_file(
    path: Path,
    write: Callable[[BinaryIO], None],
    keep: bool = True,
    sync: bool = True,
    what: str = "run",
) -> None:
    """Write a file beside ``path``, then put it in its place in one step.

    On an error the file that was there stays as it was and nothing else is left behind.

    Args:
        path: Where the file shall be; a link is followed.
        write: Writes the content.
        keep: Whether the file that was there before is kept under the name of
            `previous_generation`.
        sync: Whether to wait until it would survive a power cut.
        what: What the sentence of the error calls it.

    Raises:
        RunFileError: The disk is full, the folder is not there or write-protected, …
    """
    target = Path(os.path.realpath(path))
    fresh = _beside(target)
    try:
        with fresh.open("xb") as file:
            write(file)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        if keep:
            _keep_previous(target)
        fresh.replace(target)
    except OSError as error:
        raise cannot_save(path, error, what) from error
    finally:
        _remove(fresh)
    _sweep(target.parent)
    if sync:
        _sync_folder(target.parent)


def try_to_write(folder: Path) -> None:
    """Make a file in a folder and remove it again.

    What the system says about permissions is not asked: it is wrong for administrators, on
    network drives and on Windows.

    Raises:
        OSError: It does not work.
    """
    fresh = _beside(folder / "file")
    try:
        with fresh.open("xb") as file:
            file.write(b"x")
    finally:
        _remove(fresh)


def _beside(target: Path) -> Path:
    return target.with_name(f"{_START}{secrets.token_hex(6)}{_END}")


def _sweep(folder: Path) -> None:
    """Remove what saves that were killed have left."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(_START) and entry.name.endswith(_END):
                with suppress(OSError):
                    if time.time() - entry.stat().st_mtime > _LEFT_BEHIND:
                        _remove(Path(entry.path))


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
