"""The text: which one is read, what is known about it, and how it is cut into tokens."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout, QWidget

from rnnlab.config import Value
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panels.encoding_row import EncodingRow
from rnnlab.gui.panels.open_dialogs import TEXT_FILES, AskOpenPaths, ask_open_paths
from rnnlab.gui.panels.settings_panel import SettingsPanel
from rnnlab.gui.panels.text_facts import TextFacts
from rnnlab.gui.panels.text_picker import TextPicker
from rnnlab.gui.preferences import Preferences
from rnnlab.gui.widgets import EmptyState, Notice, NoticeKind

RUN_SUFFIX = ".rnnlab"
_GROUPS = {
    "": ("unit",),
    "More": (
        "lower_case",
        "minimum_count",
        "vocabulary_limit",
        "train_fraction",
        "valid_fraction",
    ),
}


class TextPanel(SettingsPanel):
    """Chooses the text by menu, drop or paste, and shows it.

    Args:
        look: Gives colours and lengths.
        texts: Keeps the open text.
        runs: Keeps the choices of how it is cut.
        preferences: Remember recent files.
        ask_open_paths: Asks for files.

    Signals:
        run_file_chosen: A run file was dropped or chosen here; carries its path.
    """

    run_file_chosen = Signal(Path)

    def __init__(
        self,
        look: Look,
        texts: TextDesk,
        runs: RunDesk,
        preferences: Preferences,
        ask_open_paths: AskOpenPaths = ask_open_paths,
    ) -> None:
        self.picker = TextPicker(look, preferences)
        self.encoding = EncodingRow(look)
        self.facts = TextFacts(look)
        self.empty = EmptyState(look, "text", "Drop a text here, or choose one above.")
        self.busy = _make_busy_bar()
        self.notice: Notice | None = None
        self._above = QWidget()
        self._column = QVBoxLayout(self._above)
        super().__init__(look, runs, _GROUPS, above=self._above)
        self._texts = texts
        self._preferences = preferences
        self._ask_open_paths = ask_open_paths
        self._edited = ""
        self._chosen: list[Path] = []
        self._arrange()
        self._connect()
        self._take_drops()
        self._show_text()

    def choose_files(self) -> None:
        """Ask for text files and open them as one text."""
        paths = self._ask_open_paths(self, "Open text files", TEXT_FILES)
        if paths:
            self.open_paths(paths)

    def open_paths(self, paths: list[Path]) -> None:
        """Open text files as one text; run files among them are passed on."""
        for path in paths:
            if path.suffix == RUN_SUFFIX:
                self.run_file_chosen.emit(path)
        texts = [path for path in paths if path.suffix != RUN_SUFFIX]
        if texts:
            self._chosen = texts
            self._texts.open_files(texts)

    def paste(self) -> None:
        """Open the text of the clipboard."""
        # Six times as fast for a large text as asking the clipboard itself for it.
        held: QMimeData | None = QGuiApplication.clipboard().mimeData()
        text = held.text() if held is not None else ""
        if text:
            self._texts.open_pasted(text)
        else:
            self._tell("info", "The clipboard holds no text; copy some first.")

    def accepts(self, mime: QMimeData) -> bool:
        """Whether something that is dragged can be opened here."""
        return bool(_local_paths(mime)) or (mime.hasText() and not mime.hasUrls())

    def take(self, mime: QMimeData) -> bool:
        """Open what was dropped; whether there was anything to open."""
        paths = _local_paths(mime)
        if paths:
            self.open_paths(paths)
        elif self.accepts(mime):
            self._texts.open_pasted(mime.text(), "Dropped text")
        return self.accepts(mime)

    def minimumSizeHint(self) -> QSize:
        """Wide enough that nothing is cut off, whatever the size of the text on screen."""
        content = self.widget()
        hint = super().minimumSizeHint()
        if content is None:
            return hint
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(content.minimumSizeHint().width() + bar, hint.height())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say that it may be dropped."""
        if self.accepts(event.mimeData()):
            self.picker.show_hint("Drop to open")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show the open text again."""
        self.picker.show_hint("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.picker.show_hint("")
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def _arrange(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self._look.px(8))
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.picker)
        head.addWidget(self.busy)
        self._column.addLayout(head)
        for widget in (self.empty, self.encoding, self.facts):
            self._column.addWidget(widget)
        self._look.changed.connect(lambda: self._column.setSpacing(self._look.px(8)))

    def _connect(self) -> None:
        picker, texts = self.picker, self._texts
        picker.built_in_chosen.connect(texts.open_built_in)
        picker.remote_chosen.connect(texts.open_remote)
        picker.files_wanted.connect(self.choose_files)
        picker.paste_wanted.connect(self.paste)
        picker.recent_chosen.connect(lambda path: self.open_paths([path]))
        self.encoding.encoding_chosen.connect(texts.read_again)
        texts.opening.connect(self._on_opening)
        texts.progressed.connect(self._on_progressed)
        texts.corpus_changed.connect(self._on_corpus_changed)
        texts.refused.connect(self._on_refused)

    def _take_drops(self) -> None:
        self.viewport().setAcceptDrops(True)
        for form in self.forms():
            # A file dropped on a number would leave its path there.
            for line in form.findChildren(QLineEdit):
                line.setAcceptDrops(False)

    def _on_value_edited(self, name: str, value: Value) -> None:
        self._edited = name
        super()._on_value_edited(name, value)

    def _on_opening(self, name: str) -> None:
        self._dismiss()
        self.busy.setRange(0, 0)
        self.busy.show()
        self.picker.show_hint(f"Reading {name} …")

    def _on_progressed(self, share: float) -> None:
        self.busy.setRange(0, 100)
        self.busy.setValue(round(100 * share))

    def _on_corpus_changed(self) -> None:
        self._edited = ""
        self._dismiss()
        source = self._texts.source
        if source is not None and list(source.paths) == self._chosen:
            for path in reversed(self._chosen):
                self._preferences.add_recent_file(path)
        self._show_text()

    def _on_refused(self, sentence: str) -> None:
        name, self._edited = self._edited, ""
        self._show_text()
        if name:
            self.form_with(name).show_error(name, sentence)
        else:
            self._tell("error", sentence)

    def _show_text(self) -> None:
        source, corpus = self._texts.source, self._texts.corpus
        self.busy.setVisible(self._texts.busy)
        if not self._texts.busy:
            self.picker.show_hint("")
        self.empty.setVisible(corpus is None)
        self.facts.setVisible(corpus is not None)
        self.encoding.setVisible(False)
        if source is not None and corpus is not None:
            self.picker.show_name(source.name)
            self.encoding.show_source(source)
            self.facts.show_text(source, corpus)

    def _tell(self, kind: NoticeKind, sentence: str) -> None:
        self._dismiss()
        self.notice = Notice(self._look, kind, sentence)
        self.notice.dismissed.connect(self._dismiss)
        self._column.insertWidget(1, self.notice)

    def _dismiss(self) -> None:
        if self.notice is not None:
            self._column.removeWidget(self.notice)
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None


def _make_busy_bar() -> QProgressBar:
    """A bar that only says that something goes on; it keeps its place when it is hidden."""
    bar = QProgressBar()
    bar.setRange(0, 0)
    bar.setTextVisible(False)
    bar.setAccessibleName("Reading the text")
    policy = bar.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    bar.setSizePolicy(policy)
    bar.hide()
    return bar


def _local_paths(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
