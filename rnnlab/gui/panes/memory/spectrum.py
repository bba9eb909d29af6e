"""What the recurrent matrix does to a state: eigenvalues, singular values, Lyapunov exponent."""

import math

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from rnnlab.gui.desks.insight import Insight
from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.plots import CurvePlot, PlanePlot
from rnnlab.gui.widgets import HelpButton, make_label
from rnnlab.models.blocks import recurrent_blocks

_EIGENVALUES = (
    "Each point is an eigenvalue λ of <i>U</i>, the block of the recurrent matrix that belongs "
    "to this gate, with <i>Uv</i> = λ<i>v</i>; pale points are those that training began with. "
    "Applied <i>k</i> times, <i>U</i> stretches the state along <i>v</i> by |λ|<sup><i>k</i>"
    "</sup>: points inside the unit circle fade, points outside grow. "
    "The largest |λ| is the spectral radius, and of a plain RNN the gradient has to vanish where "
    "radius and slope φ′ together stay below 1."
)
_SINGULAR_VALUES = (
    "The singular values σ of the same block, the largest first, tell by how much it stretches "
    "a state in one step, ‖<i>Uv</i>‖ = σ‖<i>v</i>‖, in each of <i>H</i> directions. "
    "The largest is the spectral norm: the gradient of a plain RNN grows by no more than "
    "max φ′ · σ<sub>1</sub> a step. "
    "Where all σ are 1 the block is orthogonal and keeps every length."
)
_EXPONENT = (
    "λ<sub>1</sub> = lim 1/<i>T</i> · ln ‖Π <i>J<sub>t</sub></i>‖ is the mean growth, in nats per "
    "token, of a tiny change of the state while the watched text is read, where "
    "<i>J<sub>t</sub></i> = ∂<i>s<sub>t</sub></i>/∂<i>s<sub>t−1</sub></i>. "
    "Below 0 two nearly equal states draw together, so that the past is forgotten. "
    "Above 0 they part: the dynamics are chaotic, and gradients explode."
)
_WAITING = "The eigenvalues of the recurrent matrix; press Train to see them move."
_NAMES = {
    "state": "recurrent matrix U",
    "input": "input gate",
    "forget": "forget gate",
    "candidate": "candidate",
    "output": "output gate",
    "reset": "reset gate",
    "update": "update gate",
}
_FIRST = ("forget", "update")  # the gate that keeps the past


class SpectrumView(QWidget):
    """Two plots and a sentence, for the run in front.

    Attributes:
        block: The choice of the gate.
        plane, singular: The plots.
        exponent: The Lyapunov exponent in words.

    Signals:
        block_chosen: Another gate is chosen.
    """

    block_chosen = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._run: int | None = None
        self.block = QComboBox()
        self.block.setAccessibleName("Gate whose recurrent weights are shown")
        self.block.activated.connect(lambda _: self.block_chosen.emit())
        self.block.hide()
        self.exponent = make_label("", "small", wrap=True)
        self.exponent.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.help = HelpButton(look, "Lyapunov exponent", _EXPONENT)
        self.plane = PlanePlot(
            look, "Eigenvalues", _EIGENVALUES, x_label="real part", y_label="imaginary part"
        )
        self.singular = CurvePlot(
            look, "Singular values", _SINGULAR_VALUES, x_label="number", y_label="σ"
        )
        self.singular.set_y_log(True)
        self._arrange()
        look.changed.connect(self._space_out)
        self._space_out()
        self.set_sentence("")

    def offer_blocks(self, run: Run | None) -> None:
        """Let the gates of a run's cell be chosen."""
        blocks = recurrent_blocks(run.config.model.cell) if run else ()
        held = [self.block.itemData(index) for index in range(self.block.count())]
        if held != list(blocks):
            with QSignalBlocker(self.block):
                self.block.clear()
                for block in blocks:
                    self.block.addItem(_NAMES[block], block)
                keeping = [block for block in _FIRST if block in blocks]
                self.block.setCurrentIndex(self.block.findData(keeping[0]) if keeping else 0)
        self.block.setVisible(len(blocks) > 1)

    def chosen_block(self) -> str | None:
        """The gate that is looked at; None without a run."""
        block: str | None = self.block.currentData()
        return block

    def show_insight(self, run: Run | None, insight: Insight | None) -> None:
        """Draw the spectrum of a run, or say why there is none."""
        spectrum = insight.spectrum if insight else None
        if run is None or insight is None or spectrum is None:
            self.set_sentence(insight.sentences.get("spectrum", "") if insight else "")
            return
        self._run = run.key
        color = run_color(run.cell, run.shade)
        first = insight.spectrum_at_start
        if first is not None:
            self.plane.set_points("start", first.eigenvalues, "text", "at the start", faint=True)
            self._draw_singular("start", first.singular_values, "text", "start", faint=True)
        self.plane.set_points("now", spectrum.eigenvalues, color, "now")
        self._draw_singular("now", spectrum.singular_values, color, "now")
        self.singular.set_reference("one", 1.0, "σ = 1")
        was = f", was {first.radius:.2f}" if first is not None else ""
        self.plane.set_subtitle(f"radius {spectrum.radius:.2f}{was}")
        was = f", was {first.norm:.2f}" if first is not None else ""
        self.singular.set_subtitle(f"norm {spectrum.norm:.2f}{was}")
        words = exponent_words(insight.exponent, insight.sentences.get("exponent", ""))
        self.exponent.setText(f"{run.name} at step {insight.step:,}: {words}")
        self.help.show()

    def shown_run(self) -> int | None:
        """Key of the run whose spectrum is drawn."""
        return self._run

    def set_sentence(self, sentence: str) -> None:
        """Show no spectrum, and say why."""
        self._run = None
        self.plane.clear()
        self.singular.clear()
        self.plane.set_subtitle("")
        self.singular.set_subtitle("")
        self.plane.set_empty_text(sentence or _WAITING)
        self.singular.set_empty_text("")
        self.exponent.setText("")
        self.help.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots beside each other or above each other."""
        super().resizeEvent(event)
        tall = self.height() > self.width()
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._plots.setDirection(down if tall else right)

    def _draw_singular(
        self,
        key: str,
        values: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
        color: str,
        label: str,
        faint: bool = False,
    ) -> None:
        numbers = np.arange(1.0, len(values) + 1.0)
        self.singular.set_curve(key, numbers, values, color, label, "thin" if faint else "line")

    def _arrange(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self.block)
        self._head.addWidget(self.exponent, 1)
        self._head.addWidget(self.help)
        self._plots = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._plots.addWidget(self.plane, 1)
        self._plots.addWidget(self.singular, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addLayout(self._plots, 1)

    def _space_out(self) -> None:
        for layout in (self._head, self._plots):
            layout.setSpacing(self._look.px(8))
        self._column.setSpacing(self._look.px(4))


def exponent_words(exponent: float | None, sentence: str = "") -> str:
    """The largest Lyapunov exponent, and what it means."""
    if exponent is None:
        return sentence or "no Lyapunov exponent"
    if exponent == -math.inf:
        return "Lyapunov exponent λ₁ = −∞: a change of the state dies at once."
    number = f"{exponent:.3g}".replace("-", "−")
    factor = f"{math.exp(min(exponent, 700.0)):.3g}"
    said = f"Lyapunov exponent λ₁ = {number} nats per token"
    if exponent < 0:
        return f"{said}: of a change of the state ×{factor} is left after each token; it forgets."
    return f"{said}: a change of the state grows ×{factor} with each token; it is chaotic."
