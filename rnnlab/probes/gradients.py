"""States, gates and the gradient through time, by the readable cells in float64.

The fused kernels cannot be asked: of the states inside a sequence they give no gradient but
that of their own output, which with a loss at the last step reads 0, 0, …, 0, x and looks
like a vanished gradient. A network without recurrence has no state on the way: there the gradient
is that by the vectors that were read.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from rnnlab.config import Cell
from rnnlab.models.language_model import LanguageModel
from rnnlab.models.readable import Trace, read_tokens, run_vectors
from rnnlab.models.weights import ModelWeights
from rnnlab.probes.errors import ProbeError
from rnnlab.probes.norms import row_norms
from rnnlab.probes.reading import frozen_weights, split_text
from rnnlab.probes.result import Activations, FloatArray, LossAt, ProbeResult
from rnnlab.text.vocabulary import IntArray


def probe(model: LanguageModel, ids: IntArray, loss_at: LossAt = "last") -> ProbeResult:
    """Follow the gradient of a loss back through every state.

    The model reads the text alone, from a zero state, without dropout. Its weights are
    copied: neither they, nor their gradients, nor any random state is touched.

    Args:
        model: On any device.
        ids: Token ids, (N,), N ≥ 2.
        loss_at: ``"last"``, ``"all"`` (the sum over the text), or the position 0…N−2 of the
            input after which the next token is scored. Losses are in nats.

    Raises:
        ProbeError: The text is too short, too long or not of this vocabulary, or there is no
            such position.
    """
    return probe_weights(frozen_weights(model), ids, loss_at)


def probe_weights(weights: ModelWeights, ids: IntArray, loss_at: LossAt = "last") -> ProbeResult:
    """The same with weights of one's own: float64, on the CPU, without gradients.

    Raises:
        ProbeError: As `probe`.
    """
    inputs, targets = split_text(weights, ids)
    scored = _scored(loss_at, len(inputs))
    with torch.enable_grad():
        x = _vectors(weights, inputs)
        trace = _read(weights, x, with_gradient=True)
        chosen = torch.from_numpy(targets[scored]).long()
        loss = cross_entropy(trace.logits[scored, 0], chosen, reduction="sum")
        if weights.is_recurrent:
            hidden_norm, cell_norm = _gradient_norms(loss, trace)
        else:
            hidden_norm, cell_norm = _norms_by_input(loss, x), None
    seen = _activations(weights.cell, trace, inputs, targets)
    return ProbeResult(
        **vars(seen),
        loss_at=loss_at,
        hidden_gradient_norm=hidden_norm,
        cell_gradient_norm=cell_norm,
        by_input=not weights.is_recurrent,
    )


def probe_activations(model: LanguageModel, ids: IntArray) -> Activations:
    """The states and gates alone, in less time.

    Args:
        model: On any device.
        ids: Token ids, (N,), N ≥ 2.

    Raises:
        ProbeError: The text is too short, too long or not of this vocabulary.
    """
    weights = frozen_weights(model)
    inputs, targets = split_text(weights, ids)
    with torch.no_grad():
        trace = _read(weights, _vectors(weights, inputs), with_gradient=False)
        return _activations(weights.cell, trace, inputs, targets)


def _scored(loss_at: LossAt, steps: int) -> slice:
    """The positions whose losses are added."""
    if loss_at == "all":
        return slice(0, steps)
    position = steps - 1 if loss_at == "last" else loss_at
    if not isinstance(position, int) or not 0 <= position < steps:
        raise ProbeError(
            f"The loss can be at “last”, at “all” or at a position from 0 to {steps - 1} "
            f"of this text, not at “{loss_at}”."
        )
    return slice(position, position + 1)


def _vectors(weights: ModelWeights, inputs: IntArray) -> Tensor:
    """What is read at each step, (T, 1, I)."""
    return read_tokens(weights, torch.from_numpy(inputs).long().unsqueeze(1))


def _read(weights: ModelWeights, x: Tensor, with_gradient: bool) -> Trace:
    # Weights without gradient cost nothing on the way back; the first state starts the graph or,
    # without recurrence, the vectors that are read.
    state = weights.initial_state(batch_size=1)
    for tensor in state if weights.is_recurrent else (x,):
        tensor.requires_grad_(with_gradient)
    return run_vectors(weights, x, state)


def _norms_by_input(loss: Tensor, x: Tensor) -> FloatArray:
    """Norms of the gradient by every vector that was read, (1, N−1)."""
    (gradient,) = torch.autograd.grad(loss, x)
    norms: FloatArray = row_norms(gradient.squeeze(1)).unsqueeze(0).numpy()
    return norms


def _gradient_norms(loss: Tensor, trace: Trace) -> tuple[FloatArray, FloatArray | None]:
    """Norms of the gradient by every h and, if there is one, every c; (L, N−1) each."""
    states = [state for layer in trace.layers for state in layer.states]
    nodes = [tensor for state in states for tensor in state]
    found = torch.autograd.grad(loss, nodes, allow_unused=True)
    gradients = torch.stack(
        [torch.zeros_like(n) if g is None else g for n, g in zip(nodes, found, strict=True)]
    )
    shape = (len(trace.layers), -1, len(states[0]))
    norms = row_norms(gradients.squeeze(1)).reshape(shape).numpy()  # (L, N−1, 1 or 2)
    return norms[..., 0], norms[..., 1] if norms.shape[2] > 1 else None


def _activations(cell: Cell, trace: Trace, inputs: IntArray, targets: IntArray) -> Activations:
    layers = trace.layers
    has_cell = cell == "lstm"
    return Activations(
        inputs=inputs,
        targets=targets,
        hidden=_gathered([layer.hidden for layer in layers]),
        cell=_gathered([layer.cell for layer in layers]) if has_cell else None,
        gates={
            name: _gathered([[gates[name] for gates in layer.gates] for layer in layers])
            for name in layers[0].gates[0]
        },
    )


def _gathered(layers: list[list[Tensor]]) -> FloatArray:
    """One (1, H) tensor for each layer and step as one array, (L, N−1, H)."""
    rows = torch.cat([torch.cat(steps) for steps in layers])  # (L·(N−1), H)
    gathered: FloatArray = rows.detach().reshape(len(layers), len(layers[0]), -1).numpy()
    return gathered
