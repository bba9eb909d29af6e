"""How well every run has learnt so far, and what it cost."""

import math

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.overtaking import Overtaking
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.look import Look, ngram_color
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.panes.learning.gradient_norm import GradientNormPlot
from rnnlab.gui.panes.learning.loss import LossPlot
from rnnlab.gui.panes.learning.perplexity import PerplexityPlot
from rnnlab.gui.panes.learning.progress import ProgressUnit, broken_sentence
from rnnlab.gui.panes.learning.speed import SpeedPlot
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import SegmentedControl

_FEW = 3  # runs beside which there is room for the names of all lines
_UNITS: dict[str, ProgressUnit] = {"tokens": "tokens", "seconds": "seconds"}


class LearningPane(QWidget):
    """Four plots of all runs that are shown, over the tokens read or the time spent.

    Attributes:
        unit: Tokens or seconds along x.
        perplexity, loss, gradient_norm, speed: The plots.
    """

    def __init__(
        self,
        look: Look,
        runs: RunDesk,
        ngrams: NgramDesk,
        overtaking: Overtaking,
        poller: Poller,
    ) -> None:
        super().__init__()
        self._runs = runs
        self._ngrams = ngrams
        self._overtaking = overtaking
        self._dirty = True
        self._lines: set[str] = set()
        self.perplexity = PerplexityPlot(look)
        self.loss = LossPlot(look)
        self.gradient_norm = GradientNormPlot(look)
        self.speed = SpeedPlot(look)
        self._plots = (self.perplexity, self.loss, self.gradient_norm, self.speed)
        self._build(look)
        for signal in (runs.records_arrived, runs.run_changed, runs.run_removed):
            signal.connect(self._mark)
        runs.current_changed.connect(self._mark)
        overtaking.passed.connect(self._mark)
        ngrams.cleared.connect(self._on_ngrams_changed)
        ngrams.model_fitted.connect(self._on_ngrams_changed)
        ngrams.files.changed.connect(self._on_ngrams_changed)
        poller.frame.connect(self.refresh)

    def refresh(self) -> None:
        """Bring the plots that can be seen up to date, if anything has changed."""
        if not self._dirty or not self.isVisible():
            return
        self._dirty = False
        shown = self._shown()
        current = self._runs.current
        if self.perplexity.isVisible():
            self.perplexity.show_runs(shown, current if len(shown) <= _FEW else None)
            self._draw_ngrams(len(shown) > _FEW)
            standing = self._overtaking.standing(current) if current else ""
            self.perplexity.set_subtitle(broken_sentence(shown) or standing)
        if self.loss.isVisible():
            self.loss.show_runs(shown, current)
        if self.gradient_norm.isVisible():
            self.gradient_norm.show_runs(shown, current)
        if self.speed.isVisible():
            self.speed.show_runs(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What comes into sight is brought up to date."""
        if event.type() == QEvent.Type.Show:
            self._dirty = True
        return super().eventFilter(watched, event)

    def _build(self, look: Look) -> None:
        self.deck = Deck(
            look,
            {
                "Perplexity": self.perplexity,
                "Loss": self.loss,
                "Gradient norm": self.gradient_norm,
                "Speed": self.speed,
            },
        )
        self.unit = SegmentedControl({"tokens": "by tokens", "seconds": "by time"})
        self.unit.setToolTip("What the x axis counts: tokens read, or seconds of own training")
        self.unit.chosen.connect(self._on_unit_chosen)
        self.deck.header.add(self.unit)
        for plot in self._plots:
            plot.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.deck)

    def _mark(self, *_: object) -> None:
        self._dirty = True

    def _on_unit_chosen(self, key: str) -> None:
        for plot in self._plots:
            plot.set_unit(_UNITS[key])
        self._dirty = True
        self.refresh()

    def _on_ngrams_changed(self, *_: object) -> None:
        self._dirty = True
        self._draw_ngrams(len(self._shown()) > _FEW)

    def _shown(self) -> list[Run]:
        return [run for run in self._runs.runs.values() if run.visible]

    def _draw_ngrams(self, crowded: bool) -> None:
        """Draw the lines of the n-gram models; beside many runs only every second has its name.

        An infinite perplexity has no place on the axis.
        """
        wanted: dict[str, tuple[float, str, str]] = {}
        for order, perplexity in self._ngrams.perplexities.items():
            words = "" if crowded and order % 2 else f"{order}-gram"
            wanted[f"{order}-gram"] = (perplexity, words, ngram_color(order))
        for name, entry in self._ngrams.files.models.items():
            wanted[f"file {name}"] = (entry.perplexity, name, ngram_color(entry.model.order))
        finite = {key: line for key, line in wanted.items() if math.isfinite(line[0])}
        for key in self._lines - finite.keys():
            self.perplexity.remove_reference(key)
        for key, line in finite.items():
            self.perplexity.set_reference(key, *line)
        self._lines = set(finite)
