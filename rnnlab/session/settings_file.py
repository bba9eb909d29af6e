"""The window's settings: a small file of JSON, written atomically, read without trust.

Qt's own settings files are not used: reading one runs any pickle that it holds.
"""

import json
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from rnnlab.config import UserError
from rnnlab.session.atomic import replace_file
from rnnlab.session.errors import RunFileError, UnreadableError
from rnnlab.session.plain import pack_json, unpack_json
from rnnlab.text.regular_file import open_regular

Setting = str | int | float | bool | list[str]

_LARGEST = 2**20


class SettingsError(UserError):
    """Settings that cannot be read or written."""


def read_settings(path: Path) -> dict[str, Setting]:
    """The settings in a file; none if there is no file.

    Raises:
        SettingsError: It cannot be read, or it holds something else.
    """
    return {name: value for name, value in _read(path).items() if _usable(value)}


def _read(path: Path) -> dict[str, Any]:
    """All that the file holds, also what only another version can use."""
    try:
        with open_regular(path) as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise UnreadableError("it is larger than settings can be")
        return unpack_json(content)
    except FileNotFoundError:
        return {}
    except (UnreadableError, ValueError, RecursionError, OSError) as error:
        raise SettingsError(
            f"The settings in “{path}” cannot be used: {_reason(error)}; rnnlab has begun with "
            "new ones."
        ) from error


class SettingsFile:
    """Settings that are remembered between two starts; named as in Qt's class of the same use.

    Args:
        path: The file; without one nothing is remembered.

    Attributes:
        problem: A sentence if the file that was there could not be used.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._changed: dict[str, Setting] = {}
        self._values: dict[str, Setting] = {}
        self.problem = ""
        try:
            self._values = read_settings(path) if path is not None else {}
        except SettingsError as error:
            self.problem = str(error)

    def value(self, name: str, default: Any = None, /) -> Any:
        """What is remembered under a name."""
        return self._values.get(name, default)

    def setValue(self, name: str, value: Setting, /) -> None:
        """Remember a value; it is written at the next `sync`."""
        if self._values.get(name) != value:
            self._values[name] = self._changed[name] = value

    def sync(self) -> None:
        """Write what has changed, leaving alone what another window has changed since.

        Raises:
            SettingsError: It cannot be written.
        """
        if self._path is None or not self._changed:
            return
        changed, self._changed = self._changed, {}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _write(self._path, _now_in(self._path) | changed)
        except (RunFileError, OSError) as error:
            self._changed = changed | self._changed
            raise SettingsError(f"The settings could not be kept: {_reason(error)}.") from error


def put_aside(path: Path) -> Path | None:
    """Give a settings file another name, so that the next start is as the first one.

    Returns:
        Where it is now; None if there was none.

    Raises:
        SettingsError: It cannot be moved.
    """
    aside = path.with_name(f"{path.stem}-before-{time.strftime('%Y%m%d-%H%M%S')}{path.suffix}")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(
            f"The settings in “{path}” could not be put aside: {_reason(error)}."
        ) from error
    return aside


def _now_in(path: Path) -> dict[str, Any]:
    try:
        return _read(path)
    except SettingsError:
        put_aside(path)
        return {}


def _write(path: Path, settings: Mapping[str, Any]) -> None:
    content = pack_json(settings)

    def write(file: BinaryIO) -> None:
        file.write(content)

    replace_file(path, write, keep=False, sync=False)


def _usable(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int | bool)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, UnreadableError | RunFileError):
        return str(error).rstrip(".")
    if isinstance(error, json.JSONDecodeError | UnicodeError | RecursionError | ValueError):
        return "they are damaged"
    return str(error)
