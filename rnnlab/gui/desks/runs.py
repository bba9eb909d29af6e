"""The runs of the window: what they are, which is in front, and their training."""

import itertools
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from rnnlab.config import RunConfig, UserError, Value, all_settings
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.run import Run, Status, default_name
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.jobs.messages import RunMessage
from rnnlab.jobs.training_job import TrainingJob
from rnnlab.training.commands import Watch
from rnnlab.training.history import History
from rnnlab.training.records import (
    Diverged,
    Failed,
    Finished,
    Paused,
    ProbeRecord,
    Record,
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


class RunDesk(QObject):
    """Owns the runs, starts and steers their threads, receives what they tell.

    Signals:
        settings_changed: `settings`, the choices for the next run, are others.
        run_added, run_removed: Carry the key.
        run_changed: Name, status, visibility or facts of a run are others; carries the key.
        current_changed: Another run is in front, or none.
        records_arrived: Runs have new numbers; carries the set of their keys.
        probe_arrived: A look inside a run is there, in its history; carries the key.
        writer_arrived: A copy of a run's weights to write with; key and `WriterRecord`.
        state_arrived: Everything of a run, to save it; key and `StateRecord`.
        failed: A run broke by a bug; a sentence and a report to copy.
    """

    settings_changed = Signal()
    run_added = Signal(int)
    run_removed = Signal(int)
    run_changed = Signal(int)
    current_changed = Signal()
    records_arrived = Signal(object)
    probe_arrived = Signal(int)
    writer_arrived = Signal(int, object)
    state_arrived = Signal(int, object)
    failed = Signal(str, str)

    def __init__(
        self, background: Background, texts: TextDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._texts = texts
        self._keys = itertools.count(1)
        self._touched: set[int] = set()
        self._resetting: dict[int, Callable[[], None] | None] = {}
        self._removing: set[int] = set()
        self._watch: Watch | None = None
        self.runs: dict[int, Run] = {}
        self.current: Run | None = None
        self.settings = RunConfig()
        texts.corpus_changed.connect(self._on_corpus_changed)
        texts.refused.connect(self._on_text_refused)

    # choices

    def set_setting(self, name: str, value: Value) -> None:
        """Choose a value for the next run; live settings reach the current run at once.

        Raises:
            ConfigError: The value or the combination cannot be used.
        """
        settings = self.settings.changed(**{name: value})
        declarations = all_settings()
        run = self.current
        if run is not None and declarations[name].live and not run.ended:
            run.config = run.config.changed(**{name: value})
            if run.active and run.job:
                run.job.change({name: value})
        text_changed = settings.text != self.settings.text
        self.settings = settings
        self.settings_changed.emit()
        if text_changed:
            self._texts.set_config(settings.text)

    def settings_make_new_run(self) -> bool:
        """Whether Train would begin a new run rather than go on with the current one."""
        run = self.current
        if run is None or run.ended:
            return True
        return run.config != self.settings or run.corpus is not self._texts.corpus

    # steering

    def train(self) -> None:
        """Go on with the current run, or begin a new one where the settings ask for it."""
        if self._put_off(self.train):
            return
        if self.settings_make_new_run():
            self._begin()
        else:
            self._go_on()

    def pause(self) -> None:
        """Let the current run wait."""
        if self.current and self.current.job and self.current.active:
            self.current.job.pause()

    def step_once(self) -> None:
        """Make one step and wait; begins a run if there is none to go on with."""
        if self._put_off(self.step_once):
            return
        run = self.current
        if run and run.active and run.job:
            run.job.step_once()
        elif self.settings_make_new_run():
            self._begin(single_step=True)
        else:
            self._go_on(single_step=True)

    def stop(self) -> None:
        """End the current run's thread after its batch; it may go on later."""
        if self.current and self.current.job and self.current.active:
            self.current.job.stop()

    def reset(self) -> None:
        """Put the current run back to its initial weights."""
        run = self.current
        if run is None:
            return
        if run.active and run.job:
            self._resetting[run.key] = None
            run.job.stop()
        else:
            self._reset(run)

    def watch(self, watch: Watch) -> None:
        """Choose what is looked at in all runs of the open text from now on."""
        self._watch = watch
        for run in self.runs.values():
            if run.active and run.job and run.corpus is self._texts.corpus:
                run.job.watch(watch.ids, watch.loss_at)

    # the list of runs

    def select(self, key: int) -> None:
        """Put a run in front: its settings are shown and the transport steers it."""
        run = self.runs[key]
        if run is self.current:
            return
        self.current = run
        self.settings = run.config
        here = run.corpus is self._texts.corpus
        if run.corpus is not None and run.source is not None and not here:
            self._texts.open_corpus(run.source, run.corpus)
        self.settings_changed.emit()
        self.current_changed.emit()

    def rename(self, key: int, name: str) -> None:
        """Give a run another name; an empty one is passed over."""
        if name.strip():
            self.runs[key].name = name.strip()
            self.run_changed.emit(key)

    def set_visible(self, key: int, visible: bool) -> None:
        """Show or hide a run's curves."""
        self.runs[key].visible = visible
        self.run_changed.emit(key)

    def set_pinned(self, key: int, pinned: bool) -> None:
        """A pinned run stays at the top and is not removed by “remove all”."""
        self.runs[key].pinned = pinned
        self.run_changed.emit(key)

    def remove(self, key: int) -> None:
        """Forget a run; one that trains is stopped first."""
        run = self.runs[key]
        if run.active and run.job:
            self._removing.add(key)
            run.job.stop()
            return
        del self.runs[key]
        if self.current is run:
            self.current = None
            self.current_changed.emit()
        self.run_removed.emit(key)

    def add(self, run: Run) -> None:
        """Put a run into the list and in front."""
        self.runs[run.key] = run
        self.run_added.emit(run.key)
        self.select(run.key)

    def new_key(self) -> int:
        """A key that no run has."""
        return next(self._keys)

    def new_shade(self, cell: str) -> int:
        """How many runs with this cell there are."""
        return sum(run.cell == cell for run in self.runs.values())

    # receiving

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

    def shut_down(self) -> None:
        """Stop all training and wait for the threads."""
        jobs = [run.job for run in self.runs.values() if run.job]
        for job in jobs:
            job.stop()
        self._background.mailbox.close()
        for job in jobs:
            job.join()

    def _note(self, run: Run, record: Record) -> None:
        run.history.add(record)
        match record:
            case Started():
                run.facts = record
                self.run_changed.emit(run.key)
            case Paused():
                self._set_status(run, Status.PAUSED)
            case Resumed():
                self._set_status(run, Status.TRAINING)
            case ProbeRecord():
                self.probe_arrived.emit(run.key)
            case WriterRecord():
                self.writer_arrived.emit(run.key, record)
            case StateRecord():
                self.state_arrived.emit(run.key, record)
            case Finished() | Stopped() | Diverged() | Failed():
                self._end(run, record)
            case _:
                run.unsaved = True

    def _end(self, run: Run, record: Finished | Stopped | Diverged | Failed) -> None:
        if run.job:
            run.job.join()
        run.sentence = getattr(record, "sentence", "")
        self._set_status(run, _ENDINGS[type(record)])
        if isinstance(record, Failed) and record.report:
            self.failed.emit(record.sentence, record.report)
        if run.key in self._resetting:
            wished = self._resetting.pop(run.key)
            self._reset(run)
            if wished is not None and run is self.current:
                wished()
        if run.key in self._removing:
            self._removing.discard(run.key)
            self.remove(run.key)

    def _set_status(self, run: Run, status: Status) -> None:
        run.status = status
        self.run_changed.emit(run.key)

    def _begin(self, single_step: bool = False) -> None:
        corpus = self._texts.corpus
        if corpus is None:
            raise UserError("Open a text first: there is nothing to learn from.")
        config = self.settings
        run = Run(
            key=self.new_key(),
            name=default_name(config, {run.name for run in self.runs.values()}),
            config=config,
            codec=corpus.codec,
            shade=self.new_shade(config.model.cell),
            corpus=corpus,
            source=self._texts.source,
        )
        self.add(run)
        self._start_job(run, single_step)

    def _go_on(self, single_step: bool = False) -> None:
        run = self.current
        assert run is not None
        if run.active and run.job:
            run.job.resume()
            return
        if run.corpus is None:
            raise UserError(f"Open the text of “{run.name}” to go on training it.")
        self._start_job(run, single_step)

    def _start_job(self, run: Run, single_step: bool) -> None:
        trainer = run.trainer()
        make = run.make_trainer if trainer is None else lambda: trainer
        mailbox = self._background.mailbox
        watch = self._watch if run.corpus is self._texts.corpus else None
        run.job = TrainingJob(run.key, make, mailbox, watch, paused=single_step)
        run.job.change(_live_values(run.config))  # they may have changed while it rested
        if single_step:
            run.job.step_once()
        run.sentence = ""
        run.job.start()
        self._set_status(run, Status.PAUSED if single_step else Status.TRAINING)

    def _put_off(self, wish: Callable[[], None]) -> bool:
        """Keep a wish until the current run, which is being reset, has stopped."""
        if self.current is None or self.current.key not in self._resetting:
            return False
        self._resetting[self.current.key] = wish
        return True

    def _reset(self, run: Run) -> None:
        run.history = History()
        run.job = None
        run.saved = None
        run.facts = None
        run.sentence = ""
        run.unsaved = False
        self._set_status(run, Status.NEW)
        self._touched.add(run.key)

    def _on_corpus_changed(self) -> None:
        corpus = self._texts.corpus
        if corpus is not None and corpus.codec.config != self.settings.text:
            self.settings = self.settings.changed(**_values(corpus.codec.config))
            self.settings_changed.emit()

    def _on_text_refused(self) -> None:
        """Take back a choice of tokens that this text cannot be cut into."""
        if self._texts.config != self.settings.text:
            self.settings = self.settings.changed(**_values(self._texts.config))
            self.settings_changed.emit()


def _live_values(config: RunConfig) -> dict[str, Value]:
    """The settings that may change while training."""
    declarations = all_settings()
    return {name: value for name, value in config.values().items() if declarations[name].live}


def _values(config: object) -> dict[str, Value]:
    return dict(vars(config))
