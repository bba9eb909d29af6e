"""How far back the gradient reaches: through time, over training, in matrices and weights."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from rnnlab.gui.desks.context import ContextDesk
from rnnlab.gui.desks.insight import Wish
from rnnlab.gui.desks.looking import LookDesk
from rnnlab.gui.desks.reaching import ReachDesk, measured_reach
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.panes.memory.all_weights import AllWeightsView
from rnnlab.gui.panes.memory.loss_choice import LossChoice
from rnnlab.gui.panes.memory.over_training import OverTrainingView
from rnnlab.gui.panes.memory.reach_over_training import ReachOverTrainingView
from rnnlab.gui.panes.memory.spectrum import SpectrumView
from rnnlab.gui.panes.memory.through_time import ThroughTimeView
from rnnlab.gui.panes.memory.triangle import TriangleView
from rnnlab.gui.panes.memory.used_context import UsedContextView
from rnnlab.gui.poller import Poller
from rnnlab.probes.errors import no_recurrence
from rnnlab.probes.reach import Reach

TIME, TRIANGLE, TRAINING, REACH = "Time", "Triangle", "Training", "Reach"
SPECTRUM, CONTEXT, WEIGHTS = "Spectrum", "Context", "Weights"
_WORKING = "Being worked out, from a copy of the weights."
_NEED_COPIES = {TIME, TRIANGLE, SPECTRUM, CONTEXT}


class MemoryPane(QWidget):
    """Views of the gradient and of what carries it; those that are seen are worked out.

    Attributes:
        deck: The views by title.
        layer: The choice of the layer, where there are several.
    """

    def __init__(
        self,
        look: Look,
        runs: RunDesk,
        watching: WatchDesk,
        looking: LookDesk,
        reaching: ReachDesk,
        context: ContextDesk,
        poller: Poller,
    ) -> None:
        super().__init__()
        self._runs, self._watching = runs, watching
        self._looking, self._reaching, self._context = looking, reaching, context
        self._dirty = True
        self._asked: tuple[bool, Wish] | None = None
        self._build_views(look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.deck)
        self._connect()
        poller.frame.connect(self.refresh)

    def refresh(self) -> None:
        """Bring the plots up to date, if anything has changed and they can be seen."""
        visible = self.isVisible() and not self.visibleRegion().isEmpty()
        if visible and self._dirty:
            self._dirty = False
            self._fill_layers()
            self.spectrum.offer_blocks(self._runs.current)
            self._draw()
        self._ask(visible)

    def _build_views(self, look: Look) -> None:
        self.through_time = ThroughTimeView(look)
        self.loss_at = LossChoice(self._watching)
        self.through_time.header.add_action(self.loss_at)
        self.triangle = TriangleView(look)
        self.over_training = OverTrainingView(look)
        self.reach = ReachOverTrainingView(look)
        self.spectrum = SpectrumView(look)
        self.used_context = UsedContextView(look)
        self.all_weights = AllWeightsView(look)
        self.deck = Deck(
            look,
            {
                TIME: self.through_time,
                TRIANGLE: self.triangle,
                TRAINING: self.over_training,
                REACH: self.reach,
                SPECTRUM: self.spectrum,
                CONTEXT: self.used_context,
                WEIGHTS: self.all_weights,
            },
        )
        self.layer = QComboBox()
        self.layer.setAccessibleName("Layer that is shown")
        self.deck.header.add(self.layer)
        self.layer.hide()

    def _connect(self) -> None:
        runs, watching, looking = self._runs, self._watching, self._looking
        for signal in (runs.records_arrived, runs.run_changed, runs.run_removed):
            signal.connect(self._mark)
        for signal in (runs.probe_arrived, runs.current_changed, watching.changed):
            signal.connect(self._mark)
        for signal in (looking.changed, self._context.changed, self.deck.chosen):
            signal.connect(self._mark)
        for signal in (self.layer.currentIndexChanged, self.spectrum.block_chosen):
            signal.connect(self._mark)
        self.through_time.theory_wished.connect(self._mark)
        self.through_time.step_clicked.connect(watching.set_loss_at)
        self.triangle.cell_clicked.connect(lambda row, _: watching.set_loss_at(row))
        self.through_time.hovered.connect(self._on_hovered)
        self.triangle.column_hovered.connect(watching.point_at)
        watching.step_pointed.connect(self._on_step_pointed)
        self.used_context.button.clicked.connect(self._on_measure_clicked)

    def _ask(self, visible: bool) -> None:
        """Let frozen copies be looked into for what is seen, and for nothing else."""
        wish = self._wish()
        awake = visible and bool(_NEED_COPIES & set(self.deck.shown()))
        if self._asked == (awake, wish):
            return
        self._asked = awake, wish
        self._looking.wish(wish)
        self._looking.wake(awake)

    def _wish(self) -> Wish:
        shown = self.deck.shown()
        with_theory = TIME in shown and self.through_time.theory.isChecked()
        return Wish(
            triangle=TRIANGLE in shown,
            position=self._loss_position() if with_theory else None,
            layer=max(self.layer.currentIndex(), 0),
            block=self.spectrum.chosen_block() if SPECTRUM in shown else None,
        )

    def _loss_position(self) -> int | None:
        """Index of the one loss that is followed; None where all are added."""
        at, ids = self._watching.loss_at, self._watching.ids
        if at == "all" or ids is None:
            return None
        return at if isinstance(at, int) else len(ids) - 2

    def _draw(self) -> None:
        current, layer = self._runs.current, max(self.layer.currentIndex(), 0)
        shown = [run for run in self._runs.runs.values() if run.visible]
        views = self.deck.shown()
        if TIME in views:
            sentence = self._looking.sentence_of_current()
            self.through_time.show_runs(shown, current, layer, self._looking.insights, sentence)
        if TRIANGLE in views or SPECTRUM in views:
            self._draw_insight(current)
        if TRAINING in views:
            self.over_training.show_run(current)
        if REACH in views:
            self.reach.show_runs(shown, self._reaching.tracks)
        if CONTEXT in views:
            self._draw_context(shown)
        if WEIGHTS in views:
            self.all_weights.show_runs(shown, current, layer)

    def _draw_insight(self, run: Run | None) -> None:
        """Pictures of the run in front stay until the next ones are there; others go."""
        insight = self._looking.of_current()
        waiting = self._looking.sentence_of_current() or (_WORKING if run else "")
        if insight is None or run is None:
            self.triangle.set_sentence(waiting)
            self.spectrum.set_sentence(waiting)
            return
        if insight.wish.triangle:
            layer = min(max(self.layer.currentIndex(), 0), run.config.model.layers - 1)
            self.triangle.show_insight(run, insight, layer)
            self.triangle.highlight_row(self._loss_position())
        elif self.triangle.shown_run() != run.key:
            self.triangle.set_sentence(waiting)
        if not run.config.model.is_recurrent:
            self.spectrum.set_sentence(str(no_recurrence()))
        elif insight.wish.block is not None:
            self.spectrum.show_insight(run, insight)
        elif self.spectrum.shown_run() != run.key:
            self.spectrum.set_sentence(waiting)

    def _draw_context(self, shown: list[Run]) -> None:
        desk = self._context
        self.used_context.show_runs(shown, desk.measured, self._reaches(shown))
        sentences = [desk.sentence, *(one.sentence for one in desk.measured.values())]
        sentence = " ".join(dict.fromkeys(one for one in sentences if one))
        facts = [
            f"{run.name} at step {desk.measured[run.key].step:,}"
            for run in shown
            if run.key in desk.measured
        ]
        self.used_context.show_state(desk.busy, desk.progress, sentence, " · ".join(facts))

    def _reaches(self, shown: list[Run]) -> dict[int, Reach]:
        """The reach of the top layer: over several positions where a copy was looked into."""
        found: dict[int, Reach] = {}
        for run in shown:
            insight, probe = self._looking.insights.get(run.key), run.history.last_probe
            reach = measured_reach(probe.result, layer=-1) if probe else None
            if insight is not None and insight.reaches:
                reach = insight.reaches[-1]
            if reach is not None:
                found[run.key] = reach
        return found

    def _fill_layers(self) -> None:
        run = self._runs.current
        layers = run.config.model.layers if run else 1
        self.layer.setVisible(layers > 1)
        if self.layer.count() != layers:
            with QSignalBlocker(self.layer):
                self.layer.clear()
                self.layer.addItems([f"Layer {number}" for number in range(1, layers + 1)])
                self.layer.setCurrentIndex(layers - 1)

    def _mark(self, *_: object) -> None:
        self._dirty = True

    def _on_hovered(self, x: float | None) -> None:
        self._watching.point_at(None if x is None else round(x) - 1)

    def _on_step_pointed(self, index: int) -> None:
        place = None if index < 0 else index
        if not self.through_time.canvas.underMouse():
            self.through_time.highlight(None if place is None else place + 1.0)
        if not self.triangle.canvas.underMouse():
            self.triangle.highlight_column(place)

    def _on_measure_clicked(self) -> None:
        if self._context.busy:
            self._context.cancel()
        else:
            self._context.measure()
