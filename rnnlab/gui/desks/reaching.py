"""The memory reach of every run over its training."""

from __future__ import annotations

from PySide6.QtCore import QObject

from rnnlab.config import UserError
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.probes.reach import Reach, fit_reach, reach_by_input
from rnnlab.probes.result import ProbeResult

MOST_POINTS = 1_000


class ReachTrack:
    """Half-lives at many moments of training, bounded in number.

    Attributes:
        tokens: Training tokens read at each moment.
        half_lives: In tokens; infinite where the gradient does not shrink with distance.
    """

    def __init__(self) -> None:
        self.tokens: list[int] = []
        self.half_lives: list[float] = []

    def add(self, tokens: int, half_life: float) -> None:
        """Add a moment; going back in training forgets what came after."""
        while self.tokens and self.tokens[-1] >= tokens:
            self.tokens.pop()
            self.half_lives.pop()
        self.tokens.append(tokens)
        self.half_lives.append(half_life)
        if len(self.tokens) > MOST_POINTS:
            del self.tokens[1::2], self.half_lives[1::2]


class ReachDesk(QObject):
    """Fits a line to every look inside that follows one loss; see `rnnlab.probes.reach`.

    Attributes:
        tracks: By run; of the top layer.
    """

    def __init__(self, runs: RunDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.tracks: dict[int, ReachTrack] = {}
        runs.probe_arrived.connect(self._on_probe_arrived)
        runs.run_removed.connect(lambda key: self.tracks.pop(key, None))

    def _on_probe_arrived(self, key: int) -> None:
        run = self._runs.runs.get(key)
        probe = run.history.last_probe if run else None
        if probe is None:
            return
        reach = measured_reach(probe.result, layer=-1)
        if reach is not None and reach.verdict not in ("too short", "wall", "flat"):
            track = self.tracks.setdefault(key, ReachTrack())
            track.add(probe.tokens, reach.half_life)


def measured_reach(result: ProbeResult, layer: int) -> Reach | None:
    """The reach of one loss; None where many losses are added or a norm is no number."""
    if result.loss_at == "all":
        return None
    last = loss_position(result)
    curve = result.hidden_gradient_norm[layer, : last + 1][::-1]
    try:
        return reach_by_input([curve]) if result.by_input else fit_reach([curve])
    except UserError:
        return None


def loss_position(result: ProbeResult) -> int:
    """Index of the step of the loss; that of the last one where all are added."""
    return result.loss_at if isinstance(result.loss_at, int) else len(result.inputs) - 1
