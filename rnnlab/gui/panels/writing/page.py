"""What the pages of the writing dock have in common."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rnnlab.config import SamplingConfig
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.panels.writing.prime_field import PrimeField
from rnnlab.gui.panels.writing.sampling_controls import SamplingControls


@dataclass(frozen=True)
class Inputs:
    """What all pages start from.

    Attributes:
        runs: Know the current run.
        prime: What is read first.
        controls: How the next token is chosen.
    """

    runs: RunDesk
    prime: PrimeField
    controls: SamplingControls

    @property
    def run(self) -> Run | None:
        """The current run, if it can read the prime text."""
        run = self.runs.current
        return run if run is not None and self.prime.readable_by(run.codec) else None

    def text(self) -> str:
        """The prime text."""
        return self.prime.text()

    def config(self) -> SamplingConfig:
        """The choices."""
        return self.controls.config()


class Page(QWidget):
    """Base of a page, whose work the big button of the dock begins and stops.

    Attributes:
        words: Of the button when nothing is under way.
        stop_words: Of the button while something is.
        icon_name: Of the button when nothing is under way.

    Signals:
        state_changed: `busy` or `ready` gives something else.
    """

    state_changed = Signal()
    words = "Write"
    stop_words = "Stop"
    icon_name = "pencil"
    uses_controls = True
    uses_temperature = True

    def ready(self) -> bool:
        """Whether `begin` can do something."""
        raise NotImplementedError

    def busy(self) -> bool:
        """Whether something is under way that `stop` ends."""
        raise NotImplementedError

    def begin(self) -> None:
        """Do what the page is for."""
        raise NotImplementedError

    def stop(self) -> None:
        """End it."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Follow the current run and the open text."""


def is_char(run_or_none: Run | None) -> bool:
    """Whether the tokens of a run are characters, as they are without a run."""
    return run_or_none is None or run_or_none.codec.config.unit == "char"
