"""Opening files of which nobody knows what they are."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

# Opening a pipe then does not wait for somebody to write; Windows has neither.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: Path) -> BinaryIO:
    """Open a file to be read; what is none is refused instead of waited for.

    Raises:
        OSError: It cannot be opened, or it is a folder, a pipe or a device.
        ValueError: No file can have such a name.
    """
    descriptor = os.open(path, _FLAGS)
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISREG(kind):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    raise OSError(errno.EINVAL, "it is a pipe or a device, not a file")
