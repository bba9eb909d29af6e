"""How much each earlier token moved one prediction, by two measures that need not agree.

*Gradient × input* asks how the prediction would change if a token's vector were a little
shorter; it costs one pass back and says nothing about larger changes. *Occlusion* puts a neutral
vector in the token's place and reads the text again: slower, and the true effect of that change.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from rnnlab.models.fused import run_fused
from rnnlab.models.readable import read_tokens
from rnnlab.probes.by_input import input_gradient
from rnnlab.probes.divergence import divergence
from rnnlab.probes.errors import ProbeError
from rnnlab.probes.reading import Reading
from rnnlab.probes.result import FloatArray
from rnnlab.probes.reverse import walk_back

Neutral = Literal["mean", "zero"]

AT_ONCE = 64  # occluded texts read side by side


@dataclass(frozen=True)
class Occlusion:
    """The effect of taking tokens away, one at a time, on the prediction after input τ.

    Attributes:
        position: τ.
        first: The first token that was taken away; entry j is about token ``first + j``.
        gain: ln p(target) with the token minus ln p(target) without it, in nats,
            (τ + 1 − first,); above 0 the token made the target likelier.
        divergence: Kullback–Leibler divergence of the whole prediction without the token
            from the one with it, in nats, not negative; of the same shape.
    """

    position: int
    first: int
    gain: FloatArray
    divergence: FloatArray


def gradient_times_input(reading: Reading, position: int = -1) -> FloatArray:
    """∂ ln p(target) / ∂x_t · x_t for every token up to a position, (τ + 1,), in nats.

    Above 0 a longer vector of token t would make the target likelier. The vector x_t is the
    embedding or, with one-hot input, the one-hot vector.

    Args:
        reading: The text and the model.
        position: τ, 0 … T − 1; −1 is the last. Its target is the token that came next.

    Raises:
        ProbeError: The text has no such position.
    """
    last = reading.check_position(position)
    x = _vectors(reading)  # (T, I)
    if not reading.weights.is_recurrent:
        by_ours = -(input_gradient(reading, last) * x[: last + 1]).sum(dim=1)
        found: FloatArray = by_ours.numpy()
        return found
    products = np.empty(last + 1)
    for moment in walk_back(reading, np.array([last], dtype=np.int32)):
        t = moment.step
        by_input = reading.derivatives[0].to_input(t, moment.gradients[0])  # (1, I)
        products[t] = -(by_input[0] @ x[t])  # the loss is −ln p
    return products


def occlusion(
    reading: Reading, position: int = -1, neutral: Neutral = "mean", look_back: int = 256
) -> Occlusion:
    """Take each token up to a position away in turn, and see what becomes of the prediction.

    Args:
        reading: The text and the model.
        position: τ, 0 … T − 1; −1 is the last.
        neutral: What the model reads in the token's place: ``mean``, the mean of the vectors
            of all tokens of the vocabulary, each counted once; or ``zero``, no vector at all.
        look_back: How many tokens are taken away at most, the nearest ones.

    Raises:
        ProbeError: The text has no such position, or no token is to be taken away.
    """
    last = reading.check_position(position)
    if look_back < 1:
        raise ProbeError("Look back over at least one token.")
    first = max(0, last + 1 - look_back)
    starts = range(first, last + 1, AT_ONCE)
    chunks = [
        _occluded(reading, start, min(start + AT_ONCE, last + 1), last, neutral) for start in starts
    ]
    without = torch.cat(chunks)  # (n, V) log-probabilities
    with_it = reading.log_probabilities[last]
    target = int(reading.targets[last])
    gain: FloatArray = (with_it[target] - without[:, target]).numpy()
    moved: FloatArray = divergence(with_it, without).numpy()
    return Occlusion(last, first, gain, moved)


def _occluded(reading: Reading, start: int, end: int, last: int, neutral: Neutral) -> Tensor:
    """The prediction after ``last`` without token start, start + 1, … end − 1, (end − start, V)."""
    weights, count = reading.weights, end - start
    x = _vectors(reading)[start : last + 1].unsqueeze(1).repeat(1, count, 1)  # (t, B, I)
    taken = torch.arange(count)
    x[taken, taken] = _neutral_vector(reading, neutral)
    with torch.no_grad():
        hidden, _ = run_fused(weights.cell, x, _state_before(reading, start, count), weights.layers)
        logits = hidden[-1] @ weights.output.T + weights.output_bias
        return torch.log_softmax(logits, dim=1)


def _state_before(reading: Reading, start: int, count: int) -> tuple[Tensor, ...]:
    """The state in which all of ``count`` texts arrive at a token, (L, B, H) each."""
    if start == 0:
        return reading.weights.initial_state(count)
    states = [layer.states[start - 1] for layer in reading.trace.layers]
    return tuple(
        torch.stack([tensor.expand(count, -1) for tensor in tensors])
        for tensors in zip(*states, strict=True)
    )


def _vectors(reading: Reading) -> Tensor:
    """What the first layer read, (T, I)."""
    return read_tokens(reading.weights, torch.from_numpy(reading.inputs).long())


def _neutral_vector(reading: Reading, neutral: Neutral) -> Tensor:
    vocabulary = torch.arange(len(reading.weights.output))
    mean = read_tokens(reading.weights, vocabulary).mean(dim=0)  # (I,)
    return mean if neutral == "mean" else torch.zeros_like(mean)
