"""The gradient of the weights, step by step: of all together, and by group."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.panes.memory.total_gradient import TotalPlot
from rnnlab.gui.panes.memory.weight_groups import GroupGradientPlot, UpdatePlot
from rnnlab.gui.widgets import SegmentedControl

ALL, GROUPS, UPDATES = "all", "groups", "updates"


class AllWeightsView(QWidget):
    """Three plots of which one is chosen.

    Args:
        look: Gives lengths and colours.

    Attributes:
        page: ``all``, ``groups`` or ``updates``.
        total: The gradient of all weights, for every run.
        groups: The same by group, for the run in front.
        updates: How far a step moves a group.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[Sequence[Run], Run | None, int] = ((), None, 0)
        self.page = SegmentedControl(
            {ALL: "All weights", GROUPS: "By group", UPDATES: "Update ÷ weight"}
        )
        self.page.chosen.connect(self._on_page_chosen)
        self.total = TotalPlot(look)
        self.groups = GroupGradientPlot(look)
        self.updates = UpdatePlot(look)
        self._plots = {ALL: self.total, GROUPS: self.groups, UPDATES: self.updates}
        self._stack = QStackedWidget()
        for plot in self._plots.values():
            self._stack.addWidget(plot)
        row = FlowRow(look)
        row.add(self.page)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(row)
        self._column.addWidget(self._stack, 1)
        look.changed.connect(self._space_out)
        self._space_out()

    def show_runs(self, runs: Sequence[Run], current: Run | None, layer: int) -> None:
        """Draw training so far.

        Args:
            runs: Those that are visible.
            current: The one in front.
            layer: Whose groups are shown, counted from the input.
        """
        self._shown = runs, current, layer
        self._draw()

    def _draw(self) -> None:
        """The chosen plot alone: what is behind it costs nothing."""
        runs, current, layer = self._shown
        match self.page.value():
            case "groups":
                self.groups.show_run(current, layer)
            case "updates":
                self.updates.show_run(current, layer)
            case _:
                self.total.show_runs(runs, current)

    def _on_page_chosen(self, key: str) -> None:
        self._draw()
        self._stack.setCurrentWidget(self._plots[key])

    def _space_out(self) -> None:
        self._column.setSpacing(self._look.px(4))
