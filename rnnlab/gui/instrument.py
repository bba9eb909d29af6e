"""Everything behind the window, wired together."""

import importlib
from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from rnnlab.config import ModelConfig, TrainingConfig
from rnnlab.gui.desks.autosave import Autosave
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.believing import BeliefDesk
from rnnlab.gui.desks.connections import ConnectionDesk
from rnnlab.gui.desks.contest import ContestDesk
from rnnlab.gui.desks.context import ContextDesk
from rnnlab.gui.desks.copying import CopyDesk
from rnnlab.gui.desks.files import FileDesk
from rnnlab.gui.desks.freezing import FreezeDesk
from rnnlab.gui.desks.growing import GrowthDesk
from rnnlab.gui.desks.ladder import Ladder
from rnnlab.gui.desks.look_up import LookUpDesk
from rnnlab.gui.desks.looking import LookDesk
from rnnlab.gui.desks.needles import NeedleDesk
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.overtaking import Overtaking
from rnnlab.gui.desks.pinning import PinDesk
from rnnlab.gui.desks.reaching import ReachDesk
from rnnlab.gui.desks.recovering import Recovering
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.smoothings import SmoothingDesk
from rnnlab.gui.desks.speeds import SpeedDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.desks.trying import TryDesk
from rnnlab.gui.desks.undo import UndoDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.gui.desks.writing_room import WritingRoom
from rnnlab.gui.poller import Poller
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message


class Instrument(QObject):
    """The desks, their mailbox and the poller; widgets get those they need.

    Attributes:
        background: Tasks in threads.
        texts: The open text.
        ngrams: Its n-gram models.
        look_up: What follows a context.
        growing: How the tables of n-grams grow.
        smoothings: Every smoothing compared.
        runs: The runs and their training.
        undoing: What was changed or removed, to be taken back.
        overtaking: Which n-gram models they have passed.
        speeds: How fast every model writes.
        ladder: Every model beside every other.
        watching: The text that is looked at inside the models.
        freezing: Frozen copies of weights.
        looking: Reach, theory, spectra of frozen copies.
        reaching: The memory reach over training.
        contest: A run beside an n-gram model, token by token.
        context: Perplexity with only the last k tokens shown.
        connections: Which earlier tokens moved a prediction.
        believing: What models believe about texts.
        trying: Cause and effect on frozen and fresh weights.
        needles: Small networks that each have to find one needle.
        pinning: A gate held at 0 or 1.
        room: All that writes.
        writing: Texts that models write.
        copying: Copies of whole runs.
        files: Run files.
        autosave: Copies of what is not saved, for after a crash.
        recovering: What a crash has left.
        poller: Between the threads and the screen.

    Signals:
        warm: Torch is there, or cannot be loaded.
    """

    warm = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        mailbox: Mailbox[Message] = Mailbox()
        self.background = Background(mailbox, self)
        self.texts = TextDesk(self.background, self)
        self.ngrams = NgramDesk(self.background, self.texts, self)
        self.look_up = LookUpDesk(self.background, self.texts, self.ngrams, self)
        self.growing = GrowthDesk(self.background, self.texts, self)
        self.smoothings = SmoothingDesk(self.background, self.texts, self.ngrams, self)
        self.runs = RunDesk(self.background, self.texts, self)
        self.undoing = UndoDesk(self.runs, self)
        self.overtaking = Overtaking(self.texts, self.ngrams, self.runs, self)
        self.speeds = SpeedDesk(self.background, self.runs, self.ngrams, self)
        self.ladder = Ladder(self.runs, self.ngrams, self.overtaking, self.speeds, self)
        self.watching = WatchDesk(self.background, self.texts, self.runs, self)
        self.freezing = FreezeDesk(self.runs, self)
        self.contest = ContestDesk(self.background, self.runs, self.ngrams, self.freezing, self)
        self.looking = LookDesk(self.background, self.runs, self.watching, self.freezing, self)
        self.reaching = ReachDesk(self.runs, self)
        self.context = ContextDesk(self.background, self.runs, self.freezing, self)
        self.connections = ConnectionDesk(
            self.background, self.runs, self.watching, self.freezing, self
        )
        self.believing = BeliefDesk(
            self.background, self.texts, self.runs, self.ngrams, self.freezing, self
        )
        self.trying = TryDesk(self.background, self.freezing, self)
        self.needles = NeedleDesk(self.background, self)
        self.pinning = PinDesk(self.background, self.runs, self.watching, self.freezing, self)
        self.room = WritingRoom(self.background, self.runs, self.ngrams, self)
        self.writing = self.room.writing
        self.copying = CopyDesk(self.runs, self)
        self.files = FileDesk(self.background, self.runs, self.copying, self)
        self.autosave = Autosave(self.background, self.runs, self.copying, self)
        self.recovering = Recovering(self.background, self.runs, self.files, self.autosave, self)
        self.poller = Poller(mailbox, self.background, self.runs, self)

    def warm_up(self) -> None:
        """Load torch in the background, so that the first click on Train need not wait."""
        self.background.start(
            _load_torch, lambda _: None, self.warm.emit, lambda _: self.warm.emit()
        )

    def shut_down(self) -> None:
        """Stop everything that runs and wait for it."""
        self.poller.stop()
        self.runs.shut_down()
        self.trying.shut_down()
        self.background.shut_down()
        self.autosave.shut_down()
        self.recovering.shut_down()


def _load_torch() -> Iterator[None]:
    """Do once, on the smallest model, what makes torch load its parts at first use."""
    from rnnlab.models.language_model import build_model

    yield None
    importlib.import_module("rnnlab.training.loop")
    from rnnlab.training.optimizers import make_optimizer

    yield None
    model = build_model(ModelConfig(hidden_size=1, embedding_size=1), 2, seed=0)
    make_optimizer(model, TrainingConfig())
    yield None
