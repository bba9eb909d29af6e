"""The folder in which a window keeps copies of what is not saved, and what crashes have left.

    recovery/
      window-20240229-101500-4711-a1b2/    one window, as long as it is open
        lock                               held by the window's process
        note.json                          see `WindowNote`; written every few seconds
        run-3.rnnlab, run-3.rnnlab~        the newest copy of run 3, and the one before
        text-<sha256>.txt                  a pasted text, which is in no file of its own

A window that closes takes its folder along. One whose lock nobody holds has crashed.
"""

import logging
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from rnnlab.session.atomic import replace_file
from rnnlab.session.errors import RunFileError, opening, previous_generation
from rnnlab.session.locks import FileLock
from rnnlab.session.plain import pack_json, unpack_json
from rnnlab.session.recovery_note import WindowNote
from rnnlab.text.regular_file import open_regular

logger = logging.getLogger(__name__)

MOST_BYTES = 2 * 10**9  # of one window's copies
MOST_CRASHED = 4  # folders that are kept, the newest ones
LONGEST_KEPT = 30 * 24 * 3600.0  # seconds
_SPARE = 200 * 10**6  # bytes of the disk that copies leave free
_LARGEST_NOTE = 2**20
_LONGEST_TEXT = 50 * 10**6

_LOCK = "lock"
_NOTE = "note.json"
_WINDOW = "window-"
_RUN = re.compile(r"run-([0-9]{1,9})\.rnnlab~?")


class RecoveryFolder:
    """The folder of one window.

    Args:
        path: The folder.
        most_bytes: Its files never take more room than this.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._most_bytes = most_bytes
        self._lock = FileLock(path / _LOCK)

    @classmethod
    def make(cls, root: Path) -> "RecoveryFolder":
        """A new folder that is ours.

        Raises:
            OSError: It cannot be made.
        """
        stamp = time.strftime("%Y%m%d-%H%M%S")
        path = root / f"{_WINDOW}{stamp}-{os.getpid()}-{secrets.token_hex(4)}"
        path.mkdir(mode=0o700, parents=True)
        folder = cls(path)
        folder.take()
        return folder

    def take(self) -> bool:
        """Make it ours; False if a living window has it."""
        return self._lock.take()

    def let_go(self) -> None:
        """Leave it to who comes next."""
        self._lock.let_go()

    def run_path(self, key: int) -> Path:
        """Where the copy of a run is."""
        return self.path / f"run-{key}.rnnlab"

    def run_keys(self) -> list[int]:
        """Of which runs there are copies."""
        found = (_RUN.fullmatch(path.name) for path in _files(self.path))
        return sorted({int(match[1]) for match in found if match})

    def text_path(self, sha256: str) -> Path:
        """Where a text without a file of its own is."""
        return self.path / f"text-{sha256}.txt"

    def write_note(self, note: WindowNote) -> None:
        """Put a note in the place of the last one.

        Raises:
            RunFileError: It cannot be written.
        """
        content = pack_json(note.to_json())
        # A note is only needed after a crash of the program, so it need not wait for the disk.
        replace_file(self.path / _NOTE, _writer(content), False, False, "note")

    def read_note(self) -> WindowNote:
        """The newest note.

        Raises:
            RunFileError: There is none, or it is damaged.
        """
        path = self.path / _NOTE
        with opening(path):
            with open_regular(path) as file:
                content = file.read(_LARGEST_NOTE + 1)
            if len(content) > _LARGEST_NOTE:
                raise ValueError("larger than any note")
            return WindowNote.from_json(unpack_json(content))

    def write_text(self, sha256: str, text: str) -> None:
        """Keep a text that is in no file; one that is too long for the folder is left out.

        Raises:
            RunFileError: It cannot be written.
        """
        path, content = self.text_path(sha256), text.encode("utf-8", "surrogatepass")
        if path.exists() or len(content) > min(_LONGEST_TEXT, self._room()):
            return
        replace_file(path, _writer(content), keep=False, what="text")

    def read_text(self, sha256: str) -> str | None:
        """A text that was kept, if it was."""
        path = self.text_path(sha256)
        try:
            if path.stat().st_size > _LONGEST_TEXT:
                return None
            with open_regular(path) as file:
                return file.read(_LONGEST_TEXT).decode("utf-8", "surrogatepass")
        except (OSError, ValueError):
            return None

    def make_room(self, size: int) -> bool:
        """Whether a copy of so many bytes fits; earlier generations give way to it."""
        earlier = sorted(self.path.glob("*~"), key=_age, reverse=True)
        while self._room() < size and earlier:
            _remove(earlier.pop(0))
        return self._room() >= size

    def remove_run(self, key: int) -> None:
        """Forget the copies of a run."""
        path = self.run_path(key)
        for each in (path, previous_generation(path)):
            _remove(each)

    def remove(self) -> None:
        """Forget everything; the lock goes last, so that nobody takes half a folder."""
        for path in [each for each in _files(self.path) if each.name != _LOCK]:
            _remove(path)
        self.let_go()
        shutil.rmtree(self.path, ignore_errors=True)

    def _room(self) -> int:
        used = sum(_size(path) for path in _files(self.path))
        try:
            free = shutil.disk_usage(self.path).free - _SPARE
        except OSError:
            free = 0
        return min(self._most_bytes - used, free)


def crashed_windows(root: Path, declined: bool = False) -> list[RecoveryFolder]:
    """What windows that crashed have left, newest first; all are ours until they are let go.

    What is empty, declined and old, or more than `MOST_CRASHED` is removed on the way. Age alone
    removes nothing that was never offered: a clock may have been wrong.

    Args:
        root: See `rnnlab.session.places`.
        declined: Whether those that the person did not want back are among them.
    """
    found: list[RecoveryFolder] = []
    for path in sorted(_folders(root), key=_age):
        folder = RecoveryFolder(path)
        if not _take(folder):
            continue
        if (
            (not any(path.glob("run-*.rnnlab*")) and not _trained(folder))
            or len(found) >= MOST_CRASHED
            or (_age(path) > LONGEST_KEPT and _was_declined(folder))
        ):
            folder.remove()
        elif _was_declined(folder) and not declined:
            folder.let_go()
        else:
            found.append(folder)
    return found


def _folders(root: Path) -> Iterator[Path]:
    with suppress(OSError):
        for path in root.iterdir():
            if path.name.startswith(_WINDOW) and path.is_dir() and not path.is_symlink():
                yield path


def _take(folder: RecoveryFolder) -> bool:
    try:
        return folder.take()
    except OSError as error:
        logger.warning("the recovery folder %s cannot be used: %s", folder.path, error)
        return False


def _note_of(folder: RecoveryFolder) -> WindowNote | None:
    try:
        return folder.read_note()
    except RunFileError:
        return None


def _trained(folder: RecoveryFolder) -> bool:
    note = _note_of(folder)
    return note is not None and bool(note.runs)


def _was_declined(folder: RecoveryFolder) -> bool:
    note = _note_of(folder)
    return note is not None and note.declined


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _age(path: Path) -> float:
    """Seconds since it was changed."""
    try:
        return max(time.time() - path.stat().st_mtime, 0.0)
    except OSError:
        return 0.0


def _writer(content: bytes) -> Callable[[BinaryIO], None]:
    def write(file: BinaryIO) -> None:
        file.write(content)

    return write


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
