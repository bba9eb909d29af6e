"""Reading texts: decoding, cutting into tokens, numbering."""

import codecs
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from rnnlab.benchmarks.growth import Contender, Growth, grown, measure_growth
from rnnlab.benchmarks.results import Goal, Result, Row
from rnnlab.benchmarks.timing import Clock, Work
from rnnlab.config import TextConfig, Unit
from rnnlab.text import Source, built_in
from rnnlab.text.corpus import encode_whole
from rnnlab.text.large import encode_large
from rnnlab.text.reading import BEGINNING, read_files
from rnnlab.text.stream import PIECE_BYTES

DEFAULT_TEXT = "python-documentation"
GOAL = Goal("at least", 0.3)  # of the speed of ``wc -m``
GROWTH_GOAL = Goal("at most", 1.5)
UNIT = "kB"

COUNTING = "wc -m"
DECODING = "decoding in Python"


def measure_text(
    source: Source | None = None,
    rounds: int = 5,
    whole: int = 1_000,
    words: int = 250,
    mapped: int = 4_000,
    clock: Clock = perf_counter,
    counter: str | None = None,
) -> Result:
    """Files of one, two, four and eight times the size, opened as the window opens them.

    Small files are read whole, large ones piece by piece into a file of ids that is mapped into
    memory; here both ways are measured on files of any size. The yardstick only reads and
    counts the characters of the same files.

    Args:
        source: What the files are filled with; by default Python's documentation.
        rounds: Repetitions.
        whole: Kilobytes (1,000 bytes) of the smallest file that is read whole, as characters.
        words: The same, cut into words.
        mapped: The same, read piece by piece, as characters.
        clock: As in `alternate`.
        counter: Of the yardsticks `COUNTING` and `DECODING`; by default the first if it is there.
    """
    text = (source or built_in(DEFAULT_TEXT).source()).text
    counter = counter or (COUNTING if shutil.which("wc") else DECODING)
    rows: list[Row] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = _Folder(Path(name), text.encode("utf-8", "surrogatepass"))
        for ours, size in (
            (Contender("read whole, characters", folder.opening("char")), whole),
            (Contender("read whole, words", folder.opening("word")), words),
            (Contender("read in pieces, characters", folder.mapping), mapped),
        ):
            yardstick = Contender(counter, folder.counting(counter))
            growth = measure_growth(ours, yardstick, UNIT, grown(size), rounds, clock)
            rows += _rows(growth, is_goal=ours.name.endswith("in pieces, characters"))
            notes.append(growth.note())
    return Result("texts opened, against counting their characters", tuple(rows), tuple(notes))


def _rows(growth: Growth, is_goal: bool) -> list[Row]:
    return growth.rows(GOAL if is_goal else None, GROWTH_GOAL)


class _Folder:
    """Files of every size that is asked for, and what is done with them."""

    def __init__(self, path: Path, raw: bytes) -> None:
        self._path = path
        self._raw = raw

    def opening(self, unit: Unit) -> Callable[[int], Work]:
        """Read whole and encode."""
        config = TextConfig(unit=unit)

        def with_size(size: int) -> Work:
            path = self._file(size)
            return lambda: encode_whole(read_files([path]), config)

        return with_size

    def mapping(self, size: int) -> Work:
        """Encode piece by piece."""
        source = read_files([self._file(size)])
        beginning = replace(source, text=source.text[:BEGINNING], whole=False)
        return lambda: list(encode_large(beginning, TextConfig(), self._path))

    def counting(self, counter: str) -> Callable[[int], Work]:
        """Count characters."""
        count = _run_wc if counter == COUNTING else _decode

        def with_size(size: int) -> Work:
            path = self._file(size)
            return lambda: count(path)

        return with_size

    def _file(self, kilobytes: int) -> Path:
        path, size = self._path / f"{kilobytes}.txt", 1_000 * kilobytes
        if not path.exists():
            whole = (self._raw * (size // len(self._raw) + 1))[:size]
            path.write_text(whole.decode("utf-8", "ignore"), "utf-8")
        return path


def _run_wc(path: Path) -> int:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    answer = subprocess.run(["wc", "-m", path], env=environment, capture_output=True, check=True)
    return int(answer.stdout.split()[0])


def _decode(path: Path) -> int:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    characters = 0
    with path.open("rb") as file:
        while raw := file.read(PIECE_BYTES):
            characters += len(decoder.decode(raw))
    return characters
