"""A file that belongs to one living process; the system lets go of it however that one ends."""

import os
import sys
from pathlib import Path

# Beyond what is ever written, since on Windows a locked place cannot be read by others.
_PLACE = 2**30


class FileLock:
    """Holds a file for this process until it is let go or the process is gone.

    A process number would not do: after a crash another program may have the same one.

    Args:
        path: Made if it is not there; its content is left alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether the file is ours."""
        return self._descriptor is not None

    def take(self) -> bool:
        """Take the file if nobody has it; whether it is ours now.

        Raises:
            OSError: The file cannot be opened.
        """
        if self.held:
            return True
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def let_go(self) -> None:
        """Give the file up; closing it is what ends the lock."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _PLACE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
