"""Named arrays as npz: a zip file of npy files, which `numpy.load` reads too.

numpy evaluates the header of an npy file as Python text and takes memory for whatever shape it
names. Here the header must match a pattern, and the shape must fit the bytes that are there.
"""

import io
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from rnnlab.session.archive import Archive, write_members
from rnnlab.session.errors import UnreadableError

Array = npt.NDArray[Any]

_SUFFIX = ".npy"
_NAME = re.compile(r"[A-Za-z0-9_.\-]+")
_START = b"\x93NUMPY\x01\x00"  # of version 1.0, which all simple types have
_HEADER = re.compile(
    rb"\{'descr': '([<|][biuf][1248])', 'fortran_order': False, "
    rb"'shape': \(([0-9, ]*)\), \} *\n"
)


def pack_arrays(arrays: Mapping[str, Array]) -> bytes:
    """The arrays as one npz file.

    Args:
        arrays: Numbers or truth values of any shape; names of letters, digits, ``_``, ``-``
            and ``.``.
    """
    file = io.BytesIO()
    write_members(file, {_checked(name) + _SUFFIX: _pack(a) for name, a in arrays.items()})
    return file.getvalue()


def unpack_arrays(content: bytes) -> dict[str, Array]:
    """The arrays of an npz file.

    Raises:
        UnreadableError: An array is of another kind, or its shape does not fit its bytes.
        zipfile.BadZipFile: It is damaged in another way.
    """
    archive = Archive(io.BytesIO(content), highest_ratio=1)
    return {name.removesuffix(_SUFFIX): _unpack(archive.read(name)) for name in archive.names}


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"an array cannot be called {name!r}")
    return name


def _pack(array: Array) -> bytes:
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        raise ValueError(f"arrays of {array.dtype} are not kept in run files")
    file = io.BytesIO()
    little_endian = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
    np.lib.format.write_array(file, little_endian, version=(1, 0), allow_pickle=False)
    return file.getvalue()


def _unpack(content: bytes) -> Array:
    length = int.from_bytes(content[8:10], "little")
    header = _HEADER.fullmatch(content[10 : 10 + length])
    if not content.startswith(_START) or header is None:
        raise UnreadableError("a part of its history is not an array of numbers.")
    dtype = np.dtype(header[1].decode())
    shape = tuple(int(size) for size in header[2].replace(b",", b" ").split())
    if math.prod(shape) * dtype.itemsize != len(content) - 10 - length:
        raise UnreadableError("a part of its history has another size than it says.")
    numbers = np.frombuffer(content, dtype, offset=10 + length)
    return numbers.reshape(shape).copy()
