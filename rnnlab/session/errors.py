"""What can be wrong with a run file, and how it is told."""

import errno
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from safetensors import SafetensorError

from rnnlab.config import UserError
from rnnlab.text.stopping import GivenUpError

# What the readers of zip, JSON, safetensors and arrays raise on bytes that are not theirs.
_MALFORMED = (
    zipfile.BadZipFile,
    zlib.error,
    SafetensorError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,  # also NotImplementedError and RecursionError
    AssertionError,
    EOFError,
    OSError,
)

_SAVING_CAUSES = {
    errno.ENOSPC: "the disk is full; free some space or save elsewhere",
    errno.EDQUOT: "your share of the disk is used up; free some space or save elsewhere",
    errno.EROFS: "nothing can be written there; save to another folder",
    errno.EACCES: "you may not write there; save to another folder",
    errno.EPERM: "you may not write there; save to another folder",
    errno.ENOENT: "the folder does not exist; create it or save elsewhere",
    errno.ENOTDIR: "a part of the path is a file, not a folder; save elsewhere",
    errno.EISDIR: "there is a folder of that name; choose another name",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


class RunFileError(UserError):
    """A run that cannot be saved or opened."""


class UnreadableError(Exception):
    """Why a file is no usable run, as the end of a sentence; becomes a `RunFileError`."""


def cannot_save(path: Path, error: OSError, what: str = "run") -> RunFileError:
    """The sentence for a file that the system would not write."""
    known = _SAVING_CAUSES.get(error.errno or 0)
    cause = known or f"{error.strerror or error}; try another folder"
    return RunFileError(f"The {what} could not be saved as “{path}”: {cause}.")


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Tell everything that goes wrong with a file's content as a `RunFileError`."""
    try:
        yield
    except UnreadableError as error:
        raise _cannot_open(path, str(error)) from error
    except GivenUpError:  # the file is not to blame
        raise
    except UserError as error:
        raise _cannot_open(path, f"its content cannot be used. {error}") from error
    except MemoryError as error:
        raise _cannot_open(path, "it needs more memory than there is.") from error
    except _MALFORMED as error:
        raise _cannot_open(path, "it is damaged or was cut short; open another copy.") from error


def cannot_reach(path: Path, error: OSError) -> RunFileError:
    """The sentence for a file that the system would not open."""
    if isinstance(error, FileNotFoundError):
        return RunFileError(f"There is no file “{path}”; check its name and folder.")
    return _cannot_open(path, f"{error.strerror or error}.")


def previous_generation(path: Path) -> Path:
    """Where the save before the last one is kept."""
    return path.with_name(path.name + "~")


def _cannot_open(path: Path, reason: str) -> RunFileError:
    advice = ""
    with suppress(OSError):  # a name that no file can have
        if previous_generation(path).is_file():
            advice = f" The save before it is kept in “{previous_generation(path).name}”."
    return RunFileError(f"“{path}” cannot be opened: {reason}{advice}")
