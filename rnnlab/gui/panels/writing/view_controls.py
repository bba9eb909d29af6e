"""What is shown of a written text besides its words."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.panels.writing.copied_marks import SHORTEST
from rnnlab.gui.panels.writing.sample_view import SampleView

_LONGEST = 1_000


class ViewControls(FlowRow):
    """Two switches for all texts: grounds by probability, and marks on what is copied.

    Args:
        look: Gives lengths.
        views: The texts.
    """

    def __init__(self, look: Look, views: Sequence[SampleView]) -> None:
        super().__init__(look)
        self._views = views
        self.shades = QCheckBox("Shade unlikely")
        self.shades.setChecked(True)
        self.shades.setToolTip(
            "The ground of a token is the stronger, the less likely it was to the model itself: "
            "none for certain, the strongest for 1 in 256 or less."
        )
        self.copies = QCheckBox("Mark copies from")
        self.copies.setToolTip(
            "Underline pieces of at least so many tokens that stand in the training text, and dot "
            "words that do not; click one to see the passage."
        )
        self.shortest = QSpinBox()
        self.shortest.setRange(1, _LONGEST)
        self.shortest.setValue(SHORTEST)
        self.shortest.setAccessibleName("Shortest copy that is marked")
        for widget in (self.shades, self._with_length()):
            self.add(widget)
        self.shades.toggled.connect(self._shade)
        self.copies.toggled.connect(self.mark_copies)
        self.shortest.valueChanged.connect(self._set_shortest)

    def mark_copies(self, on: bool) -> None:
        """Mark copies in all texts, or no more."""
        with QSignalBlocker(self.copies):
            self.copies.setChecked(on)
        for view in self._views:
            view.marks.set_on(on)

    def _with_length(self) -> QWidget:
        together = QWidget()
        row = QHBoxLayout(together)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.copies, self.shortest):
            row.addWidget(widget)
        return together

    def _shade(self, on: bool) -> None:
        for view in self._views:
            view.view.set_shaded(on)

    def _set_shortest(self, tokens: int) -> None:
        for view in self._views:
            view.marks.set_shortest(tokens)
