"""A button that says which n-gram models are asked, and a list to tick."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from rnnlab.gui.desks.believing import BeliefDesk


class OrdersButton(QPushButton):
    """The highest order is asked until others are ticked.

    Args:
        desk: Knows which orders there are.
    """

    def __init__(self, desk: BeliefDesk) -> None:
        super().__init__()
        self._desk = desk
        self._offered: list[int] = []
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setAccessibleName("n-gram models that are asked")
        self.setToolTip("Which n-gram models are asked beside the runs that are shown")
        self.refresh()

    def refresh(self) -> None:
        """Offer the orders that are counted, and name the chosen ones."""
        offered, chosen = self._desk.fitted_orders(), self._desk.chosen_orders()
        if offered != self._offered:
            self._offered = offered
            self._offer()
        for action in self._menu.actions():
            action.setChecked(action.data() in chosen)
        words = _listed(sorted(chosen))
        self.setText(f"n-grams: {words or ('none' if offered else '…')}")
        self.setEnabled(bool(offered))

    def tick(self, order: int, on: bool) -> None:
        """Ask the model of an order, or no more."""
        chosen = set(self._desk.chosen_orders())
        chosen = chosen | {order} if on else chosen - {order}
        self._desk.choose_orders(frozenset(chosen))
        self.refresh()

    def _offer(self) -> None:
        self._menu.clear()
        for order in self._offered:
            action = QAction(f"{order}-gram", self._menu)
            action.setCheckable(True)
            action.setData(order)
            action.triggered.connect(lambda on, order=order: self.tick(order, on))
            self._menu.addAction(action)


def _listed(orders: list[int]) -> str:
    """“2, 4”, or “1–6” where many follow each other."""
    if len(orders) > 2 and orders[-1] - orders[0] == len(orders) - 1:
        return f"{orders[0]}–{orders[-1]}"
    return ", ".join(map(str, orders))
