"""The list of runs: drawn lines with places to press."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QRect,
    QSignalBlocker,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QToolTip, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.panels.run_delegate import Places, RunDelegate, Zone
from rnnlab.gui.panels.run_row import RunRow
from rnnlab.gui.widgets.labels import plain_tip

_LONGEST_NAME = 200
_TIPS: dict[Zone, str] = {
    "eye": "Show or hide its curves (Space)",
    "pin": "Keep it at the top",
    "more": "Rename, save, remove …",
    "remedy": "Change the setting and train a new run",
}


class RunList(QListView):
    """Shows `RunRow`s in the order they are given.

    Args:
        look: Gives colours, fonts and lengths.
        parent: Owner.

    Signals:
        chosen: A line was chosen by click or arrow key; carries the key of the run.
        pressed_at: A small button was pressed; carries the key and the zone.
        menu_wanted: Carries the key and where on the screen.
        renamed: Carries the key and the new name.
        removal_wanted: Carries the key.
    """

    chosen = Signal(int)
    pressed_at = Signal(int, str)
    menu_wanted = Signal(int, QPoint)
    renamed = Signal(int, str)
    removal_wanted = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: list[RunRow] = []
        # Qt's model holds what a screen reader says; what is drawn is taken from the rows.
        self._spoken = QStringListModel(self)
        self._lines = RunDelegate(look, self, self._rows)
        self.editor: NameEditor | None = None
        self.setModel(self._spoken)
        self.setItemDelegate(self._lines)
        self.setAccessibleName("Runs")
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def show_rows(self, rows: list[RunRow], current: int | None) -> None:
        """Show these lines and no others; a change of one line repaints that line alone."""
        if [row.key for row in rows] != self.keys():
            self._rows[:] = rows
            self._spoken.setStringList([row.spoken for row in rows])
        for row in rows:
            self.show_row(row)
        self.show_current(current)

    def show_row(self, row: RunRow) -> None:
        """Show a line that has changed."""
        place = self.keys().index(row.key)
        if row != self._rows[place]:
            self._rows[place] = row
            self._spoken.setData(self._index(row.key), row.spoken)

    def show_current(self, key: int | None) -> None:
        """Mark the run that is in front."""
        index = self._index(key) if key in self.keys() else QModelIndex()
        with QSignalBlocker(self):
            self.setCurrentIndex(index)
            if not index.isValid():
                self.clearSelection()

    def rows(self) -> list[RunRow]:
        """The lines from top to bottom."""
        return list(self._rows)

    def keys(self) -> list[int]:
        """The keys from top to bottom."""
        return [row.key for row in self._rows]

    def place_of(self, key: int, zone: Zone) -> QRect:
        """Where a small button of a run is, in the coordinates of the viewport."""
        places = self.places(self._index(key))
        return places.remedy if zone == "remedy" else places.buttons[zone]

    def places(self, index: QModelIndex) -> Places:
        """Where the parts of a line are, in the coordinates of the viewport."""
        return self._lines.places(self._rows[index.row()], self.visualRect(index))

    def rename(self, key: int) -> None:
        """Let the name be typed over in its place."""
        if key not in self.keys():
            return
        index = self._index(key)
        self.scrollTo(index)
        row, rect = self._row(index), self.visualRect(index)
        place = self.places(index).name
        wide = place.adjusted(-self._look.px(6), -self._look.px(6), 0, self._look.px(6))
        wide.setRight(rect.right() - self._look.px(6))
        self.editor = NameEditor(row.name, self.viewport())
        self.editor.setGeometry(wide)
        self.editor.ended.connect(lambda name: self._end_rename(key, name))
        self.editor.show()
        self.editor.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press what lies under the pointer, or choose the line."""
        index, zone = self._under(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and zone:
            self._press(index, zone)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename."""
        index, zone = self._under(event.position().toPoint())
        if index.isValid() and not zone:
            self.rename(self._row(index).key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what can be pressed."""
        index, zone = self._under(event.position().toPoint())
        self._hover(index, zone)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover(QModelIndex(), "")
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 renames, Space shows or hides, Delete removes."""
        index, key = self.currentIndex(), Qt.Key(event.key())
        if not index.isValid():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_F2:
            self.rename(self._row(index).key)
        elif key == Qt.Key.Key_Delete:
            self.removal_wanted.emit(self._row(index).key)
        elif key == Qt.Key.Key_Space:
            self._press(index, "eye")
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of a line, by the right button or by the keyboard."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if index.isValid():
            corner = event.globalPos()
            if not by_mouse:
                corner = self.viewport().mapToGlobal(self.visualRect(index).center())
            self.menu_wanted.emit(self._row(index).key, corner)

    def viewportEvent(self, event: QEvent) -> bool:
        """Explain what lies under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index, zone = self._under(event.pos())
            tip = _TIPS[zone] if zone else self._row(index).summary if index.isValid() else ""
            QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            return True
        return super().viewportEvent(event)

    def _index(self, key: int) -> QModelIndex:
        return self._spoken.index(self.keys().index(key), 0)

    def _row(self, index: QModelIndex) -> RunRow:
        return self._rows[index.row()]

    def _press(self, index: QModelIndex, zone: Zone) -> None:
        key = self._row(index).key
        if zone == "more":
            place = self.place_of(key, "more")
            self.menu_wanted.emit(key, self.viewport().mapToGlobal(place.bottomLeft()))
        else:
            self.pressed_at.emit(key, zone)

    def _under(self, point: QPoint) -> tuple[QModelIndex, Zone]:
        index = self.indexAt(point)
        if not index.isValid():
            return index, ""
        return index, self._lines.zone_at(index, self.visualRect(index), point.x(), point.y())

    def _hover(self, index: QModelIndex, zone: Zone) -> None:
        if self._lines.hovered != (index.row(), zone):
            self._lines.hovered = (index.row(), zone)
            hand = Qt.CursorShape.PointingHandCursor if zone else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(hand)
            self.viewport().update()

    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._row(index).key)

    def _end_rename(self, key: int, name: str) -> None:
        self.editor = None
        self.setFocus()
        if name:
            self.renamed.emit(key, name)


class NameEditor(QLineEdit):
    """A line over a name: Enter or leaving it takes the new name, Escape does not.

    Signals:
        ended: Carries the new name, empty if the old one stays.
    """

    ended = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._name = name
        self._is_open = True
        self.setMaxLength(max(_LONGEST_NAME, len(name)))
        self.setAccessibleName("Name of the run")
        self.selectAll()
        self.returnPressed.connect(lambda: self._end(self.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape keeps the old name."""
        if event.key() == Qt.Key.Key_Escape:
            self._end("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end(self.text())

    def _end(self, name: str) -> None:
        if self._is_open:
            self._is_open = False
            self.hide()
            self.deleteLater()
            self.ended.emit("" if name.strip() == self._name else name.strip())
