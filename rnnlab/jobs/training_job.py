"""Training in a background thread."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import TYPE_CHECKING

from rnnlab.config import Value
from rnnlab.jobs.failure import Subject, failure, out_of_memory, step_back
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message, RunMessage
from rnnlab.probes.result import LossAt
from rnnlab.text import IntArray
from rnnlab.text.stopping import GivenUpError, StopSign
from rnnlab.training.commands import (
    Change,
    Command,
    Pause,
    Resume,
    StepOnce,
    Stop,
    TakeState,
    TakeWriter,
    Watch,
)
from rnnlab.training.records import Failed, ProbeRecord, Record
from rnnlab.training.turns import Ring, Turn

if TYPE_CHECKING:
    from rnnlab.training.trainer import Trainer

logger = logging.getLogger(__name__)


class TrainingJob:
    """One thread that trains one run and posts what it tells.

    Everything is asked for through a queue that the loop looks at between two batches, so
    an answer comes within one batch. The thread is no daemon: call `stop` and `join`.

    Args:
        run: Key of the run, carried by every message.
        make_trainer: Called in the thread, where torch may take its time to load.
        mailbox: Where the messages go.
        watch: The text that is looked at inside the model.
        paused: Begin by waiting.
        ring: The race it takes part in; all its jobs must be made before the first starts.
        subject: What is trained, to find out what would fit if not even the trainer does.
    """

    def __init__(
        self,
        run: int,
        make_trainer: Callable[[], Trainer],
        mailbox: Mailbox[Message],
        watch: Watch | None = None,
        paused: bool = False,
        ring: Ring | None = None,
        subject: Subject | None = None,
    ) -> None:
        self.trainer: Trainer | None = None
        self._run = run
        self._make_trainer = make_trainer
        self._mailbox = mailbox
        self._watch = watch
        self._subject = subject
        self._sign = StopSign()
        self._commands: SimpleQueue[Command] = SimpleQueue()
        self._turn = ring.seat(self._commands) if ring else Turn()
        if paused:
            self.pause()
        self._thread = threading.Thread(target=self._work, name=f"training-{run}")

    def start(self) -> None:
        """Begin to train."""
        self._thread.start()

    def pause(self) -> None:
        """Wait after the batch under way."""
        self._commands.put(Pause())

    def resume(self) -> None:
        """Go on after a pause."""
        self._commands.put(Resume())

    def step_once(self) -> None:
        """Make one step, then wait."""
        self._commands.put(StepOnce())

    def stop(self) -> None:
        """End after the batch under way."""
        self._commands.put(Stop())

    def abandon(self) -> None:
        """End as soon as can be, in the middle of a validation too; nobody listens any more."""
        self._sign.put_up()
        self.stop()

    def change(self, values: Mapping[str, Value]) -> None:
        """Give live settings new values from the next step on."""
        self._commands.put(Change(dict(values)))

    def watch(self, ids: IntArray, loss_at: LossAt) -> None:
        """Choose the text that is looked at inside the model."""
        self._commands.put(Watch(ids, loss_at))

    def take_state(self) -> None:
        """Ask for a copy of everything; it comes as a `StateRecord`."""
        self._commands.put(TakeState())

    def take_writer(self) -> None:
        """Ask for a copy of the weights; it comes as a `WriterRecord`."""
        self._commands.put(TakeWriter())

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the thread's end; whether it has ended."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def _work(self) -> None:
        try:
            self._train()
        except Exception as error:  # the boundary of the thread: everything must be told
            logger.exception("the end of a run broke")
            sentence = f"Training broke: {type(error).__name__}."
            self._post(Failed(0, sentence, traceback.format_exc()))
        finally:
            self._turn.leave()  # else the others of its race would wait for ever

    def _train(self) -> None:
        try:
            # Loaded here, so that a window can be there before torch is.
            from rnnlab.training.loop import train

            self.trainer = self._make_trainer()
            for record in train(
                self.trainer, self._commands, self._watch, turn=self._turn, check=self._sign.check
            ):
                self._post(record)
            return
        except GivenUpError:
            return
        except Exception as error:
            ending = failure(error, self.trainer)
        # The error is forgotten here, and with it the batch that took all memory.
        self._post(ending or self._out_of_memory())

    def _out_of_memory(self) -> Failed:
        step = step_back(self.trainer)
        if self.trainer is not None:
            self._subject = self.trainer.config, self.trainer.corpus
        if step == 0:
            self.trainer = None  # the seed gives the same again, and its place is needed
        return out_of_memory(step, self._subject, self._check_stop)

    def _check_stop(self) -> None:
        """Give up if it was asked to stop; all other commands come too late."""
        while not self._commands.empty():
            if isinstance(self._commands.get(), Stop):
                self._sign.put_up()
        self._sign.check()

    def _post(self, record: Record) -> None:
        message = RunMessage(self._run, record)
        if isinstance(record, ProbeRecord):
            self._mailbox.post_latest((self._run, ProbeRecord), message)
        else:
            self._mailbox.post(message)
