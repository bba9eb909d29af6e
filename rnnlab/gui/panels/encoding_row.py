"""How the bytes of a file were read, and how else they can be."""

import codecs

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets import make_label
from rnnlab.text import Source

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western)",
    "iso8859-15": "ISO 8859-15 (Western)",
    "mac-roman": "Mac Roman (Western)",
    "cp1250": "Windows-1250 (Central Europe)",
    "iso8859-2": "ISO 8859-2 (Central Europe)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "shift_jis": "Shift JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
}


class EncodingRow(QWidget):
    """Names the encoding of a file; another one can be chosen.

    Args:
        look: Gives lengths.
        parent: Owner.

    Signals:
        encoding_chosen: The file is to be read in another encoding; carries its name.
    """

    encoding_chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._present = ""
        self.combo = QComboBox(self)
        self.combo.setAccessibleName("Encoding of the file")
        self.combo.setToolTip("Read the file in another encoding, if letters look wrong.")
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.combo.activated.connect(self._on_activated)
        self.guess = make_label("guessed", "small", self)
        self.guess.setToolTip("Nothing in the file says how to read it; look at the accents.")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(make_label("Encoding", parent=self))
        self._layout.addWidget(self.combo, 1)
        self._layout.addWidget(self.guess)
        look.changed.connect(self._space_out)
        self._space_out()

    def show_source(self, source: Source) -> None:
        """Show how a text was read; hide for one that is from no file."""
        self.setVisible(bool(source.paths))
        self.guess.setVisible(source.guessed)
        self._present = source.encoding
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for encoding, words in _offered(source.encoding).items():
                self.combo.addItem(words, encoding)
            self.combo.setCurrentIndex(self.combo.findData(source.encoding))

    def show_present(self) -> None:
        """Go back to the encoding in use, after another one was refused."""
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(self._present))

    def _on_activated(self, index: int) -> None:
        encoding = str(self.combo.itemData(index))
        if encoding != self._present:
            self.encoding_chosen.emit(encoding)

    def _space_out(self) -> None:
        self._layout.setSpacing(self._look.px(8))


def _offered(present: str) -> dict[str, str]:
    """The usual encodings, the present one under the name it was given."""
    names = {name: words for name, words in ENCODINGS.items() if not _same(name, present)}
    known = next((words for name, words in ENCODINGS.items() if _same(name, present)), present)
    return {present: known} | names


def _same(one: str, other: str) -> bool:
    try:
        return codecs.lookup(one).name == codecs.lookup(other).name
    except LookupError:  # several encodings, joined by commas
        return one == other
