"""Long work cut into portions, between which other threads have their turn.

Counting or cutting one long text is a single call into C that holds the interpreter from its
beginning to its end, for seconds where the text is large; so long nothing else can run, not even
the window in the main thread.
"""

from collections.abc import Iterator, Sequence

# Words of a large vocabulary are looked up all over memory: a thousand take 7 ms when it is busy.
PORTION = 2**14


def portions(row: Sequence[str], start: int = 0, end: int | None = None) -> Iterator[Sequence[str]]:
    """The tokens from ``start`` to ``end``, some at a time."""
    last = len(row) if end is None else end
    for place in range(start, last, PORTION):
        yield row[place : min(place + PORTION, last)]


def different_tokens(row: Sequence[str], start: int = 0) -> set[str]:
    """All that occur from ``start`` on."""
    found: set[str] = set()
    for portion in portions(row, start):
        found.update(portion)
    return found


def lines_in_portions(text: str) -> Iterator[str]:
    """A text, some whole lines at a time; a line that is longer comes as it is."""
    start = 0
    while start < len(text):
        cut = text.find("\n", start + PORTION)
        end = len(text) if cut < 0 else cut + 1
        yield text[start:end]
        start = end
