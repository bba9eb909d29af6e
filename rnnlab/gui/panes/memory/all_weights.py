"""The gradient of the weights, step by step: of all together, and by group."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look
from rnnlab.gui.panes.memory.total_gradient import TotalPlot
from rnnlab.gui.panes.memory.weight_groups import GroupGradientPlot, UpdatePlot

ALL, GROUPS, UPDATES = "all", "groups", "updates"
_PAGES = {ALL: "All weights", GROUPS: "By group", UPDATES: "Update ÷ weight"}


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
        self._shown: tuple[Sequence[Run], Run | None, int] = ((), None, 0)
        self.page = ALL
        self.total = TotalPlot(look)
        self.groups = GroupGradientPlot(look)
        self.updates = UpdatePlot(look)
        self._plots = {ALL: self.total, GROUPS: self.groups, UPDATES: self.updates}
        self._stack = QStackedWidget()
        for key, plot in self._plots.items():
            self._stack.addWidget(plot)
            plot.header.add_action(self._choice(key))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def choose(self, page: str) -> None:
        """Show one of the plots."""
        self.page = page
        self._draw()
        self._stack.setCurrentWidget(self._plots[page])

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
        match self.page:
            case "groups":
                self.groups.show_run(current, layer)
            case "updates":
                self.updates.show_run(current, layer)
            case _:
                self.total.show_runs(runs, current)

    def _choice(self, page: str) -> QComboBox:
        """For the head of a plot: it stays at its plot and brings the chosen one."""
        choice = QComboBox()
        choice.setAccessibleName("What is shown of the weights")
        for key, words in _PAGES.items():
            choice.addItem(words, key)
        choice.setCurrentIndex(list(_PAGES).index(page))

        def chosen(index: int) -> None:
            self.choose(choice.itemData(index))
            choice.setCurrentIndex(list(_PAGES).index(page))

        choice.activated.connect(chosen)
        return choice
