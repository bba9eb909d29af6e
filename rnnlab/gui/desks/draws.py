"""Texts at several temperatures from one stream of random numbers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal

from rnnlab.config import SamplingConfig
from rnnlab.gui.desks.drafts import SLICE_SECONDS, MakeReader, read_ahead
from rnnlab.gui.desks.on_copy import CopyWork
from rnnlab.gui.desks.run import Run
from rnnlab.text import Codec, IntArray

MOST_TOKENS = 2_000  # of each text


@dataclass(frozen=True, eq=False)
class Draws:
    """The next tokens of K texts.

    Attributes:
        pieces: For each text, what each of its n tokens has added.
        ids: (n, K) the tokens.
    """

    pieces: tuple[tuple[str, ...], ...]
    ids: IntArray

    def differs(self, text: int) -> npt.NDArray[np.bool_]:
        """(n,) whether the token is another one than in the text before; none in the first."""
        differs: npt.NDArray[np.bool_] = self.ids[:, text] != self.ids[:, max(text - 1, 0)]
        return differs


class DrawsDesk(CopyWork):
    """Writes with the current run at several temperatures at once.

    Signals:
        written: Carries `Draws`.
    """

    written = Signal(object)

    who = "same draws"

    def write(
        self, run: Run, prime: str, config: SamplingConfig, temperatures: Sequence[float]
    ) -> None:
        """Write at each of the temperatures, at most `MOST_TOKENS` tokens."""
        config = replace(config, length=min(config.length, MOST_TOKENS))
        self._begin(run, lambda make: _write(make, run.codec, prime, config, temperatures))

    def _take(self, told: float | Draws) -> None:
        if isinstance(told, Draws):
            self.written.emit(told)


def _write(
    make: MakeReader,
    codec: Codec,
    prime: str,
    config: SamplingConfig,
    temperatures: Sequence[float],
) -> Iterator[float | Draws]:
    from rnnlab.generation.joining import Joiner
    from rnnlab.generation.writing import forbidden_ids, prime_ids, write_side_by_side

    ids = prime_ids(codec, prime)
    reader, rest = yield from read_ahead(make(), ids)
    forbidden = forbidden_ids(codec.vocabulary, config)
    joiners = [Joiner(codec) for _ in temperatures]
    for joiner in joiners:
        for token_id in rest.tolist():
            joiner.add(token_id)
    rows = write_side_by_side(reader, rest, config, temperatures, forbidden)
    while True:
        taken = list(_for_a_moment(rows))
        if not taken:
            return
        pieces = tuple(
            tuple(joiner.add(row[text]) for row in taken) for text, joiner in enumerate(joiners)
        )
        yield Draws(pieces, np.array(taken, np.int32))


def _for_a_moment(rows: Iterator[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """What comes within a slice of time, at least one."""
    end = time.perf_counter() + SLICE_SECONDS
    for row in rows:
        yield row
        if time.perf_counter() > end:
            return
