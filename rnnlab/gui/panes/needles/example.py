"""An exercise, with what is to be remembered and what is asked for in colours of their own."""

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from rnnlab.gui.look import Look
from rnnlab.text.needles import ExampleToken, NeedleTask, Role

_LONGEST = 12  # tokens; more does not help to understand it
_INKS: dict[Role, str] = {
    "needle": "accent",
    "filler": "muted",
    "question": "warning",
    "answer": "success",
}


class ExampleLine(QLabel):
    """A task in one sentence and one exercise of it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._task: NeedleTask | None = None
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setProperty("role", "small")
        look.changed.connect(self._write)

    def show_task(self, task: NeedleTask) -> None:
        """Describe a task."""
        self._task = task
        self.setToolTip(
            f"The distance is that of {task.lag_means}. In the example: bold, what is to be "
            "remembered; underlined, the answer."
        )
        self._write()

    def _write(self) -> None:
        if self._task is None:
            return
        tokens = self._task.example(max(_LONGEST if not self._task.by_words else 7, 1))
        space = " " if self._task.by_words else "&#8239;"
        words = space.join(self._dressed(token) for token in tokens)
        self.setText(f"{html.escape(self._task.description)}&nbsp; {words}")

    def _dressed(self, token: ExampleToken) -> str:
        color = self._look.text_color(_INKS[token.role]).name()
        text = f"<span style='color:{color}'>{html.escape(token.text)}</span>"
        if token.role == "needle":
            return f"<b>{text}</b>"
        return f"<u>{text}</u>" if token.role == "answer" else text
