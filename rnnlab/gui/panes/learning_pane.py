"""Loss and perplexity over training, for every run that is shown."""

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.overtaking import Overtaking
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.look import Look, ngram_color, run_color
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.plots import CurvePlot, FloatArray
from rnnlab.gui.poller import Poller

_LARGEST_LOSS = 700.0
_PERPLEXITY = (
    "Perplexity is how many tokens the model hesitates between: <i>exp</i>(mean loss). "
    "Grey lines are n-gram models of the same text, measured on the same validation tokens. "
    "A curve that sinks under a line has learnt more than counting can tell."
)
_LOSS = (
    "The loss is the mean of −log <i>p</i>(next token), in nats. "
    "Thin: each batch; thick: their moving average; dashed: text the model never learns from. "
    "When training falls and validation rises, the model learns by heart."
)


class LearningPane(QWidget):
    """Two plots over the training tokens: perplexity with the n-gram lines, and loss."""

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
        self.perplexity = CurvePlot(
            look, "Perplexity", _PERPLEXITY, x_label="training tokens", y_label="perplexity"
        )
        self.perplexity.set_y_log(True)
        self.perplexity.set_empty_text("Press Train: the curve begins within two seconds.")
        self.loss = CurvePlot(
            look, "Loss", _LOSS, x_label="training tokens", y_label="nats per token"
        )
        self.loss.set_empty_text("Press Train: the curve begins within two seconds.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Deck(look, {"Perplexity": self.perplexity, "Loss": self.loss}))
        for signal in (runs.records_arrived, runs.run_changed, runs.run_removed):
            signal.connect(self._mark)
        runs.current_changed.connect(self._mark)
        overtaking.passed.connect(self._mark)
        ngrams.cleared.connect(self._on_ngrams_changed)
        ngrams.model_fitted.connect(self._on_ngrams_changed)
        poller.frame.connect(self.refresh)

    def refresh(self) -> None:
        """Bring the plots up to date, if anything has changed and they can be seen."""
        if not self._dirty or not self.isVisible():
            return
        self._dirty = False
        shown = [run for run in self._runs.runs.values() if run.visible]
        wanted: set[str] = set()
        for run in shown:
            wanted |= self._draw_run(run)
        for plot in (self.perplexity, self.loss):
            for key in plot.curve_keys():
                if key not in wanted:
                    plot.remove_curve(key)
        current = self._runs.current
        self.perplexity.set_subtitle(self._overtaking.standing(current) if current else "")

    def _draw_run(self, run: Run) -> set[str]:
        """Give the plots a run's curves; returns their keys."""
        color = run_color(run.cell, run.shade)
        current = run is self._runs.current
        valid, train = run.history.validation, run.history.training
        tokens, losses = valid.column("tokens"), valid.column("loss")
        valid_key = f"{run.key}-valid"
        self.perplexity.set_curve(valid_key, tokens, _perplexity(losses), color, run.name)
        if not current:
            self.loss.set_curve(valid_key, tokens, losses, color, run.name, "dashed")
            return {valid_key}
        batch_key, train_key = f"{run.key}-batch", f"{run.key}-train"
        read, smoothed = train.column("tokens"), train.column("smoothed_loss")
        self.perplexity.set_curve(train_key, read, _perplexity(smoothed), color, "training", "thin")
        self.loss.set_curve(batch_key, read, train.column("loss"), "edge", "", "thin")
        self.loss.set_curve(train_key, read, smoothed, color, f"{run.name}, training")
        self.loss.set_curve(valid_key, tokens, losses, color, "validation", "dashed")
        return {valid_key, batch_key, train_key}

    def _mark(self, *_: object) -> None:
        self._dirty = True

    def _on_ngrams_changed(self, *_: object) -> None:
        self._dirty = True
        for order in range(1, 10):
            perplexity = self._ngrams.perplexities.get(order)
            if perplexity is None:
                self.perplexity.remove_reference(f"{order}-gram")
            else:
                self.perplexity.set_reference(
                    f"{order}-gram", perplexity, f"{order}-gram", ngram_color(order)
                )


def _perplexity(losses: FloatArray) -> FloatArray:
    return np.asarray(np.exp(np.minimum(losses, _LARGEST_LOSS)))
