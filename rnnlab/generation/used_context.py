"""How much of the past a model makes use of: its perplexity with only the last k tokens shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import linear

from rnnlab.generation.errors import GenerationError, not_finite
from rnnlab.generation.likelihood import FloatArray, perplexity
from rnnlab.models.cells import STEPS
from rnnlab.models.readable import read_tokens
from rnnlab.models.weights import ModelWeights, State
from rnnlab.text import IntArray

LENGTHS = (1, 2, 4, 8, 16, 32, 64, 128)
LONGEST_SAMPLE = 4_096  # tokens of the text that are read to measure with all of it shown
SCORED = 512
_FEWEST_SCORED = 16
_ROWS_AT_ONCE = 256
_STEPS_BETWEEN_BREATHS = 256


@dataclass(frozen=True)
class ContextScore:
    """The perplexity with the last ``length`` tokens shown.

    Attributes:
        length: k; None where all of the text before is shown.
        perplexity: Over the same predicted tokens for every length.
        scored: How many tokens were predicted.
    """

    length: int | None
    perplexity: float
    scored: int


def scored_places(
    ids: IntArray, known: IntArray, lengths: Sequence[int] = LENGTHS, most: int = SCORED
) -> IntArray:
    """Places of the tokens to predict: evenly spread, each with the longest context before it.

    Args:
        ids: Token ids of held-out text, (N,); what lies beyond `LONGEST_SAMPLE` is not used.
        known: How often each token occurs in the training part, (V,): tokens that never do
            are left out.
        lengths: Numbers of tokens to be shown.
        most: So many places at most.

    Raises:
        GenerationError: The text is too short for the longest context.
    """
    longest = max(lengths)
    sample = ids[:LONGEST_SAMPLE]
    possible = np.arange(longest, len(sample))
    possible = possible[known[sample[possible]] > 0]
    if len(possible) < _FEWEST_SCORED:
        raise GenerationError(
            f"The held-out text has {len(ids):,} tokens; to show {longest} at a time it needs "
            f"{longest + _FEWEST_SCORED} or more. Open a longer text."
        )
    chosen = np.linspace(0, len(possible) - 1, min(most, len(possible))).round().astype(int)
    places: IntArray = possible[chosen].astype(np.int32)
    return places


def used_context(
    weights: ModelWeights, ids: IntArray, places: IntArray, lengths: Sequence[int] = LENGTHS
) -> Iterator[ContextScore | None]:
    """Score the same tokens again and again, each time with more of the text before them.

    Every token is predicted from a zero state after exactly the last k tokens; with all of the
    text shown, the state is carried from the first token on. It follows Khandelwal et al.
    (2018), who cut the context of a trained model in the same way.

    Args:
        weights: On the CPU, of any floating type.
        ids: Token ids, (N,).
        places: Of the tokens to predict, rising, (P,), each ≥ the longest length.
        lengths: k, rising.

    Yields:
        A score for each length and one for all of the text; None in between, so that the work
        can be ended there.

    Raises:
        GenerationError: The model has diverged.
    """
    for length in lengths:
        losses = []
        for rows in np.array_split(places, -(-len(places) // _ROWS_AT_ONCE)):
            losses.append(_windows(weights, ids, rows, length))
            yield None
        yield _score(length, np.concatenate(losses))
    whole = np.empty(len(places))
    for found in _carried(weights, ids, places):
        if found is None:
            yield None
        else:
            row, log_probability = found
            whole[row] = log_probability
    yield _score(None, whole)


def _score(length: int | None, log_probabilities: FloatArray) -> ContextScore:
    if not np.isfinite(log_probabilities).all():
        raise not_finite()
    return ContextScore(length, perplexity(log_probabilities), len(log_probabilities))


@torch.no_grad()
def _windows(weights: ModelWeights, ids: IntArray, places: IntArray, length: int) -> FloatArray:
    """ln p of each token after its own window, (P,)."""
    windows = places[None, :] + np.arange(-length, 0)[:, None]  # (k, P)
    states = _zero_states(weights, len(places))
    for tokens in torch.from_numpy(ids[windows]).long():
        states = _step(weights, tokens, states)
    targets = torch.from_numpy(ids[places]).long()
    found: FloatArray = _log_probabilities(weights, states, targets).double().numpy()
    return found


@torch.no_grad()
def _carried(
    weights: ModelWeights, ids: IntArray, places: IntArray
) -> Iterator[tuple[int, float] | None]:
    """Row and ln p of each token after all tokens before it; None now and then."""
    rows = {int(place): row for row, place in enumerate(places)}
    states = _zero_states(weights, 1)
    for place in range(1, int(places[-1]) + 1):
        states = _step(weights, torch.tensor([int(ids[place - 1])]), states)
        if place in rows:
            target = torch.tensor([int(ids[place])])
            yield rows[place], float(_log_probabilities(weights, states, target)[0])
        if place % _STEPS_BETWEEN_BREATHS == 0:
            yield None


def _zero_states(weights: ModelWeights, batch_size: int) -> list[State]:
    state = weights.initial_state(batch_size)
    return [tuple(tensor[layer] for tensor in state) for layer in range(len(weights.layers))]


def _step(weights: ModelWeights, tokens: Tensor, states: list[State]) -> list[State]:
    """All layers read a token each, (B,)."""
    x = read_tokens(weights, tokens)  # (B, I)
    after = []
    for layer, state in zip(weights.layers, states, strict=True):
        state, _ = STEPS[weights.cell](x, state, layer)
        after.append(state)
        x = state[0]  # (B, H)
    return after


def _log_probabilities(weights: ModelWeights, states: list[State], targets: Tensor) -> Tensor:
    """Of the tokens that came, (B,)."""
    logits = linear(states[-1][0], weights.output, weights.output_bias)  # (B, V)
    return logits.log_softmax(-1).gather(-1, targets[:, None])[:, 0]
