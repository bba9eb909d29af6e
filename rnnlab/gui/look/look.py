"""The look of the window: theme, scale, and everything derived from the two."""

import shutil
import tempfile
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from rnnlab.gui.look.colours import readable
from rnnlab.gui.look.dressing import Dressing
from rnnlab.gui.look.fonts import FontRole, make_font
from rnnlab.gui.look.inks import resolve
from rnnlab.gui.look.palette import Palette, ThemeName, load_palette
from rnnlab.gui.look.style import qt_palette, style_sheet, write_marks

Theme = Literal["light", "dark", "system"]

_SCHEMES: dict[Theme, Qt.ColorScheme] = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "system": Qt.ColorScheme.Unknown,
}
MINIMUM_SCALE, MAXIMUM_SCALE = 0.8, 2.0


class Look(QObject):
    """Theme and text size, and the colours, lengths and fonts that follow from them.

    One object is made by `rnnlab.gui.app` and passed to what draws. Widgets that draw by
    themselves connect to `changed`; all others are reached by the style sheet. With a window it
    comes some turns of the event loop later, when what is in sight has the sheet; and after a
    change of size once more, when what was out of sight has followed.

    Args:
        theme: ``light``, ``dark``, or ``system`` to follow the desktop.
        scale: Size of text and spacing, 0.8 to 2; 1 is 100 %.
        parent: Owner.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme = "system", scale: float = 1.0, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme: Theme = theme
        self._scale = _within_limits(scale)
        self._application: QApplication | None = None
        self._dressing: Dressing | None = None
        self._resized = False
        self._marks = ""  # the folder of the sheet's pictures, while there is a window
        # Plots ask a hundred times a frame; finding out anew each time costs a fifth of it.
        self._fonts: dict[FontRole, QFont] = {}
        self._metrics: dict[FontRole, QFontMetrics] = {}
        self._colors: dict[str, QColor] = {}
        self._palette = load_palette(self._theme_name())

    @property
    def theme(self) -> Theme:
        """What was chosen; see `palette` for what is shown."""
        return self._theme

    @property
    def scale(self) -> float:
        """Size of text and spacing; 1 is 100 %."""
        return self._scale

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return self._palette

    @property
    def is_dark(self) -> bool:
        """Whether the dark palette is in use."""
        return self._palette.name == "dark"

    def set_theme(self, theme: Theme) -> None:
        """Choose a theme."""
        self._theme = theme
        self._refresh()

    def set_scale(self, scale: float) -> None:
        """Choose a size of text, brought into 0.8 to 2."""
        self._scale = _within_limits(scale)
        self._resized = True
        self._refresh()

    def apply(self, application: QApplication) -> None:
        """Give the application its style, palette and font, now and later."""
        self._application = application
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._on_desktop_changed)
        self._refresh()

    def dress(self, window: QMainWindow) -> None:
        """Give a window, with all that belongs to it, the style sheet, now and later."""
        self._marks = tempfile.mkdtemp(prefix="rnnlab-")
        window.destroyed.connect(self.tidy)
        self._dressing = Dressing(window, self.px, self.color)
        self._dressing.seen.connect(self.changed)
        self._dressing.finished.connect(self._on_dressed)
        self._dressing.change(self._sheet())

    def tidy(self) -> None:
        """Remove the files that the sheet needs: with the window, or when the program ends."""
        shutil.rmtree(self._marks, ignore_errors=True)

    def px(self, length: float) -> int:
        """A length in pixels at 100 %, at the present scale."""
        return max(1, round(length * self._scale))

    def font(self, role: FontRole = "body") -> QFont:
        """The font of a role; ``small`` 11, ``body`` 13, ``large`` 20 pixels at 100 %."""
        if role not in self._fonts:
            self._fonts[role] = make_font(role, self._scale)
        return QFont(self._fonts[role])

    def metrics(self, role: FontRole = "body") -> QFontMetrics:
        """How wide and high words are in the font of a role, on a screen."""
        if role not in self._metrics:
            self._metrics[role] = QFontMetrics(self.font(role))
        return self._metrics[role]

    def color(self, name: str) -> QColor:
        """The colour of a name, see `rnnlab.gui.look.inks`."""
        if name not in self._colors:
            self._colors[name] = resolve(name, self._palette)
        return QColor(self._colors[name])

    def text_color(self, name: str, surface: str = "panel") -> QColor:
        """The same, made dark or light enough to be read as text on a surface."""
        key = f"{name} on {surface}"
        if key not in self._colors:
            self._colors[key] = readable(self.color(name), self.color(surface))
        return QColor(self._colors[key])

    def _theme_name(self) -> ThemeName:
        if self._theme != "system":
            return self._theme
        scheme = QGuiApplication.styleHints().colorScheme()
        return "dark" if scheme == Qt.ColorScheme.Dark else "light"

    def _ask_desktop(self) -> None:
        """Let title bars and native dialogs follow, where the desktop can do that."""
        if self._application is not None:
            self._application.styleHints().setColorScheme(_SCHEMES[self._theme])

    def _on_desktop_changed(self) -> None:
        if self._theme == "system" and self._theme_name() != self._palette.name:
            self._refresh()

    def _refresh(self) -> None:
        self._ask_desktop()
        self._palette = load_palette(self._theme_name())
        self._fonts.clear()
        self._metrics.clear()
        self._colors.clear()
        if self._application is not None:
            self._dress(self._application)
        if self._dressing is not None:
            self._dressing.change(self._sheet())
        else:
            self.changed.emit()

    def _on_dressed(self) -> None:
        """What was out of sight could not be measured before it had its new size of text."""
        if self._resized:
            self._resized = False
            self.changed.emit()

    def _dress(self, application: QApplication) -> None:
        application.setPalette(qt_palette(self._palette))
        application.setFont(self.font())

    def _sheet(self) -> str:
        marks = write_marks(self._palette, self._marks)
        return style_sheet(self._palette, self._scale, marks)


def _within_limits(scale: float) -> float:
    return min(max(scale, MINIMUM_SCALE), MAXIMUM_SCALE)
