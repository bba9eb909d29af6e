"""Loss over training."""

from PySide6.QtWidgets import QToolButton

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.learning.progress import (
    broken_sentence,
    training_progress,
    validation_progress,
)
from rnnlab.gui.panes.learning.run_plot import RunPlot

_EXPLODED = 20.0  # times the first loss
_EXPLANATION = (
    "The loss is the mean of −log <i>p</i>(next token), in nats. "
    "Thick: the moving average over the training batches, which are drawn thin for a run that is "
    "alone; dashed: the text that the run in front never learns from. "
    "When training falls and validation rises, the model learns by heart."
)


class LossPlot(RunPlot):
    """The smoothed training loss of every run; of the one in front also the validation loss.

    Attributes:
        log_button: Makes the y axis logarithmic; pressed by itself when a loss has exploded.
    """

    def __init__(self, look: Look) -> None:
        self._runs: list[Run] = []
        super().__init__(look, "Loss", _EXPLANATION, "nats per token")
        self.log_button = QToolButton(self.header)
        self.log_button.setText("log")
        self.log_button.setCheckable(True)
        self.log_button.setToolTip("Logarithmic loss axis: for a loss that explodes")
        self.log_button.setAccessibleName("Logarithmic loss axis")
        self.log_button.toggled.connect(self.set_y_log)
        self.log_button.clicked.connect(self._on_clicked)
        self.header.add_action(self.log_button)
        self._chosen_by_hand = False

    def set_y_log(self, log: bool) -> None:
        """Make the y axis logarithmic or linear; the marks move with it."""
        super().set_y_log(log)
        self.mark_breaks(self._runs, "smoothed_loss")

    def show_runs(self, runs: list[Run], current: Run | None) -> None:
        """Draw the runs."""
        self._runs = runs
        if not self._chosen_by_hand:
            self.log_button.setChecked(any(_has_exploded(run) for run in runs))
        wanted: set[str] = set()
        for run in runs:
            wanted |= self._draw(run, alone=len(runs) == 1)
        if current is not None and current in runs:
            wanted.add(self._draw_validation(current))
        self.keep_only(wanted)
        self.mark_breaks(runs, "smoothed_loss")
        self.set_subtitle(broken_sentence(runs))

    def _on_clicked(self) -> None:
        self._chosen_by_hand = True

    def _draw(self, run: Run, alone: bool) -> set[str]:
        training, color = run.history.training, run_color(run.cell, run.shade)
        x, smoothed = training_progress(run, self.unit), training.column("smoothed_loss")
        train_key, batch_key = f"{run.key}-train", f"{run.key}-batch"
        words = f"{run.name}, training" if alone else run.name
        if alone:
            self.set_curve(batch_key, x, training.column("loss"), "edge", "", "thin")
        self.set_curve(train_key, x, smoothed, color, words)
        return {train_key, batch_key} if alone else {train_key}

    def _draw_validation(self, run: Run) -> str:
        key, losses = f"{run.key}-valid", run.history.validation.column("loss")
        color = run_color(run.cell, run.shade)
        x = validation_progress(run, self.unit)
        self.set_curve(key, x, losses, color, "validation", "dashed")
        return key


def _has_exploded(run: Run) -> bool:
    """Whether a loss is so far above the first one that the rest would look like a flat line."""
    losses = run.history.training.column("smoothed_loss")
    return bool(len(losses)) and float(losses.max()) > _EXPLODED * float(losses[0])
