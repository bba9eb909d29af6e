"""What the window remembers between two starts."""

import base64
import hashlib
import math
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QByteArray, qVersion

from rnnlab.gui.look import Look, Theme

_MOST_RECENT = 8
_SCALES = (0.5, 4.0)


class Settings(Protocol):
    """Values under names, such as a `SettingsFile`."""

    def value(self, name: str, default: Any = None, /) -> Any:
        """What is remembered under a name."""

    def setValue(self, name: str, value: Any, /) -> None:
        """Remember a value."""


class Preferences:
    """Theme, text size, layout and recently opened files, in the user's settings.

    What cannot be used is passed over, since anyone may have written the file.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def theme(self) -> Theme:
        """The chosen theme; light at first, since a projector shows it best."""
        stored = self._settings.value("look/theme", "light")
        return stored if stored in ("light", "dark", "system") else "light"

    def scale(self) -> float:
        """The chosen text size."""
        try:
            scale = float(str(self._settings.value("look/scale", 1.0)))
        except ValueError:
            return 1.0
        return scale if math.isfinite(scale) and _SCALES[0] <= scale <= _SCALES[1] else 1.0

    def keep_look(self, look: Look) -> None:
        """Remember theme and text size."""
        self._settings.setValue("look/theme", look.theme)
        self._settings.setValue("look/scale", look.scale)

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """Geometry and state of the main window, if there are any."""
        geometry = self._bytes("window/geometry")
        state = self._bytes("window/state")
        return (geometry, state) if geometry and state else None

    def keep_layout(self, geometry: QByteArray, state: QByteArray) -> None:
        """Remember geometry and state of the main window."""
        for name, content in (("window/geometry", geometry), ("window/state", state)):
            self._settings.setValue(name, _sealed(bytes(content.data())))

    def saves_by_itself(self) -> bool:
        """Whether closing the window saves what is not saved, instead of asking."""
        return self._settings.value("closing/saves", False) in (True, "true")

    def keep_saves_by_itself(self, saves: bool) -> None:
        """Remember whether closing the window saves by itself."""
        self._settings.setValue("closing/saves", saves)

    def recent_files(self) -> list[Path]:
        """Texts and runs opened lately, the last first; those that are gone are left out."""
        stored = self._settings.value("files/recent", [])
        names = stored if isinstance(stored, list) else [stored]
        return [Path(str(name)) for name in names[:_MOST_RECENT] if name and _exists(str(name))]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        full = path.absolute()
        others = [other for other in self.recent_files() if other != full]
        names = [str(each) for each in [full, *others][:_MOST_RECENT]]
        self._settings.setValue("files/recent", names)

    def _bytes(self, name: str) -> QByteArray:
        stored = self._settings.value(name, "")
        return QByteArray(_unsealed(stored) if isinstance(stored, str) else b"")


def _sealed(content: bytes) -> str:
    """Bytes as text, with a checksum: Qt hangs on a layout in which a byte has changed."""
    return f"{_checksum(content)}:{base64.b64encode(content).decode('ascii')}"


def _unsealed(text: str) -> bytes:
    checksum, _, packed = text.partition(":")
    try:
        content = base64.b64decode(packed, validate=True)
    except ValueError:
        return b""
    return content if checksum == _checksum(content) else b""


def _checksum(content: bytes) -> str:
    return hashlib.sha256(f"{qVersion()} ".encode() + content).hexdigest()[:16]


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
