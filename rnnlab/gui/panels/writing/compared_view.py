"""A text beside another one: where they differ."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.desks.drafts import Slice
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.grounds import LEVELS
from rnnlab.gui.panels.writing.manuscript_view import ManuscriptView
from rnnlab.gui.widgets import make_label

_SOFT = 2  # of the levels


class ComparedView(QWidget):
    """A text under its name, with a ground where a token differs from that of another text.

    Args:
        look: Gives colours and fonts.
        name: What distinguishes it.

    Attributes:
        first: Number of the first token that differs; None as long as none does.
    """

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._name = name
        self._count = 0
        self.first: int | None = None
        self.name = make_label(name, "small")
        self.view = ManuscriptView(look, follows=False)
        self.view.setAccessibleName(f"Text at {name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        column.addWidget(self.name)
        column.addWidget(self.view, 1)

    def begin_text(self, prime: str, *, monospaced: bool, color: str) -> None:
        """Begin anew after a prime text, in the colour of a model."""
        self._count, self.first = 0, None
        self.view.set_color(color)
        self.view.begin(prime, monospaced=monospaced)

    def add_tokens(self, pieces: Sequence[str], differs: npt.NDArray[np.bool_]) -> None:
        """Append tokens, (n,) of which differ."""
        levels = np.where(differs, _SOFT, 0)
        if self.first is None and differs.any():
            place = int(differs.argmax())
            levels[place] = LEVELS
            self.first = self._count + place
            self.name.setText(f"{self._name} · differs from token {self.first + 1:,} on")
        # A ground is chosen by a probability: halved, it is one level stronger.
        grounds = np.exp2(-levels).astype(np.float32)
        lengths = np.array([len(piece) for piece in pieces], np.int32)
        piece = Slice("".join(pieces), lengths, grounds, grounds, self._count, 0.0)
        self.view.add_slice(piece)
        self._count += len(pieces)
