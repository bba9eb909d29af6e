"""A gate held at 0 or 1, and what becomes of the predictions and the gradients.

A gate is pinned by its weights: zero rows and a bias at which its function gives exactly 0 or
1. So whatever reads a text, trains or writes can do so with a gate pinned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rnnlab.models.blocks import gate_names
from rnnlab.models.weights import LayerWeights, ModelWeights
from rnnlab.probes.divergence import divergence
from rnnlab.probes.errors import ProbeError
from rnnlab.probes.gradients import probe_weights
from rnnlab.probes.reading import Reading, read_with
from rnnlab.probes.result import FloatArray, LossAt, ProbeResult
from rnnlab.text.vocabulary import IntArray

SATURATED = 1000.0  # σ(1000) = tanh(1000) = 1 and σ(−1000) = 0, exactly


@dataclass(frozen=True)
class Pin:
    """A gate, or one unit of it, held fast.

    Attributes:
        gate: Its name, as `gate_names` gives it for the cell.
        value: 0 or 1.
        layer: Counted from the input.
        unit: 0 … H − 1; None pins the whole gate.
    """

    gate: str
    value: int
    layer: int = 0
    unit: int | None = None


@dataclass(frozen=True)
class PinEffect:
    """A text read freely and with gates pinned.

    Attributes:
        free: The probe without pins.
        pinned: The same with them.
        free_log_probabilities: ln p of every target, (T,).
        pinned_log_probabilities: The same with the gates pinned.
        divergence: Kullback–Leibler divergence of each pinned prediction from the free one,
            in nats, (T,).
    """

    free: ProbeResult
    pinned: ProbeResult
    free_log_probabilities: FloatArray
    pinned_log_probabilities: FloatArray
    divergence: FloatArray


def pin_effect(
    weights: ModelWeights, ids: IntArray, pins: Sequence[Pin], loss_at: LossAt = "last"
) -> PinEffect:
    """Read a text twice, with and without pins.

    Args:
        weights: Float64, on the CPU; see `frozen_weights`.
        ids: Token ids, (N,), N ≥ 2.
        pins: Gates to hold fast.
        loss_at: As for `probe`.

    Raises:
        ProbeError: A pin does not fit the model, or the text cannot be probed.
    """
    held = pin_gates(weights, pins)
    free, pinned = read_with(weights, ids), read_with(held, ids)
    moved: FloatArray = divergence(free.log_probabilities, pinned.log_probabilities).numpy()
    return PinEffect(
        free=probe_weights(weights, ids, loss_at),
        pinned=probe_weights(held, ids, loss_at),
        free_log_probabilities=_of_targets(free),
        pinned_log_probabilities=_of_targets(pinned),
        divergence=moved,
    )


def pin_gates(weights: ModelWeights, pins: Sequence[Pin]) -> ModelWeights:
    """The same weights with gates pinned; those given are left alone.

    Raises:
        ProbeError: There is no such gate, layer or unit, or a value is neither 0 nor 1.
    """
    held = weights.copy()
    for pin in pins:
        _check(held, pin)
        _hold(held.layers[pin.layer], _rows(held, pin), _bias(pin))
    return held


def _rows(weights: ModelWeights, pin: Pin) -> slice:
    """The rows of the layer's matrices and biases that belong to a pin."""
    hidden_size = weights.output.shape[1]
    start = gate_names(weights.cell).index(pin.gate) * hidden_size
    if pin.unit is None:
        return slice(start, start + hidden_size)
    return slice(start + pin.unit, start + pin.unit + 1)


def _bias(pin: Pin) -> float:
    if pin.value == 1:
        return SATURATED
    return 0.0 if pin.gate == "candidate" else -SATURATED  # tanh(0) = 0, σ(−1000) = 0


def _hold(layer: LayerWeights, rows: slice, bias: float) -> None:
    for tensor in layer.tensors():
        tensor[rows] = 0.0
    layer.bias_ih[rows] = bias


def _check(weights: ModelWeights, pin: Pin) -> None:
    gates, hidden_size = gate_names(weights.cell), weights.output.shape[1]
    if not gates:
        what = "A plain RNN" if weights.is_recurrent else "A network without recurrence"
        raise ProbeError(f"{what} has no gate to pin; choose a run with a GRU or an LSTM.")
    if pin.gate not in gates:
        raise ProbeError(f"This cell has the gates {', '.join(gates)}, not “{pin.gate}”.")
    if not 0 <= pin.layer < len(weights.layers):
        raise ProbeError(f"The model has {len(weights.layers)} layer(s), so none {pin.layer + 1}.")
    if pin.unit is not None and not 0 <= pin.unit < hidden_size:
        raise ProbeError(f"The layer has units 0 to {hidden_size - 1}, not {pin.unit}.")
    if pin.value not in (0, 1):
        raise ProbeError(f"A gate can be pinned to 0 or 1, not to {pin.value}.")


def _of_targets(reading: Reading) -> FloatArray:
    found: FloatArray = reading.log_probabilities.numpy()[range(reading.steps), reading.targets]
    return found
