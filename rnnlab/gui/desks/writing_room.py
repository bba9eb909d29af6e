"""All that writes: texts, several temperatures, the next token, beams, diaries."""

from PySide6.QtCore import QObject

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.beams import BeamDesk
from rnnlab.gui.desks.copied import CopiedDesk
from rnnlab.gui.desks.diary import DiaryDesk
from rnnlab.gui.desks.draws import DrawsDesk
from rnnlab.gui.desks.next_token import NextTokenDesk
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.writers import WriterDesk
from rnnlab.gui.desks.writing import WritingDesk


class WritingRoom(QObject):
    """The desks behind the writing dock.

    Attributes:
        writers: Copies of runs to write with.
        writing: Texts by the network and by an n-gram model.
        copied: What of them stands in the training text.
        draws: Texts at several temperatures from the same draws.
        next_token: Scores of the next token.
        beams: The likeliest texts.
        diary: Texts written while training.
    """

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        ngrams: NgramDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.writers = WriterDesk(runs, self)
        self.writing = WritingDesk(background, self.writers, ngrams, self)
        self.copied = CopiedDesk(background, self)
        self.draws = DrawsDesk(background, self.writers, self)
        self.next_token = NextTokenDesk(background, runs, self.writers, self)
        self.beams = BeamDesk(background, self.writers, self)
        self.diary = DiaryDesk(background, runs, self.writers, self)
