"""A zip file of which nothing is believed before it is checked."""

import struct
import zipfile
from typing import Any, BinaryIO

from rnnlab.session.errors import UnreadableError
from rnnlab.text.stopping import Check, never

# Numbers hardly shrink when they are packed; what shrinks more than this is meant to do harm.
HIGHEST_RATIO = 20
_SMALL = 2**20  # So much may be unpacked from however little.
_ENCRYPTED = 0x1

# What stands at the end of a zip file without a comment, and before it in one above 4 GB.
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_LARGEST_LIST = 2**20  # bytes of the list of members; each takes some 60
_WRITTEN_AT_ONCE = 2**23  # bytes, some milliseconds


def write_members(file: BinaryIO, members: dict[str, bytes], check: Check = never) -> None:
    """Write a zip file; numbers that look random are not worth compressing.

    Args:
        file: Stays open.
        members: Contents by name.
        check: Called between two pieces.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            # Without a date of its own: clocks before 1980 cannot be written down in a zip.
            info = zipfile.ZipInfo(name)
            info.file_size = len(content)
            with archive.open(info, "w") as member:
                for start in range(0, len(content), _WRITTEN_AT_ONCE):
                    check()
                    member.write(memoryview(content)[start : start + _WRITTEN_AT_ONCE])


class Archive:
    """The members of a zip file, bounded by the size of the file before they are read.

    Args:
        file: Seekable; stays open as long as members are read.
        highest_ratio: How many times larger than the file all members together may be.

    Raises:
        UnreadableError: A member is encrypted, or all together are much larger than the file.
        zipfile.BadZipFile: It is no zip file, or a damaged one.
    """

    def __init__(self, file: BinaryIO, highest_ratio: int = HIGHEST_RATIO) -> None:
        size = file.seek(0, 2)
        if _size_of_list(file, size) > _LARGEST_LIST:
            raise UnreadableError("it lists more parts than a run can have; it is not sound.")
        self._archive = zipfile.ZipFile(file)
        self._members = {info.filename: info for info in self._archive.infolist()}
        if len(self._members) < len(self._archive.infolist()):
            raise UnreadableError("it holds two parts of the same name.")
        for info in self._members.values():
            _check(info)
        unpacked = sum(info.file_size for info in self._members.values())
        if unpacked > max(size * highest_ratio, _SMALL):
            raise UnreadableError("it would unpack to far more than its size; it is not sound.")

    @property
    def names(self) -> set[str]:
        """Names of the members."""
        return set(self._members)

    def read(self, name: str, most: int | None = None) -> bytes:
        """The content of a member, whose checksum is compared.

        Raises:
            UnreadableError: There is no such member, or it has more than ``most`` bytes.
        """
        if name not in self._members:
            raise UnreadableError(f"it lacks the part “{name}”.")
        info = self._members[name]
        if most is not None and info.file_size > most:
            raise UnreadableError(f"its part “{name}” is larger than any run needs.")
        # Asked for so many bytes, zipfile unpacks no more, whatever the packed ones would give.
        with self._archive.open(info) as part:
            content = part.read(info.file_size)
            if len(content) < info.file_size or part.read(1):
                raise zipfile.BadZipFile(f"{name} has another size than it says")
        return content


def _check(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableError("it is encrypted; remove the password and try again.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableError("it was packed again in a way that rnnlab does not read.")


def _size_of_list(file: BinaryIO, size: int) -> int:
    """Bytes of the list of members, which zipfile reads into memory before all else."""
    if size < _END.size:
        raise zipfile.BadZipFile("shorter than the shortest zip file")
    signature, *_, length, _, comment = _unpack_at(file, size - _END.size, _END)
    if signature != b"PK\5\6" or comment:
        raise zipfile.BadZipFile("no list of members at its end")
    place = size - _END.size - _LOCATOR_64.size
    start = place - _END_64.size
    if start >= 0:
        signature, _, told, _ = _unpack_at(file, place, _LOCATOR_64)
        if signature == b"PK\6\7":
            if told != start:
                raise zipfile.BadZipFile("its two ends do not fit together")
            return int(_unpack_at(file, start, _END_64)[8])
    return int(length)


def _unpack_at(file: BinaryIO, place: int, form: struct.Struct) -> tuple[Any, ...]:
    file.seek(place)
    return form.unpack(file.read(form.size))
