"""Messages over the window, so that nothing under them moves."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QToolBar, QVBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.notice import Notice, NoticeKind

_MOST = 3
_WIDTH = 460
_READING_MILLISECONDS = 7_000


class MessageBar(QWidget):
    """Up to three notices, the newest on top, in the upper middle of a window.

    What is only told goes away by itself; warnings and errors stay until they are dismissed.
    """

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._notices: list[Notice] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        window.installEventFilter(self)
        self.hide()

    def tell(
        self,
        kind: NoticeKind,
        sentence: str,
        action: str = "",
        on_action: Callable[[], None] | None = None,
    ) -> Notice:
        """Show a sentence, with a button if there is something to do about it.

        The same sentence is not shown twice at a time.
        """
        for shown in self._notices:
            if shown.text() == sentence:
                self._drop(shown)
                break
        notice = Notice(self._look, kind, sentence, action)
        notice.dismissed.connect(lambda: self._drop(notice))
        if on_action is not None:
            notice.action_triggered.connect(on_action)
            notice.action_triggered.connect(lambda: self._drop(notice))
        self._notices.insert(0, notice)
        self._layout.insertWidget(0, notice)
        for old in self._notices[_MOST:]:
            self._drop(old)
        if kind == "info":
            timer = QTimer(notice)  # goes with the notice
            timer.setSingleShot(True)
            timer.timeout.connect(lambda: self._drop(notice))
            timer.start(_READING_MILLISECONDS)
        self._place()
        return notice

    def sentences(self) -> list[str]:
        """What is shown, newest first."""
        return [notice.text() for notice in self._notices]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._place()
        return super().eventFilter(watched, event)

    def _drop(self, notice: Notice) -> None:
        if notice in self._notices:
            self._notices.remove(notice)
            self._layout.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
            self._place()

    def _top(self) -> int:
        """Below the bars of the window."""
        bars = self._window.findChildren(
            QToolBar, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        return max((bar.geometry().bottom() for bar in bars), default=0)

    def _place(self) -> None:
        self.setVisible(bool(self._notices))
        window = self._window
        width = min(self._look.px(_WIDTH), window.width() - 32)
        heights = [notice.heightForWidth(width) for notice in self._notices]
        gaps = self._layout.spacing() * max(len(heights) - 1, 0)
        self.setFixedSize(width, sum(heights) + gaps)
        self.move((window.width() - width) // 2, self._top() + 8)
        self.raise_()
