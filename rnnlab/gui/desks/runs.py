"""The training of the runs: started, steered, listened to, alone or in a race."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from rnnlab.config import RunConfig, UserError, Value, all_settings
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.racing import Racer, Teams, require_racers
from rnnlab.gui.desks.run import Run, Status, default_name, unique_name
from rnnlab.gui.desks.run_listener import RunListener
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.jobs.training_job import TrainingJob
from rnnlab.text import Corpus, Source
from rnnlab.training.commands import Watch
from rnnlab.training.history import History
from rnnlab.training.turns import Ring


class RunDesk(RunListener):
    """Starts and steers the threads of the runs, receives what they tell.

    What is asked of the current run is asked of all that race with it.

    Signals:
        noted: Something was done that was not asked for; carries a sentence.
        setting_made: A setting was given a value; its name, the value before and the new one.
    """

    noted = Signal(str)
    setting_made = Signal(str, object, object)

    def __init__(
        self, background: Background, texts: TextDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(texts, parent)
        self._background = background
        self._teams = Teams()
        self._stopping: set[int] = set()
        self._resetting: set[int] = set()
        self._removing: set[int] = set()
        self._wish: tuple[Run, Callable[[], None]] | None = None
        self._watch: Watch | None = None
        texts.corpus_changed.connect(self._on_corpus_changed)
        texts.refused.connect(self._on_text_refused)

    # choices

    def set_setting(self, name: str, value: Value) -> None:
        """Choose a value for the next run; live settings reach the current run at once.

        Raises:
            ConfigError: The value or the combination cannot be used.
        """
        before = self.settings.values()[name]
        settings = self.settings.changed(**{name: value})
        declarations = all_settings()
        run = self.current
        if run is not None and declarations[name].live and not run.complete:
            run.config = run.config.changed(**{name: value})
            if run.active and run.job:
                run.job.change({name: value})
        text_changed = settings.text != self.settings.text
        self.settings = settings
        self.settings_changed.emit()
        self.setting_made.emit(name, before, value)
        if text_changed:
            self._texts.set_config(settings.text)

    def settings_make_new_run(self) -> bool:
        """Whether Train would begin a new run rather than go on with the current one."""
        run = self.current
        if run is None or (run.complete and not any(other.active for other in self.team())):
            return True
        return run.config != self.settings or run.corpus is not self._texts.corpus

    def base_settings(self) -> RunConfig:
        """The learner's own choices, also while a run of a ready-made race is in front."""
        run = self.current
        team = self._teams.of(run.key) if run else None
        return team.base if run and team and self.settings == run.config else self.settings

    # steering

    def team(self) -> list[Run]:
        """The runs that race with the current one, itself among them, in turn."""
        return self.racing_with(self.current) if self.current else []

    def racing_with(self, run: Run) -> list[Run]:
        """The runs that race with one, itself among them, in turn; alone it is the only one."""
        team = self._teams.of(run.key)
        return [self.runs[key] for key in team.keys] if team else [run]

    def train(self) -> None:
        """Go on with the current run, or begin a new one where the settings ask for it."""
        if self._put_off(self.train):
            return
        if self.settings_make_new_run():
            self._begin()
        else:
            self._go_on()

    def race(self, racers: Sequence[Racer]) -> None:
        """Train new runs in lockstep on the open text; others that train are paused.

        Raises:
            UserError: No text is open, or there are too few or too many racers.
        """
        corpus = self._require_corpus()
        require_racers(racers)
        base, current = self.base_settings(), self.settings.model
        self._pause_others()
        runs = []
        for racer in racers:
            run = self._new_run(unique_name(racer.name, self._names()), racer.config, corpus)
            run.shade += _shade_apart(racer, racers)
            self._enter(run)
            runs.append(run)
        self._teams.enter(runs, base)
        front = next((run for run in runs if run.config.model == current), runs[0])
        self.select(front.key)
        self._start(runs)

    def pause(self) -> None:
        """Let the current run wait."""
        for run in self._at_work():
            self._job(run).pause()

    def step_once(self) -> None:
        """Make one step and wait; begins a run if there is none to go on with."""
        if self._put_off(self.step_once):
            return
        at_work = self._at_work()
        if at_work:
            # The step of the first in turn is the step of all: a round is always completed.
            for run in at_work[1:]:
                self._job(run).pause()
            self._job(at_work[0]).step_once()
        elif self.settings_make_new_run():
            self._begin(single_step=True)
        else:
            self._go_on(single_step=True)

    def stop(self) -> None:
        """End the current run's thread after its batch; it may go on later."""
        for run in self._at_work():
            self._stop(run)

    def reset(self) -> None:
        """Put the current run back to its initial weights."""
        for run in self.team():
            if run.active and run.job:
                self._resetting.add(run.key)
                self._stop(run)
            else:
                self._reset(run)

    def watch(self, watch: Watch) -> None:
        """Choose what is looked at in all runs of the open text from now on."""
        self._watch = watch
        for run in self.runs.values():
            if run.active and run.job and run.corpus is self._texts.corpus:
                run.job.watch(watch.ids, watch.loss_at)

    # the list of runs

    def remove(self, key: int) -> None:
        """Forget a run; one that trains is stopped first."""
        run = self.runs.get(key)
        if run is None:
            return
        if run.active and run.job:
            self._removing.add(key)
            self._stop(run)
            self.noted.emit(f"“{run.name}” stops and is then removed; Undo brings it back.")
            return
        self._teams.leave(key)
        self._forget(run)

    def shut_down(self) -> None:
        """Stop all training and wait for the threads."""
        jobs = [run.job for run in self.runs.values() if run.job]
        for job in jobs:
            job.abandon()
        self._background.mailbox.close()
        for job in jobs:
            job.join()

    def _on_ended(self, run: Run) -> None:
        self._stopping.discard(run.key)
        if run.key in self._resetting:
            self._resetting.discard(run.key)
            self._reset(run)
        self._fulfil_wish()
        if run.key in self._removing:
            self._removing.discard(run.key)
            self.remove(run.key)

    def texts(self) -> list[tuple[Source, Corpus]]:
        """The texts that are here: the open one, and those of the runs."""
        holders: list[TextDesk | Run] = [self._texts, *self.runs.values()]
        pairs = ((holder.source, holder.corpus) for holder in holders)
        return [(source, corpus) for source, corpus in pairs if source and corpus]

    def _require_corpus(self) -> Corpus:
        if self._texts.corpus is None:
            raise UserError("Open a text first: there is nothing to learn from.")
        return self._texts.corpus

    def _names(self) -> set[str]:
        return {run.name for run in self.runs.values()}

    def _new_run(self, name: str, config: RunConfig, corpus: Corpus) -> Run:
        """The settings may already be about another way to cut the text, which is being read."""
        return Run(
            key=self.new_key(),
            name=name,
            config=config.changed(**_values(corpus.codec.config)),
            codec=corpus.codec,
            shade=self.new_shade(config.model.cell),
            corpus=corpus,
            source=self._texts.source,
        )

    def _begin(self, single_step: bool = False) -> None:
        corpus = self._require_corpus()
        run = self._new_run(default_name(self.settings, self._names()), self.settings, corpus)
        self.add(run)
        self._start([run], single_step)

    def _go_on(self, single_step: bool = False) -> None:
        at_work = self._at_work()
        for run in at_work:
            self._job(run).resume()
        if at_work:
            return
        resting = [run for run in self.team() if not run.complete]
        for run in resting:
            if run.corpus is None:
                raise UserError(f"Open the text of “{run.name}” to go on training it.")
        self._start(resting, single_step)

    def _at_work(self) -> list[Run]:
        """The current run and those that race with it, as far as their threads live."""
        return [run for run in self.team() if run.active and run.job]

    def _job(self, run: Run) -> TrainingJob:
        assert run.job is not None
        return run.job

    def _stop(self, run: Run) -> None:
        self._stopping.add(run.key)
        self._job(run).stop()

    def _pause_others(self) -> None:
        """Let what trains wait, so that a race has the processor to itself."""
        others = [run for run in self.runs.values() if run.status is Status.TRAINING]
        for run in others:
            self._job(run).pause()
        if others:
            names = ", ".join(f"“{run.name}”" for run in others)
            self.noted.emit(f"{names} paused, so that the race has the processor to itself.")

    def _start(self, runs: Sequence[Run], single_step: bool = False) -> None:
        """Start threads; those of several runs take turns."""
        ring = Ring() if len(runs) > 1 else None
        for run in runs:
            run.job = self._make_job(run, single_step, ring)
        if single_step:
            self._job(runs[0]).step_once()
        for run in runs:
            run.sentence, run.remedy = "", {}
            self._job(run).start()
            self._set_status(run, Status.PAUSED if single_step else Status.TRAINING)

    def _make_job(self, run: Run, paused: bool, ring: Ring | None) -> TrainingJob:
        trainer = run.trainer()
        make = run.make_trainer if trainer is None else lambda: trainer
        watch = self._watch if run.corpus is self._texts.corpus else None
        mailbox = self._background.mailbox
        subject = (run.config, run.corpus) if run.corpus is not None else None
        job = TrainingJob(run.key, make, mailbox, watch, paused, ring, subject)
        job.change(_live_values(run.config))  # they may have changed while it rested
        return job

    def _put_off(self, wish: Callable[[], None]) -> bool:
        """Keep a wish until the current run, or its race, has stopped as it was told to."""
        if self.current is None or not self._is_stopping():
            return False
        self._wish = (self.current, wish)
        return True

    def _is_stopping(self) -> bool:
        return any(run.key in self._stopping for run in self.team())

    def _fulfil_wish(self) -> None:
        if self._wish is not None and not self._is_stopping():
            (run, wish), self._wish = self._wish, None
            if run is self.current:
                wish()

    def _reset(self, run: Run) -> None:
        run.history = History()
        run.job = None
        run.saved = None
        run.facts = None
        run.sentence, run.remedy = "", {}
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


def _shade_apart(racer: Racer, racers: Sequence[Racer]) -> int:
    """One more for the second of only two runs with one cell: their colours lie further apart."""
    alike = [other for other in racers if other.config.model.cell == racer.config.model.cell]
    return int(len(alike) == 2 and racer is alike[1])


def _values(config: object) -> dict[str, Value]:
    return dict(vars(config))
