"""A monkey at the keyboard: clicks, keys, wheels, drags, resizes, menus, drops, by a seed."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from rnnlab.gui.panes.needles.sweep_view import SweepView
from rnnlab.gui.widgets.segmented import SegmentedControl
from rnnlab.gui.window import MainWindow
from tests.gui.monkey.deeds import CHANCES, WORDS, Deed

_AIMED = (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QTextEdit,
    QPlainTextEdit,
    QAbstractSlider,
    QTabBar,
    QAbstractItemView,
    QGraphicsView,
)
_KEYS = [
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home),
    *(Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Backspace, Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_A, Qt.Key.Key_7),
]
_SHORTCUTS = [Qt.Key.Key_S, Qt.Key.Key_O, Qt.Key.Key_Z, Qt.Key.Key_A, Qt.Key.Key_V, Qt.Key.Key_C]
_SIZES = ["800x500", "1280x800", "1920x1080", "1000x640", "2560x700"]
_OPENED = (".txt", ".rnnlab")
_AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
_WAITS = (1, 5, 20, 60, 200)
_DOCK_WAYS = (*["raise"] * 9, "float", "close", "left", "right", "bottom")
_LOOKS = ("theme_button", "smaller_button", "larger_button", "present_button")
_MANY = 10_000  # more than there are fields or pages


@dataclass
class Monkey:
    """Chooses by a seed and does.

    Attributes:
        window: Where it is let loose.
        folder: With the files that it opens and drops.
        log: What it did.
    """

    window: MainWindow
    seed: int
    folder: Path
    log: list[Deed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._targets: list[QWidget] = []
        self._do: dict[str, Callable[[QWidget, Deed], object]] = {
            "click": self._click,
            "double": self._double,
            "context": self._context,
            "hover": self._hover,
            "wheel": self._wheel,
            "drag": self._drag,
            "key": self._key,
            "shortcut": self._shortcut,
            "type": self._type,
            "action": self._action,
            "dock": self._dock,
            "page": self._page,
            "field": self._field,
            "look": self._look,
            "history": self._history,
            "open": self._open,
            "sweep": self._sweep,
            "resize": self._resize,
            "drop": self._drop,
            "train": self._train,
            "close": self._close,
            "wait": self._wait,
        }

    # choosing

    def choose(self) -> Deed:
        """The next deed."""
        kind = self._random.choices(list(CHANCES), list(CHANCES.values()))[0]
        front = self.front()
        x, y = self._point(front)
        under = front.childAt(x, y) or front
        to = (self._random.randrange(front.width()), self._random.randrange(front.height()))
        return Deed(kind, x, y, to, self._detail(kind), type(under).__name__)

    def _detail(self, kind: str) -> str | int:
        choices: dict[str, Sequence[str | int]] = {
            "key": [key.value for key in _KEYS],
            "shortcut": [key.value for key in _SHORTCUTS],
            "type": WORDS,
            "action": sorted(self._actions()) if kind == "action" else [],
            "dock": [f"{way} {dock}" for dock in self.window.docks.by_title for way in _DOCK_WAYS],
            "page": range(_MANY),
            "field": [f"{self._random.randrange(_MANY)} {words}" for words in WORDS],
            "look": _LOOKS,
            "history": ["undo", "redo"],
            "open": self._files(),
            "drop": ["", *self._files()],
            "resize": _SIZES,
            "wheel": [-120, 120, 1200],
            "wait": _WAITS,
        }
        return self._random.choice(choices.get(kind) or [""])

    def _point(self, front: QWidget) -> tuple[int, int]:
        """A place on something that reacts, or anywhere."""
        if self._random.random() < 0.75:
            target = self._target(front)
            if target is not None:
                place = target.visibleRegion().boundingRect()
                inside = QPoint(
                    place.x() + self._random.randrange(max(place.width(), 1)),
                    place.y() + self._random.randrange(max(place.height(), 1)),
                )
                at = target.mapTo(front, inside)
                if front.rect().contains(at):
                    return at.x(), at.y()
        return self._random.randrange(front.width()), self._random.randrange(front.height())

    def _target(self, front: QWidget) -> QWidget | None:
        if self._random.random() < 0.1 or not self._targets:
            self._targets = [one for one in front.findChildren(QWidget) if isinstance(one, _AIMED)]
        usable = [
            one
            for one in self._targets
            if isValid(one) and one.isVisible() and front.isAncestorOf(one)
        ]
        if not usable:
            self._targets = []
            return None
        return self._random.choice(usable)

    def _files(self) -> list[str]:
        """One, or two together; there is one that is not there."""
        found = [path for path in sorted(self.folder.rglob("*")) if path.suffix in _OPENED]
        names = [str(path.relative_to(self.folder)) for path in found] + ["not there.txt"]
        return [*names, "\n".join(self._random.sample(names, 2))]

    def _actions(self) -> dict[str, QAction]:
        found: dict[str, QAction] = {}

        def walk(menu: QMenu, path: str) -> None:
            for action in menu.actions():
                inner = action.menu()
                if isinstance(inner, QMenu):
                    walk(inner, f"{path}/{action.text()}")
                elif action.text() and "Quit" not in action.text():
                    found[f"{path}/{action.text()}"] = action

        for action in self.window.menuBar().actions():
            menu = action.menu()
            if isinstance(menu, QMenu):
                walk(menu, action.text())
        return found

    # doing

    def front(self) -> QWidget:
        """What would get a click: a menu that is open, a dialog, or the window."""
        for widget in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if widget is not None and widget.isVisible() and widget.width() and widget.height():
                return widget
        return self.window

    def do(self, deed: Deed) -> None:
        """Do it, wherever it hits."""
        self.log.append(deed)
        front = self.front()
        inside = deed.x < front.width() and deed.y < front.height()
        if front.windowHandle() is None or not front.isVisible() or not inside:
            return
        self._do[deed.kind](front, deed)

    def _click(self, front: QWidget, deed: Deed) -> None:
        self._press(front, Qt.MouseButton.LeftButton, deed)

    def _context(self, front: QWidget, deed: Deed) -> None:
        self._press(front, Qt.MouseButton.RightButton, deed)

    def _press(self, front: QWidget, button: Qt.MouseButton, deed: Deed) -> None:
        modifiers = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(front.windowHandle(), button, modifiers, QPoint(deed.x, deed.y))

    def _double(self, front: QWidget, deed: Deed) -> None:
        modifiers = Qt.KeyboardModifier.NoModifier
        place = QPoint(deed.x, deed.y)
        QTest.mouseDClick(front.windowHandle(), Qt.MouseButton.LeftButton, modifiers, place)

    def _hover(self, front: QWidget, deed: Deed) -> None:
        QTest.mouseMove(front.windowHandle(), QPoint(deed.x, deed.y))

    def _drag(self, front: QWidget, deed: Deed) -> None:
        handle, button = front.windowHandle(), Qt.MouseButton.LeftButton
        none, start, end = Qt.KeyboardModifier.NoModifier, QPoint(deed.x, deed.y), QPoint(*deed.to)
        QTest.mousePress(handle, button, none, start)
        for place in (start + QPoint(2, 2), (start + end) / 2, end):
            if isValid(handle) and front.rect().contains(place):
                QTest.mouseMove(handle, place)
        if isValid(handle) and front.rect().contains(end):
            QTest.mouseRelease(handle, button, none, end)

    def _wheel(self, front: QWidget, deed: Deed) -> None:
        target = front.childAt(deed.x, deed.y) or front
        inside = QPointF(target.mapFrom(front, QPoint(deed.x, deed.y)))
        event = QWheelEvent(
            inside,
            QPointF(front.mapToGlobal(QPoint(deed.x, deed.y))),
            QPoint(),
            QPoint(0, int(deed.detail)),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, event)

    def _key(self, front: QWidget, deed: Deed) -> None:
        self._strike(front, Qt.Key(int(deed.detail)), Qt.KeyboardModifier.NoModifier)

    def _shortcut(self, front: QWidget, deed: Deed) -> None:
        self._strike(front, Qt.Key(int(deed.detail)), Qt.KeyboardModifier.ControlModifier)

    def _strike(self, front: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        if front is self.window:
            QTest.keyClick(front.windowHandle(), key, modifiers)
            return
        # QTest goes on with the window's handle when the first key has closed a popup.
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if isValid(front):
                target = front.focusWidget() or front
                QApplication.sendEvent(target, QKeyEvent(kind, int(key), modifiers))

    def _type(self, _front: QWidget, deed: Deed) -> None:
        focus = QApplication.focusWidget()
        words = str(deed.detail)
        if isinstance(focus, QLineEdit):
            focus.insert(words)
            focus.editingFinished.emit()
        elif isinstance(focus, QPlainTextEdit | QTextEdit) and not focus.isReadOnly():
            focus.insertPlainText(words)
        else:
            QApplication.clipboard().setText(words * 40)

    def _action(self, _front: QWidget, deed: Deed) -> None:
        action = self._actions().get(str(deed.detail))
        if action is not None and action.isEnabled() and self.front() is self.window:
            action.trigger()

    def _dock(self, _front: QWidget, deed: Deed) -> None:
        way, _, title = str(deed.detail).partition(" ")
        dock = self.window.docks.by_title[title]
        if way == "float":
            dock.setFloating(not dock.isFloating())
        elif way == "close":
            dock.close()
        elif way in _AREAS:
            self.window.addDockWidget(_AREAS[way], dock)
        else:
            dock.show()
            dock.raise_()

    def _page(self, front: QWidget, deed: Deed) -> None:
        decks = [one for one in front.findChildren(SegmentedControl) if one.isVisible()]
        buttons = [one for deck in decks for one in deck.findChildren(QAbstractButton)]
        if buttons:
            buttons[int(deed.detail) % len(buttons)].click()

    def _field(self, front: QWidget, deed: Deed) -> None:
        """Type nonsense into a field and press Return."""
        place, _, words = str(deed.detail).partition(" ")
        fields = [one for one in front.findChildren(QLineEdit) if one.isVisible()]
        usable = [one for one in fields if one.isEnabled() and not one.isReadOnly()]
        if usable:
            field_ = usable[int(place) % len(usable)]
            field_.setFocus()
            field_.selectAll()
            field_.insert(words)
            QTest.keyClick(field_, Qt.Key.Key_Return)

    def _look(self, _front: QWidget, deed: Deed) -> None:
        button: QAbstractButton = getattr(self.window.transport, str(deed.detail))
        if self.front() is self.window:
            button.click()

    def _history(self, _front: QWidget, deed: Deed) -> None:
        menu = self.window.edit_menu
        (menu.undo if deed.detail == "undo" else menu.redo).trigger()

    def _open(self, _front: QWidget, deed: Deed) -> None:
        self.window.open_paths(self._paths(deed))

    def _paths(self, deed: Deed) -> list[Path]:
        return [self.folder / name for name in str(deed.detail).split("\n")]

    def _sweep(self, _front: QWidget, _deed: Deed) -> None:
        dock = self.window.docks.by_title["Needle tests"]
        dock.show()
        dock.raise_()
        for view in dock.findChildren(SweepView):
            view.button.click()

    def _resize(self, _front: QWidget, deed: Deed) -> None:
        if not self.window.isFullScreen():
            self.window.resize(*map(int, str(deed.detail).split("x")))

    def _drop(self, front: QWidget, deed: Deed) -> None:
        data = QMimeData()
        if deed.detail:
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in self._paths(deed)])
        else:
            data.setText("A dropped text. " * 300)
        where, both = QPoint(deed.x, deed.y), Qt.DropAction.CopyAction
        none = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        if front is self.window:
            QApplication.sendEvent(front, QDragEnterEvent(where, both, data, *none))
            QApplication.sendEvent(front, QDropEvent(QPointF(where), both, data, *none))

    def _train(self, _front: QWidget, _deed: Deed) -> None:
        if self.window.transport.train_button.isEnabled() and self.front() is self.window:
            self.window.transport.toggle()

    def _close(self, _front: QWidget, _deed: Deed) -> None:
        self.window.close()

    def _wait(self, _front: QWidget, deed: Deed) -> None:
        QTest.qWait(int(deed.detail))
