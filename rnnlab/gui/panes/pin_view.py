"""What becomes of a prediction and of the gradient when a gate is held at 0 or 1."""

import html

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.desks.pinning import PinDesk, Tried
from rnnlab.gui.look import Look
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.plots import CurvePlot
from rnnlab.gui.widgets import SegmentedControl, make_label
from rnnlab.gui.words import visible_token
from rnnlab.text import Codec

FREE, WHOLE, UNIT = "free", "whole", "unit"
_MOST = 5
_BAR_LETTERS = 12
_EXPLANATION = (
    "The gate that is shown is held at 0 or 1, on a copy; the run itself goes on as it is. "
    "Grey is ‖∂<i>L</i>/∂<i>h<sub>t</sub></i>‖ of the loss at the last step as it was, coloured "
    "with the gate held; below are the likeliest next tokens before and after. "
    "With <i>f</i> = 1 the cell forgets nothing, <i>c</i> = <i>c</i>′ + <i>i·g</i>."
)


class PinView(QWidget):
    """Choices, two gradients, and the likeliest next tokens.

    Args:
        look: Gives lengths.
        desk: Has the results.

    Attributes:
        value: ``free``, ``0`` or ``1``.
        extent: ``whole`` or ``unit``.
    """

    def __init__(self, look: Look, desk: PinDesk) -> None:
        super().__init__()
        self._look = look
        self._desk = desk
        self.value = SegmentedControl({FREE: "Free", "0": "At 0", "1": "At 1"})
        self.extent = SegmentedControl({WHOLE: "Whole gate", UNIT: "Clicked unit"})
        row = FlowRow(look)
        row.add(self.value)
        row.add(self.extent)
        self.plot = CurvePlot(
            look, "Gate held", _EXPLANATION, x_label="token t", y_label="‖∂L/∂hₜ‖"
        )
        self.plot.set_y_log(True)
        self.plot.set_empty_text("Hold a gate at 0 or 1 to see what it does.")
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self.tokens = make_label("", "small")
        self.tokens.setTextFormat(Qt.TextFormat.RichText)
        self.tokens.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (row, self.error):
            column.addWidget(part)
        column.addWidget(self.plot, 1)
        column.addWidget(self.tokens)

    def show_result(self, codec: Codec, name: str, color: str) -> None:
        """Show what the desk has, in the colour of the gate."""
        tried = self._desk.tried
        self.error.setText(self._desk.sentence)
        self.error.setVisible(bool(self._desk.sentence))
        self.tokens.setVisible(tried is not None)
        if tried is None:
            self.plot.clear()
            self.plot.set_title("Gate held", "")
            return
        free, pinned = tried.effect.free, tried.effect.pinned
        places = np.arange(1.0, len(free.inputs) + 1.0)
        self.plot.set_curve("free", places, free.hidden_gradient_norm[-1], "muted", "free")
        self.plot.set_curve("pinned", places, pinned.hidden_gradient_norm[-1], color, "held")
        unit = f", unit {tried.wish.unit + 1}" if tried.wish.unit is not None else ""
        self.plot.set_title(f"{name}{unit} = {tried.wish.value}", self._facts(tried, codec))
        self.tokens.setText(_table(tried, codec.vocabulary.tokens))

    def _facts(self, tried: Tried, codec: Codec) -> str:
        read = visible_token(codec.vocabulary.tokens[tried.effect.free.inputs[tried.position]])
        moved = float(tried.effect.divergence[tried.position])
        return f"after token {tried.position + 1} “{read}”: prediction moved by {moved:.2g} nats"


def _table(tried: Tried, tokens: tuple[str, ...]) -> str:
    rows = "".join(
        f"<tr>{_cells(before, tried.free, tokens)}{_cells(after, tried.pinned, tokens)}</tr>"
        for before, after in zip(_likeliest(tried.free), _likeliest(tried.pinned), strict=True)
    )
    heads = "<tr><td colspan=3>next token, free</td><td colspan=3>held</td></tr>"
    return f"<table cellspacing=0 cellpadding=0>{heads}{rows}</table>"


def _likeliest(chances: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[int]:
    found: list[int] = np.argsort(-chances, kind="stable")[:_MOST].tolist()
    return found


def _cells(
    token: int,
    chances: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    tokens: tuple[str, ...],
) -> str:
    chance = float(chances[token])
    bar = "█" * round(chance * _BAR_LETTERS) or "▏"
    word = html.escape(visible_token(tokens[token]))
    return f"<td><b>{word}</b>&nbsp;</td><td>{chance:.2f}&nbsp;</td><td>{bar}&nbsp;&nbsp;</td>"
