"""What every plot has: a header, a view, a read-out, and ways to take it along."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base_canvas import Canvas
from rnnlab.gui.plots.base_export import SCREEN, VECTOR, Quality, render_image, render_svg
from rnnlab.gui.plots.base_header import PlotHeader
from rnnlab.gui.plots.base_range import Range, growing, opened, settled
from rnnlab.gui.plots.base_saving import PlotSaver
from rnnlab.gui.plots.base_ticks import linear_ticks, log_ticks
from rnnlab.gui.widgets import Notice

FloatArray = npt.NDArray[np.float64]

_PADDING = 0.05


class Plot(QFrame):
    """Base of all plots.

    A subclass keeps its data, puts it into the scene in `draw`, tells its extent in
    `bounds`, and says what lies under the pointer in `read_out`. Data may arrive at any
    rate: `mark_stale` costs next to nothing, and drawing happens once per turn of the event
    loop, and only while the plot can be seen.

    Args:
        look: Gives colours, fonts and lengths.
        title: What is shown.
        explanation: At most three sentences behind the “?”, rich text.
        x_label: What the x axis means, with its unit.
        y_label: What the y axis means, with its unit.
        parent: Owner.

    Attributes:
        header: Title, second line, buttons.
        canvas: The scene.
        quality: What is being drawn for, for `draw`.
        saver: Copies and saves; asks where to.
        grows: Whether more data comes at the right, as while a run trains.
    """

    hovered = Signal(object)  # x under the pointer, or None when it has left

    def __init__(
        self,
        look: Look,
        title: str,
        explanation: str = "",
        *,
        x_label: str = "",
        y_label: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(title)
        self.setAccessibleDescription(re.sub(r"<[^>]+>", "", explanation))
        self.look = look
        self.saver = PlotSaver(self, self)
        self.header = PlotHeader(look, title, explanation, self)
        self.canvas = Canvas(look, self)
        self.canvas.setAccessibleName(f"{title}: left and right read values, Home resets")
        self.canvas.frame.x_label, self.canvas.frame.y_label = x_label, y_label
        self.quality = SCREEN
        self.grows = False
        self._refresh_seconds = 0.0
        self._is_auto = True
        self._fixed: tuple[Range | None, Range | None] = (None, None)
        self._y_log = False
        self._stale = True
        self._cursor: float | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        self._arrange()
        self._connect()
        self._on_look_changed()

    # -- for subclasses --------------------------------------------------------------

    def draw(self) -> None:
        """Put the data into the scene."""
        raise NotImplementedError

    def bounds(self) -> tuple[Range | None, Range | None]:
        """Extent of the data along x and y in the units of the view; None without data."""
        raise NotImplementedError

    def read_out(self, x: float, y: float) -> str:
        """Rich text about what is at a place, and the cursor moved there; empty if nothing."""
        raise NotImplementedError

    def stops(self) -> FloatArray:
        """Ascending places along x at which the cursor stops when moved by the keyboard."""
        raise NotImplementedError

    def padding(self) -> float:
        """Share of the height to leave free above and below the data."""
        return _PADDING

    def to_csv(self) -> str:
        """The data as drawn, before thinning, as comma-separated values."""
        raise NotImplementedError

    def mark_stale(self) -> None:
        """Ask for a new drawing soon."""
        self._stale = True
        if self.isVisible() and not self._timer.isActive():
            self._timer.start(0)

    def to_view(self, y: FloatArray) -> FloatArray:
        """Values as the view has them: logarithms on a log axis, NaN where there is none."""
        if not self._y_log:
            return y
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(y > 0, np.log10(y), np.nan)

    # -- the view ----------------------------------------------------------------------

    @property
    def is_auto(self) -> bool:
        """Whether the view follows the data; it stops when a person pans or zooms."""
        return self._is_auto

    @property
    def y_log(self) -> bool:
        """Whether the y axis is logarithmic."""
        return self._y_log

    @property
    def draw_seconds(self) -> float:
        """What the last refresh and the last painting took together."""
        return self._refresh_seconds + self.canvas.paint_seconds

    def set_title(self, title: str, subtitle: str | None = None) -> None:
        """Change the title, and the line below it unless None."""
        self.header.set_title(title)
        self.setAccessibleName(title)
        if subtitle is not None:
            self.header.set_subtitle(subtitle)

    def set_subtitle(self, subtitle: str) -> None:
        """Change the line below the title."""
        self.header.set_subtitle(subtitle)

    def set_labels(self, x_label: str, y_label: str) -> None:
        """Change what the axes mean, with their units."""
        self.canvas.frame.x_label, self.canvas.frame.y_label = x_label, y_label
        self.mark_stale()

    def set_empty_text(self, sentence: str) -> None:
        """What to say while there is no data."""
        self._empty_text = sentence
        self.mark_stale()

    def set_y_log(self, log: bool) -> None:
        """Make the y axis logarithmic or linear."""
        self._y_log = log
        self.canvas.frame.y_ticks = log_ticks if log else linear_ticks
        self.mark_stale()

    def set_x_range(self, x_range: Range | None) -> None:
        """Keep x in a range, or follow the data if None."""
        self._fixed = (x_range, self._fixed[1])
        self.mark_stale()

    def set_y_range(self, y_range: Range | None) -> None:
        """Keep y in a range of values, also on a log axis, or follow the data if None."""
        self._fixed = (self._fixed[0], y_range)
        self.mark_stale()

    def reset_view(self) -> None:
        """Show everything, and follow the data again."""
        self._is_auto = True
        self.header.reset_button.hide()
        self.mark_stale()
        self.refresh()

    def refresh(self) -> None:
        """Draw now if anything has changed."""
        if not self._stale:
            return
        start = perf_counter()
        self._stale = False
        x, y = self.bounds()
        self.canvas.frame.empty_text = self._empty_text if x is None else ""
        if self._is_auto:
            self._follow(x, y)
        self.draw()
        self.canvas.frame.arrange()
        self._refresh_seconds = perf_counter() - start

    def title(self) -> str:
        """What is shown."""
        return self.header.title()

    def image(self, scale: float = 2.0) -> QImage:
        """A picture with title, ``scale`` times as fine as on the screen."""
        with self._prepared(Quality(scale)):
            head = self.header
            return render_image(self.look, self.canvas, head.title(), head.subtitle(), scale)

    def svg(self) -> bytes:
        """A picture with title as SVG."""
        with self._prepared(VECTOR):
            return render_svg(self.look, self.canvas, self.header.title(), self.header.subtitle())

    # -- inside -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while the plot could not be seen."""
        super().showEvent(event)
        if self._stale:
            self._timer.start(0)

    def _arrange(self) -> None:
        self._empty_text = ""
        self._stack = QVBoxLayout(self)
        self._stack.addWidget(self.header)
        self._stack.addWidget(self.canvas, 1)

    def _connect(self) -> None:
        self.header.reset_requested.connect(self.reset_view)
        self.header.copy_requested.connect(self.saver.copy_image)
        self.header.image_requested.connect(self.saver.save_image)
        self.header.data_requested.connect(self.saver.save_data)
        self.saver.problem_found.connect(self._show_problem)
        self.canvas.pointer_moved.connect(self._on_pointer_moved)
        self.canvas.pointer_left.connect(self._on_pointer_left)
        self.canvas.double_clicked.connect(self.reset_view)
        self.canvas.stepped.connect(self._on_stepped)
        self.canvas.home_pressed.connect(self.reset_view)
        view = self.canvas.frame.view
        view.sigRangeChangedManually.connect(self._on_moved_by_hand)
        view.sigXRangeChanged.connect(self.mark_stale)
        view.sigResized.connect(self.mark_stale)
        self.look.changed.connect(self._on_look_changed)

    def _follow(self, x: Range | None, y: Range | None) -> None:
        view = self.canvas.frame.view
        (left, right), (bottom, top) = view.viewRange()
        fixed_x, fixed_y = self._fixed
        if fixed_y is not None:
            low, high = self.to_view(np.array(fixed_y))
            y = (float(low), float(high))
        elif y is not None:
            y = settled((bottom, top), y, self.padding())
        if x is not None:
            x = growing((left, right), x) if self.grows else opened(x)
        view.setRange(
            xRange=fixed_x or x or (0.0, 1.0),
            yRange=y or (0.0, 1.0),
            padding=0,
            disableAutoRange=False,
        )

    @contextmanager
    def _prepared(self, quality: Quality) -> Iterator[None]:
        """Draw for a picture instead of the screen, without what belongs to the pointer."""
        self._on_pointer_left()
        self.quality = quality
        self._stale = True
        self.refresh()
        yield
        self.quality = SCREEN
        self.mark_stale()

    def _show_problem(self, sentence: str) -> None:
        notice = Notice(self.look, "error", sentence, parent=self)
        notice.dismissed.connect(notice.deleteLater)
        self._stack.insertWidget(1, notice)

    def _on_pointer_moved(self, place: QPointF) -> None:
        self._cursor = place.x()
        self.canvas.show_read_out(self.read_out(place.x(), place.y()))
        self.hovered.emit(place.x())

    def _on_pointer_left(self) -> None:
        self._cursor = None
        self.canvas.hide_cursor()
        self.canvas.show_read_out("")
        self.hovered.emit(None)

    def _on_stepped(self, direction: int) -> None:
        """Move the cursor from place to place with the keyboard."""
        (left, right), (bottom, top) = self.canvas.frame.view.viewRange()
        places = self.stops()
        places = places[(places >= left) & (places <= right)]
        if not len(places):
            return
        now = len(places) if self._cursor is None else int(np.searchsorted(places, self._cursor))
        index = min(max(now + direction, 0), len(places) - 1)
        self._on_pointer_moved(QPointF(float(places[index]), (bottom + top) / 2))

    def _on_moved_by_hand(self) -> None:
        self._is_auto = False
        self.header.reset_button.show()
        self.mark_stale()

    def _on_look_changed(self) -> None:
        px = self.look.px
        self.canvas.setBackground(self.look.color("panel"))
        self._stack.setContentsMargins(px(12), px(8), px(8), px(8))
        self._stack.setSpacing(px(4))
        self.mark_stale()
