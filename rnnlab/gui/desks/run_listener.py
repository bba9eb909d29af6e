"""What the training threads tell, taken note of in their runs."""

from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.run_book import RunBook
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.jobs.messages import RunMessage
from rnnlab.training.records import (
    Diverged,
    Failed,
    Finished,
    Paused,
    ProbeRecord,
    Record,
    Refused,
    Resumed,
    Started,
    StateRecord,
    Stopped,
    WriterRecord,
)

_ENDINGS: dict[type, Status] = {
    Finished: Status.FINISHED,
    Stopped: Status.STOPPED,
    Diverged: Status.DIVERGED,
    Failed: Status.FAILED,
}


class RunListener(RunBook):
    """Brings what threads tell into the runs, and tells the window.

    Signals:
        records_arrived: Runs have new numbers; carries the set of their keys.
        probe_arrived: A look inside a run is there, in its history; carries the key.
        writer_arrived: A copy of a run's weights to write with; key and `WriterRecord`.
        state_arrived: Everything of a run, to save it; key and `StateRecord`.
        refused: A run has no memory for what was asked of it; key and `Refused`.
        failed: A run broke by a bug; a sentence and a report to copy.
    """

    records_arrived = Signal(object)
    probe_arrived = Signal(int)
    writer_arrived = Signal(int, object)
    state_arrived = Signal(int, object)
    refused = Signal(int, object)
    failed = Signal(str, str)

    def __init__(self, texts: TextDesk, parent: QObject | None = None) -> None:
        super().__init__(texts, parent)
        self._touched: set[int] = set()

    def receive(self, message: RunMessage) -> None:
        """Take note of what a training thread tells."""
        run = self.runs[message.run]
        self._note(run, message.record)
        self._touched.add(run.key)

    def tell_changes(self) -> None:
        """Tell once a frame which runs have new numbers."""
        if self._touched:
            touched, self._touched = self._touched, set()
            self.records_arrived.emit(touched & set(self.runs))

    def _note(self, run: Run, record: Record) -> None:
        run.history.add(record)
        match record:
            case Started():
                run.facts = record
                self.run_changed.emit(run.key)
            case Paused() | Resumed():
                paused = isinstance(record, Paused)
                self._set_status(run, Status.PAUSED if paused else Status.TRAINING)
            case ProbeRecord():
                self.probe_arrived.emit(run.key)
            case WriterRecord():
                self.writer_arrived.emit(run.key, record)
            case StateRecord():
                self.state_arrived.emit(run.key, record)
            case Refused():
                self.refused.emit(run.key, record)
            case Finished() | Stopped() | Diverged() | Failed():
                self._end(run, record)
            case _:
                run.unsaved = True

    def _end(self, run: Run, record: Finished | Stopped | Diverged | Failed) -> None:
        if run.job:
            run.job.join()
        run.sentence = getattr(record, "sentence", "")
        run.remedy = getattr(record, "remedy", {})
        if run.job and run.job.trainer is None and run.saved is None:
            run.unsaved = False  # there is nothing that it has learnt
        self._set_status(run, _ENDINGS[type(record)])
        if isinstance(record, Failed) and record.report:
            self.failed.emit(record.sentence, record.report)
        self._on_ended(run)

    def _on_ended(self, run: Run) -> None:
        """Do what waited for the end of a thread."""

    def _set_status(self, run: Run, status: Status) -> None:
        run.status = status
        self.run_changed.emit(run.key)
