"""How a text is divided into a training, a validation and a test part."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.widgets import make_label
from rnnlab.text import Corpus

_HEIGHT = 10
_PARTS = {
    "train": ("muted", "The network and the n-grams learn from this part."),
    "valid": ("edge_hover", "This part measures progress; nothing is learnt from it."),
    "test": ("edge", "This part is kept for the end."),
}


class SplitBar(QWidget):
    """A bar cut where the text is cut, and the tokens in each part below it.

    Args:
        look: Gives colours and lengths.
        parent: Owner.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._bar = _Bar(look, self)
        self._legend = FlowRow(look, gap=12)
        self._labels: dict[str, QLabel] = {}
        for part, (_, meaning) in _PARTS.items():
            label = make_label("", "small")
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setToolTip(meaning)
            self._labels[part] = label
            self._legend.add(label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._bar)
        layout.addWidget(self._legend)
        look.changed.connect(self._refresh)

    def show_corpus(self, corpus: Corpus) -> None:
        """Show the split of a text."""
        self._bar.sizes = {
            "train": len(corpus.train),
            "valid": len(corpus.valid),
            "test": len(corpus.test),
        }
        self._refresh()

    def sizes(self) -> dict[str, int]:
        """Tokens by part."""
        return dict(self._bar.sizes)

    def _refresh(self) -> None:
        total = max(sum(self._bar.sizes.values()), 1)
        words = []
        for part, size in self._bar.sizes.items():
            color = self._look.color(_PARTS[part][0]).name()
            self._labels[part].setText(f"<span style='color:{color}'>■</span> {part} {size:,}")
            self._labels[part].setVisible(size > 0)
            words.append(f"{part} {size:,} tokens ({size / total:.1%})")
        self.setToolTip(", ".join(words))
        self.setAccessibleName("Split: " + ", ".join(words))
        self._legend.arrange()
        self._bar.updateGeometry()
        self._bar.update()


class _Bar(QWidget):
    """The bar alone."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.sizes: dict[str, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as a line of small type."""
        return QSize(self._look.px(120), self._look.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts side by side in one rounded bar."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            outline = QPainterPath()
            outline.addRoundedRect(QRectF(self.rect()), self.height() / 3, self.height() / 3)
            painter.setClipPath(outline)
            total = max(sum(self.sizes.values()), 1)
            left = 0.0
            for part, size in self.sizes.items():
                width = self.width() * size / total
                color = self._look.color(_PARTS[part][0])
                painter.fillRect(QRectF(left, 0, max(width - 1, 1), self.height()), color)
                left += width
