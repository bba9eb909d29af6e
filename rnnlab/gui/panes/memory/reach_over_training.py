"""The memory reach of every run as training goes on."""

from collections.abc import Mapping

import numpy as np

from rnnlab.gui.desks.reaching import ReachTrack
from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.memory.reach_words import tokens
from rnnlab.gui.plots import CurvePlot

_HALF_LIVES = (0.3, 300.0)  # fixed, so that runs on different texts can be compared
_EXPLANATION = (
    "The half-life of the gradient through time: the tokens over which the fitted line "
    "ln <i>g</i>(<i>k</i>) = <i>a</i> + <i>s</i>·<i>k</i> halves, ln ½ / <i>s</i>, at each look "
    "during training. "
    "The higher the line, the further back a loss can teach; a gap means that the gradient did "
    "not shrink with distance, or that the losses of all steps were added. "
    "It is fitted to the one loss that is followed on the watched text, so that a single point "
    "may jump; the spread over several positions stands in Through time."
)
_EMPTY = "The half-life of the gradient, recorded while a model trains."


class ReachOverTrainingView(CurvePlot):
    """Half-life over training tokens, for every visible run."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Reach over training",
            _EXPLANATION,
            x_label="training tokens",
            y_label="half-life in tokens",
        )
        self.grows = True
        self.set_y_log(True)
        self.set_y_range(_HALF_LIVES)
        self.set_empty_text(_EMPTY)

    def show_runs(self, runs: list[Run], tracks: Mapping[int, ReachTrack]) -> None:
        """Draw what has been recorded of these runs."""
        drawn: dict[str, str] = {}
        without: list[str] = []
        for run in runs:
            track = tracks.get(run.key)
            if not run.config.model.is_recurrent:
                without.append(run.name)
                continue
            if track is None or len(track.tokens) < 2:
                continue
            half_lives = np.array(track.half_lives, dtype=np.float64)
            shown = np.where(np.isfinite(half_lives), half_lives, np.nan)
            read = np.array(track.tokens, dtype=np.float64)
            color = run_color(run.cell, run.shade)
            self.set_curve(str(run.key), read, shown, color, run.name)
            drawn[str(run.key)] = f"{run.name} {tokens(track.half_lives[-1])}"
        for key in self.curve_keys():
            if key not in drawn:
                self.remove_curve(key)
        now = f"half-life now, in tokens: {' · '.join(drawn.values())}" if drawn else ""
        none = f"without recurrence, so without half-life: {', '.join(without)}" if without else ""
        self.set_empty_text(none or _EMPTY)
        self.set_subtitle(" · ".join(words for words in (now, none) if words))
