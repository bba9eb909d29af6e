"""The one dialog for what nobody expected."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from rnnlab.gui.widgets.buttons import make_button
from rnnlab.gui.widgets.labels import make_label

_SIZE = (620, 420)


class CrashDialog(QDialog):
    """Says what broke and what is safe, with a report to copy; the window goes on behind it.

    Args:
        sentence: What broke.
        safe: What is safe.
        report: See `make_report`.
        parent: The window.
    """

    def __init__(self, sentence: str, safe: str, report: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("rnnlab: something broke")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._count = 1
        self._sentence = make_label(sentence, wrap=True, parent=self)
        self._safe = make_label(safe, wrap=True, parent=self)
        self._often = make_label("", wrap=True, parent=self)
        self._often.hide()
        self._report = QPlainTextEdit(report, self)
        self._report.setReadOnly(True)
        self._report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._report.setAccessibleName("Report")
        self.copy_button = make_button("Copy report", parent=self)
        self.close_button = make_button("Go on", parent=self)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.close)
        self.close_button.setDefault(True)
        self._arrange()

    @property
    def count(self) -> int:
        """How often something broke while the dialog was open."""
        return self._count

    def sentence(self) -> str:
        """What broke."""
        return self._sentence.text()

    def report(self) -> str:
        """What can be copied."""
        return self._report.toPlainText()

    def count_again(self, further: str = "") -> None:
        """Note that it has happened again; ``further`` is a report that differs, to be added."""
        self._count += 1
        self._often.setText(f"It has happened {self._count:,} times.")
        self._often.show()
        if further:
            self._report.setPlainText(f"{self.report()}\n\n{further}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report())
        self.copy_button.setText("Copied")

    def _arrange(self) -> None:
        hint = make_label(
            "The report below holds no text of yours and no names of your files. Copy it to "
            "where you tell about the bug.",
            wrap=True,
            parent=self,
        )
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        for widget in (self._sentence, self._safe, self._often, hint):
            layout.addWidget(widget)
        layout.addWidget(self._report, 1)
        layout.addLayout(buttons)
