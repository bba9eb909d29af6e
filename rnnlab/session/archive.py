"""A zip file of which nothing is believed before it is checked."""

import zipfile
from typing import BinaryIO

from rnnlab.session.errors import UnreadableError

# Numbers hardly shrink when they are packed; what shrinks more than this is meant to do harm.
HIGHEST_RATIO = 20
_SMALL = 2**20  # So much may be unpacked from however little.
_ENCRYPTED = 0x1


def write_members(file: BinaryIO, members: dict[str, bytes]) -> None:
    """Write a zip file; numbers that look random are not worth compressing."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            # Without a date of its own: clocks before 1980 cannot be written down in a zip.
            archive.writestr(zipfile.ZipInfo(name), content)


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
        return self._archive.read(info)


def _check(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableError("it is encrypted; remove the password and try again.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableError("it was packed again in a way that rnnlab does not read.")
