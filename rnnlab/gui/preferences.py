"""What the window remembers between two starts."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from rnnlab.gui.look import Look, Theme

_MOST_RECENT = 8


class Preferences:
    """Theme, text size, layout and recently opened files, in the user's settings."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def theme(self) -> Theme:
        """The chosen theme; light at first, since a projector shows it best."""
        stored = self._settings.value("look/theme", "light")
        return stored if stored in ("light", "dark", "system") else "light"

    def scale(self) -> float:
        """The chosen text size."""
        try:
            return float(str(self._settings.value("look/scale", 1.0)))
        except ValueError:
            return 1.0

    def keep_look(self, look: Look) -> None:
        """Remember theme and text size."""
        self._settings.setValue("look/theme", look.theme)
        self._settings.setValue("look/scale", look.scale)

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """Geometry and state of the main window, if there are any."""
        geometry = self._settings.value("window/geometry")
        state = self._settings.value("window/state")
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            return geometry, state
        return None

    def keep_layout(self, geometry: QByteArray, state: QByteArray) -> None:
        """Remember geometry and state of the main window."""
        self._settings.setValue("window/geometry", geometry)
        self._settings.setValue("window/state", state)

    def recent_files(self) -> list[Path]:
        """Texts and runs opened lately, the last first; those that are gone are left out."""
        stored = self._settings.value("files/recent", [])
        names = stored if isinstance(stored, list) else [stored]
        paths = [Path(str(name)) for name in names if name]
        return [path for path in paths if path.exists()]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        full = path.absolute()
        others = [other for other in self.recent_files() if other != full]
        names = [str(each) for each in [full, *others][:_MOST_RECENT]]
        self._settings.setValue("files/recent", names)
