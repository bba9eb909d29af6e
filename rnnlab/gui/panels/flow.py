"""Widgets in a row that goes on in the next line where a line is full."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnlab.gui.look import Look


class FlowRow(QWidget):
    """Places its widgets from left to right, each as wide as it wants, and is as high as needed.

    Args:
        look: Gives lengths.
        gap: Room between neighbours, in pixels at 100 %.
        line_gap: Room between lines.
        parent: Owner.
    """

    def __init__(
        self, look: Look, gap: int = 8, line_gap: int = 4, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._gap, self._line_gap = gap, line_gap
        self._widgets: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.arrange)

    def add(self, widget: QWidget) -> None:
        """Append a widget."""
        widget.setParent(self)
        widget.show()
        self._widgets.append(widget)
        self.arrange()

    def arrange(self) -> None:
        """Lay the widgets out anew, after one has come, gone or changed its size."""
        top = 0
        for line in self._lines():
            top += self._look.px(self._line_gap) if top else 0
            top += self._place(line, top)
        self.setFixedHeight(top)

    def event(self, event: QEvent) -> bool:
        """Follow the widgets when their wishes change."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width."""
        super().resizeEvent(event)
        self.arrange()

    def sizeHint(self) -> QSize:
        """All in one line."""
        sizes = [self._wish(widget) for widget in self._shown()]
        gaps = self._look.px(self._gap) * max(len(sizes) - 1, 0)
        return QSize(sum(size.width() for size in sizes) + gaps, self.height())

    def minimumSizeHint(self) -> QSize:
        """One below the other."""
        widths = [widget.minimumSizeHint().width() for widget in self._shown()]
        return QSize(max(widths, default=0), self.height())

    def _place(self, line: list[tuple[QWidget, QSize]], top: int) -> int:
        """Put the widgets of a line into place; returns the line's height."""
        height = max(size.height() for _, size in line)
        left = 0
        for widget, size in line:
            width = min(size.width(), max(self.width(), 1))
            middle = top + (height - size.height()) // 2
            widget.setGeometry(QRect(left, middle, width, size.height()))
            left += width + self._look.px(self._gap)
        return height

    def _lines(self) -> list[list[tuple[QWidget, QSize]]]:
        lines: list[list[tuple[QWidget, QSize]]] = []
        left = 0
        for widget in self._shown():
            size = self._wish(widget)
            if not lines or left + size.width() > self.width():
                lines.append([])
                left = 0
            lines[-1].append((widget, size))
            left += size.width() + self._look.px(self._gap)
        return lines

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _wish(self, widget: QWidget) -> QSize:
        wish = widget.sizeHint().expandedTo(widget.minimumSize())
        return wish.boundedTo(widget.maximumSize())
