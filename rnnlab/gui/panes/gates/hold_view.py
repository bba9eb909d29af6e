"""What becomes of a prediction and of the gradient when a gate is held at 0 or 1."""

import html

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.desks.pinning import PinDesk, Tried
from rnnlab.gui.look import Look
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.panes.memory.scale import NORMS
from rnnlab.gui.plots import CurvePlot, FloatArray
from rnnlab.gui.widgets import SegmentedControl, make_label
from rnnlab.gui.words import visible_token
from rnnlab.text import Codec

FREE, WHOLE, UNIT = "free", "whole", "unit"
_MOST = 5
_EXPLANATION = (
    "The gate that is shown is held at 0 or 1 on a copy, which follows the training every few "
    "seconds; with <i>f</i> = 1 the cell forgets nothing, <i>c</i> = <i>c</i>′ + <i>i·g</i>. "
    "Grey is ‖∂<i>L</i>/∂<i>h<sub>t</sub></i>‖ of the loss at the last step as it was, coloured "
    "with the gate held. "
    "Below are the likeliest next tokens, free and held."
)


class HoldView(QWidget):
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
        self.plot.set_y_range(NORMS)
        self.plot.set_empty_text("Hold a gate at 0 or 1 to see what it does.")
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self.tokens = make_label("", "small")
        self.tokens.setTextFormat(Qt.TextFormat.RichText)
        self.tokens.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
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
        moved_by = f"prediction after “{read}” ({tried.position + 1}) moved by {moved:.2g} nats"
        return f"step {tried.step:,} · {moved_by}"


def _table(tried: Tried, tokens: tuple[str, ...]) -> str:
    rows = (("free", tried.free), ("held", tried.pinned))
    lines = "".join(
        f"<tr><td>{words}&nbsp;&nbsp;</td>{_cells(chances, tokens)}</tr>" for words, chances in rows
    )
    return f"<table cellspacing=0 cellpadding=0>{lines}</table>"


def _cells(chances: FloatArray, tokens: tuple[str, ...]) -> str:
    likeliest: list[int] = np.argsort(-chances, kind="stable")[:_MOST].tolist()
    return "".join(
        f"<td><b>{html.escape(visible_token(tokens[token]))}</b> {chances[token]:.2f}&nbsp;&nbsp;"
        "</td>"
        for token in likeliest
    )
