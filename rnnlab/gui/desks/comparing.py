"""A network and an n-gram model on the same tokens, as figures."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rnnlab.gui.desks.freezing import MakeWeights
from rnnlab.gui.desks.quick_scores import counted, network_scores, ngram_scores, quick_tokens
from rnnlab.gui.desks.run import Run
from rnnlab.ngram import NgramModel, advantage, best_share, mixture_perplexities
from rnnlab.text import IntArray
from rnnlab.text.held_out import HeldOut

if TYPE_CHECKING:
    from rnnlab.models.weights import ModelWeights

FloatArray = npt.NDArray[np.float64]

SHARES = np.linspace(0.0, 1.0, 101)
_ROWS = 64  # read at once, with all that happens in them


@dataclass(frozen=True, eq=False)
class Contest:
    """Both models on the validation tokens.

    Attributes:
        run: Key of the run.
        name: Of the run.
        rival: Name of the n-gram model.
        model: The n-gram model.
        step: Training step of the weights.
        weights: The copy that was measured.
        ids: The whole validation part.
        quick: The tokens.
        network, ngram: Log-probabilities (T, B) in nats.
        perplexities: (101,) of the mixtures, for λ = 0, 0.01 … 1 of the network.
        best: The λ that makes the tokens likeliest.
        best_perplexity: With it.
        seconds: What measuring took.
    """

    run: int
    name: str
    rival: str
    model: NgramModel
    step: int
    weights: ModelWeights
    ids: IntArray
    quick: HeldOut
    network: FloatArray
    ngram: FloatArray
    perplexities: FloatArray
    best: float
    best_perplexity: float
    seconds: float

    def lead(self) -> FloatArray:
        """By how many nats the network foresaw each counted token better, (N,)."""
        first, second = counted(self.quick, self.network), counted(self.quick, self.ngram)
        return advantage(first, second) * math.log(2.0)


@dataclass(frozen=True, eq=False)
class Duel:
    """What both expected at one token.

    Attributes:
        column, row: Of the token.
        contest: The contest it belongs to.
        network, ngram: Probabilities (V,) of every token there.
    """

    column: int
    row: int
    contest: Contest
    network: FloatArray
    ngram: FloatArray


def compare(
    run: Run, step: int, make: MakeWeights, rival: str, model: NgramModel
) -> Iterator[Contest | None]:
    """Both on the validation tokens; None on the way, so that the work can be ended there."""
    corpus = run.corpus
    assert corpus is not None
    begun = time.thread_time()
    quick, weights = quick_tokens(corpus), make()
    network: FloatArray | None = None
    for found in network_scores(weights, quick):
        network = found
        yield None
    assert network is not None
    ngram = ngram_scores(model, corpus.valid, quick)
    first, second = counted(quick, network), counted(quick, ngram)
    best = best_share(first, second)
    perplexities = mixture_perplexities(first, second, SHARES)
    lowest = float(mixture_perplexities(first, second, np.array([best]))[0])
    yield Contest(
        run=run.key,
        name=run.name,
        rival=rival,
        model=model,
        step=step,
        weights=weights,
        ids=corpus.valid,
        quick=quick,
        network=network,
        ngram=ngram,
        perplexities=perplexities,
        best=best,
        best_perplexity=lowest,
        seconds=time.thread_time() - begun,
    )


def duel_at(contest: Contest, column: int, row: int) -> Iterator[Duel]:
    """Read the column up to the token once more, and keep the whole distribution."""
    import torch

    from rnnlab.models.readable import run_readable

    inputs = contest.quick.inputs[: row + 1, column]
    weights = contest.weights
    state = weights.initial_state(1)
    for start in range(0, len(inputs), _ROWS):
        with torch.no_grad():
            tokens = torch.from_numpy(inputs[start : start + _ROWS])[:, None]
            trace = run_readable(weights, tokens, state)
            state = trace.state
            last = trace.logits[-1, 0].softmax(-1).numpy()
    place = int(contest.quick.positions[row, column])
    before = np.array(contest.ids[max(0, place - contest.model.order + 1) : place], np.int32)
    yield Duel(column, row, contest, last, contest.model.distribution(before))
