"""What broke, collected and told: at most one dialog at a time."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from rnnlab.gui.crash.dialog import CrashDialog
from rnnlab.gui.crash.hooks import Caught, Hooks
from rnnlab.gui.crash.report import make_report, without_secrets

logger = logging.getLogger(__name__)

_LOOK_MILLISECONDS = 200
_MOST_REPORTS = 5

_WINDOW = "Something in the window broke, and what you did last may not have worked."
_HARD = "rnnlab broke down when it was open the last time; this is the trace it has left."


@dataclass(frozen=True)
class Situation:
    """What a report says about the moment.

    Attributes:
        facts: Such as the device.
        settings: Of the run in front.
        safe: A sentence on what is safe.
    """

    facts: Mapping[str, Any]
    settings: Mapping[str, Any]
    safe: str


_UNKNOWN = Situation({}, {}, "Save the runs that matter to you, and start rnnlab again.")


class Crashes(QObject):
    """Tells what broke in one dialog; while that is open the rest is counted.

    Args:
        window: Parent of the dialog.
        situation: Asked when something breaks.
    """

    def __init__(self, window: QWidget, situation: Callable[[], Situation]) -> None:
        super().__init__(window)
        self._window = window
        self._situation = situation
        self._hooks: Hooks | None = None
        self._traces: list[str] = []
        self.dialog: CrashDialog | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def watch(self, hooks: Hooks) -> None:
        """Tell what these hooks collect, from whichever thread it came."""
        self._hooks = hooks
        self._timer.start()

    def stop(self) -> None:
        """Tell nothing more."""
        self._timer.stop()

    def look(self) -> None:
        """Tell what has been collected."""
        for caught in self._hooks.take() if self._hooks else ():
            self._take(caught)

    def tell(self, sentence: str, trace: str) -> None:
        """Tell of something that broke.

        Args:
            sentence: What it means to the person.
            trace: A traceback.
        """
        if self.dialog is not None:
            self._count(trace)
            return
        now = self._situation_now()
        report = make_report(trace, now.facts, now.settings)
        self._traces = [trace]
        self.dialog = CrashDialog(sentence, now.safe, report, self._window)
        self.dialog.destroyed.connect(self._on_closed)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.show()

    def tell_hard_crash(self, trace: str) -> None:
        """Tell of the end of the process before this one."""
        self.tell(_HARD, trace)

    def _situation_now(self) -> Situation:
        """What there is to say of the moment, unless that is what broke."""
        try:
            return self._situation()
        except Exception:
            logger.exception("the situation could not be told")
            return _UNKNOWN

    def _take(self, caught: Caught) -> None:
        self.tell(_WINDOW, caught.trace)

    def _count(self, trace: str) -> None:
        assert self.dialog is not None
        new = trace not in self._traces and len(self._traces) < _MOST_REPORTS
        if new:
            self._traces.append(trace)
        self.dialog.count_again(without_secrets(trace) if new else "")

    def _on_closed(self) -> None:
        self.dialog = None
