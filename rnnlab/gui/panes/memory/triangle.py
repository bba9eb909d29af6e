"""Every loss against every state: the triangle of gradients."""

import html

import numpy as np

from rnnlab.gui.desks.insight import Insight
from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look
from rnnlab.gui.panes.memory.scale import NORMS, by_words
from rnnlab.gui.plots import FloatArray, HeatmapPlot, value_text
from rnnlab.gui.widgets import SegmentedControl
from rnnlab.gui.words import visible_token

_HIDDEN, _CELL = "h", "c"
_EXPLANATION = (
    "Each row is one loss <i>L<sub>τ</sub></i>, and its colour at <i>t</i> is "
    "‖∂<i>L<sub>τ</sub></i>/∂<i>h<sub>t</sub></i>‖: how much that loss would change if the state "
    "after token <i>t</i> were pushed; of a network without recurrence it is "
    "‖∂<i>L<sub>τ</sub></i>/∂<i>e<sub>t</sub></i>‖, by the vector read at <i>t</i>. "
    "Through states it is the product ∂<i>L<sub>τ</sub></i>/∂<i>h<sub>τ</sub></i> · "
    "Π<sub><i>s</i>=<i>t</i>+1…<i>τ</i></sub> ∂<i>h<sub>s</sub></i>/∂<i>h<sub>s−1</sub></i>, so "
    "that a bright band along the diagonal alone means that the gradient soon vanishes. "
    "Click a row to follow that loss in all views."
)
_WAITING = "The gradient of every loss at every earlier step; press Train to see it."


class TriangleView(HeatmapPlot):
    """Loss step τ over time step t, for the run in front.

    Attributes:
        state: ``h`` or, of an LSTM, ``c``.
    """

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Gradient triangle",
            _EXPLANATION,
            x_label="token t",
            y_label="loss after token τ",
            value_label="‖∂L_τ/∂hₜ‖",
        )
        self.set_value_log(True)
        self.set_levels(NORMS)
        self.set_empty_text(_WAITING)
        self.state = SegmentedControl({_HIDDEN: "h", _CELL: "c"})
        self.state.setToolTip("h: the state that is read out; c: the cell of an LSTM")
        self.state.chosen.connect(self._on_state_chosen)
        self.header.add_action(self.state)
        self.state.hide()
        self._shown: tuple[Run, Insight, int] | None = None
        self._tokens: list[str] = []

    def show_insight(self, run: Run | None, insight: Insight | None, layer: int) -> None:
        """Draw the triangle of a run's layer, or say why there is none."""
        if run is None or insight is None:
            self.set_sentence("")
            return
        triangle = insight.triangle
        if triangle is None or not insight.wish.triangle:
            self.set_sentence(insight.sentences.get("triangle", ""))
            return
        self._shown = run, insight, layer
        self.state.setVisible(triangle.cell is not None)
        of_cell = triangle.cell is not None and self.state.value() == _CELL
        norms = triangle.cell if of_cell and triangle.cell is not None else triangle.hidden
        self.set_value_label(f"‖∂L_τ/{'∂cₜ' if of_cell else by_words(triangle.by_input)}‖")
        steps = norms.shape[-1]
        self._tokens = [run.codec.vocabulary.tokens[token] for token in insight.ids[:steps]]
        ends = (1.0, float(steps))
        self.set_data(_lower(norms[layer]), x_span=ends, y_span=ends)
        of_layer = f" · layer {layer + 1}" if len(norms) > 1 else ""
        self.set_subtitle(f"{run.name}{of_layer} · at step {insight.step:,}")

    def shown_run(self) -> int | None:
        """Key of the run whose triangle is drawn."""
        return self._shown[0].key if self._shown else None

    def set_sentence(self, sentence: str) -> None:
        """Show no triangle, and say why."""
        self._shown = None
        self.state.hide()
        self.clear()
        self.set_subtitle("")
        self.set_empty_text(sentence or _WAITING)

    def read_out(self, x: float, y: float) -> str:
        """The two tokens and the norm between them."""
        if not super().read_out(x, y):
            return ""
        row, column = self._pointed
        value = float(self._values[row, column])
        if np.isnan(value):
            return f"token <b>{column + 1}</b> comes after the loss at <b>{row + 1}</b>"
        loss, token = self._named(row), self._named(column)
        by = "vector of" if self._by_input() else "state after"
        return f"loss after {loss}, {by} {token}: <b>{value_text(value)}</b>"

    def _by_input(self) -> bool:
        triangle = self._shown[1].triangle if self._shown else None
        return triangle is not None and triangle.by_input

    def _named(self, index: int) -> str:
        token = html.escape(visible_token(self._tokens[index]))
        return f"<b>{index + 1}</b> “{token}”"

    def _on_state_chosen(self) -> None:
        if self._shown is not None:
            self.show_insight(*self._shown)


def _lower(norms: FloatArray) -> FloatArray:
    """Nothing where the state comes after the loss: there is no gradient, not a small one."""
    after = np.triu(np.ones(norms.shape, dtype=bool), k=1)
    return np.where(after, np.nan, norms)
