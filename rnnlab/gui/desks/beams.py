"""The likeliest texts, sought in the background."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal

from rnnlab.config import BeamConfig, SamplingConfig
from rnnlab.gui.desks.drafts import SLICE_SECONDS, MakeReader, read_ahead
from rnnlab.gui.desks.on_copy import CopyWork
from rnnlab.gui.desks.run import Run
from rnnlab.text import Codec, IntArray


@dataclass(frozen=True)
class Found:
    """A text and how likely it is.

    Attributes:
        text: Without the prime text.
        log_probability: Of all of it given the prime text, in nats.
        tokens: How many it has.
    """

    text: str
    log_probability: float
    tokens: int


@dataclass(frozen=True)
class Search:
    """What a search has found so far.

    Attributes:
        best: The likeliest texts, the best first.
        drawn: A text of the same length drawn at temperature 1; None until the search ends.
        done: Share of the length that is searched, 0 to 1.
    """

    best: tuple[Found, ...]
    drawn: Found | None
    done: float


class BeamDesk(CopyWork):
    """Seeks the likeliest continuations by the current run.

    Signals:
        found: Carries a `Search`.
    """

    found = Signal(object)

    who = "beam search"

    def search(self, run: Run, prime: str, width: int, config: SamplingConfig) -> None:
        """Search with so many beginnings.

        Args:
            run: The model.
            prime: What is read first.
            width: Beginnings that are kept at each token.
            config: Its length, its seed for the drawn text, and whether ``<unk>`` may be
                written; nothing else of it counts.
        """
        self._begin(run, lambda make: _search(make, run.codec, prime, width, config))

    def _take(self, told: float | Search) -> None:
        if isinstance(told, Search):
            self.found.emit(told)


def _search(
    make: MakeReader, codec: Codec, prime: str, width: int, config: SamplingConfig
) -> Iterator[float | Search]:
    from rnnlab.generation.beam import beam_search
    from rnnlab.generation.manuscript import Manuscript
    from rnnlab.generation.writing import forbidden_ids, prime_ids

    ids = prime_ids(codec, prime)
    forbidden = forbidden_ids(codec.vocabulary, config)
    reader, rest = yield from read_ahead(make(), ids)
    shown = time.perf_counter()
    steps = beam_search(reader, rest, config.length, BeamConfig(beam_width=width), None, forbidden)
    for done, hypotheses in enumerate(steps, start=1):
        share = done / max(config.length, 1)
        last = done >= config.length
        if last or time.perf_counter() - shown > SLICE_SECONDS:
            shown = time.perf_counter()
            best = tuple(
                Found(_text(codec, rest, each.ids), each.log_probability, len(each.ids))
                for each in hypotheses
            )
            yield Search(best, None, share)
        else:
            yield share
    plain = SamplingConfig(
        length=config.length, seed=config.seed, reject_unknown=config.reject_unknown
    )
    drawn = Manuscript(reader, rest, plain, forbidden)
    for done, _ in enumerate(drawn.write()):
        yield done / max(config.length, 1)
    logs = np.log(np.maximum(drawn.probabilities[len(rest) :], np.finfo(float).tiny))
    text = _text(codec, rest, drawn.ids[len(rest) :])
    yield Search(best, Found(text, float(logs.sum()), len(logs)), 1.0)


def _text(codec: Codec, prime: IntArray, ids: IntArray | tuple[int, ...]) -> str:
    """What tokens add to a prime text."""
    before = codec.decode(prime)
    return codec.decode([*prime.tolist(), *np.asarray(ids, np.int64).tolist()])[len(before) :]
