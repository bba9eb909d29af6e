"""The story of a training: the same prime text gone on from at one step after another."""

from dataclasses import dataclass

MOST_ENTRIES = 500


@dataclass(frozen=True)
class LogEntry:
    """What a model wrote after some steps.

    Attributes:
        step: Steps it was trained for.
        text: What it wrote, without the prime text.
    """

    step: int
    text: str


class WritingLog:
    """Texts written at regular steps, from the same prime text with the same draws.

    It never holds more than ``most``: when it is full, every second one goes and the interval
    doubles, so that what is left still spans the whole training evenly.

    Args:
        every: Steps from one text to the next.
        most: Entries kept, at least 2.
    """

    def __init__(self, every: int, most: int = MOST_ENTRIES) -> None:
        self._every = every
        self._most = most
        self._entries: list[LogEntry] = []

    @property
    def entries(self) -> tuple[LogEntry, ...]:
        """All that is kept, in the order of the steps."""
        return tuple(self._entries)

    @property
    def every(self) -> int:
        """Steps from one text to the next, as they are by now."""
        return self._every

    def due(self, step: int) -> bool:
        """Whether a text should be written now: a multiple of ``every`` was reached."""
        if not self._entries:
            return True
        return step // self._every > self._entries[-1].step // self._every

    def add(self, step: int, text: str) -> None:
        """Keep a text; those of this step and later ones, from before a run went back, go."""
        self._entries = [entry for entry in self._entries if entry.step < step]
        self._entries.append(LogEntry(step, text))
        if len(self._entries) > self._most:
            self._entries = self._entries[::2]
            self._every *= 2
