"""Gradients and updates per group of weights, read off after a training step.

Nothing has to be stored before the step: the gradients are still in the weights, and what the
optimiser did follows from its memory by its own rule.
"""

import re
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim import SGD, Adam, Optimizer, RMSprop

from rnnlab.models.language_model import LanguageModel
from rnnlab.models.weights import learnt_parameters
from rnnlab.probes.errors import ProbeError

_RECURRENT = re.compile(r"rnn\.(weight_ih|weight_hh|bias_ih|bias_hh)_l(\d+)")
_PARTS = {
    "weight_ih": "input weights",
    "weight_hh": "recurrent weights",
    "bias_ih": "biases",
    "bias_hh": "biases",
}
# The one layer of a network without recurrence.
_HIDDEN = {"hidden.weight": "layer 1 input weights", "hidden.bias": "layer 1 biases"}


@dataclass(frozen=True)
class GroupFlow:
    """One group of weights in one step; all norms are Euclidean.

    Attributes:
        name: ``embedding``, ``layer 1 input weights``, ``layer 1 recurrent weights``,
            ``layer 1 biases`` …, ``output``.
        parameters: Numbers in the group.
        weight_norm: ‖w‖ after the step.
        gradient_norm: ‖g‖ before clipping.
        clipped_norm: The same after clipping.
        update_norm: ‖Δw‖, how far the step moved the group.
    """

    name: str
    parameters: int
    weight_norm: float
    gradient_norm: float
    clipped_norm: float
    update_norm: float

    @property
    def update_ratio(self) -> float:
        """‖Δw‖ / ‖w‖; around 0.001 a group learns without being thrown about. 0 if w is 0."""
        return self.update_norm / self.weight_norm if self.weight_norm > 0 else 0.0


def parameter_groups(model: LanguageModel) -> dict[str, list[nn.Parameter]]:
    """The weights of a model by group, from the input upwards; tied ones are in ``embedding``.

    Those of a reservoir, which never move, are left out.
    """
    groups: dict[str, list[nn.Parameter]] = {}
    for name, parameter in learnt_parameters(model).items():
        groups.setdefault(_group_of(name), []).append(parameter)
    return groups


def gradient_flow(
    model: LanguageModel, optimizer: Optimizer, gradient_norm: float | None = None
) -> tuple[GroupFlow, ...]:
    """What the last step did to each group; to be called after it and before the next.

    Made for a look now and then: all is copied to the CPU and worked out in float64 there.

    Args:
        model: Its weights still hold the gradients of the step, clipped.
        optimizer: SGD, with momentum or not, RMSprop or Adam, over these weights.
        gradient_norm: Norm of the whole gradient before clipping, as training records it;
            None if nothing was clipped.

    Raises:
        ProbeError: No step has been made yet.
    """
    groups = parameter_groups(model)
    with torch.no_grad():
        rows = [_norms(parameters, optimizer) for parameters in groups.values()]
        weights, clipped, updates = torch.stack(rows).T.tolist()
    whole = sum(norm**2 for norm in clipped) ** 0.5
    before = whole if gradient_norm is None else max(gradient_norm, whole)
    unclip = before / whole if whole > 0 else 1.0
    return tuple(
        GroupFlow(
            name=name,
            parameters=sum(parameter.numel() for parameter in parameters),
            weight_norm=weights[index],
            gradient_norm=clipped[index] * unclip,
            clipped_norm=clipped[index],
            update_norm=updates[index],
        )
        for index, (name, parameters) in enumerate(groups.items())
    )


def _group_of(name: str) -> str:
    found = _RECURRENT.fullmatch(name)
    if name in _HIDDEN:
        return _HIDDEN[name]
    if found is None:
        return name.partition(".")[0]  # embedding, output
    return f"layer {int(found[2]) + 1} {_PARTS[found[1]]}"


def _norms(parameters: list[nn.Parameter], optimizer: Optimizer) -> Tensor:
    """Norms of the weights, their gradients and their updates, (3,)."""
    kinds = zip(*(_triple(parameter, optimizer) for parameter in parameters), strict=True)
    return torch.stack([_joint_norm(tensors) for tensors in kinds])


def _joint_norm(tensors: tuple[Tensor, ...]) -> Tensor:
    norms = torch.stack([torch.linalg.vector_norm(tensor) for tensor in tensors])
    joint: Tensor = torch.linalg.vector_norm(norms)
    return joint


def _triple(parameter: nn.Parameter, optimizer: Optimizer) -> tuple[Tensor, Tensor, Tensor]:
    gradient = parameter.grad
    if gradient is None:
        raise ProbeError("No training step has been made yet; make one first.")
    remembered = optimizer.state.get(parameter, {}).items()
    memory = {kind: _exact(value) for kind, value in remembered if isinstance(value, Tensor)}
    weights, gradient = _exact(parameter), _exact(gradient)
    return weights, gradient, _update(weights, gradient, memory, optimizer)


def _exact(tensor: Tensor) -> Tensor:
    return tensor.detach().cpu().double()  # in two steps: Apple's GPU knows no float64


def _update(
    weights: Tensor, gradient: Tensor, memory: dict[str, Tensor], optimizer: Optimizer
) -> Tensor:
    """How far the last step moved a tensor, by the optimiser's rule and its memory of now."""
    (group,) = optimizer.param_groups
    rate: float = group["lr"]
    decay: float = group["weight_decay"]
    if isinstance(optimizer, Adam):
        return _adam_update(memory, rate, group["betas"], group["eps"])
    if isinstance(optimizer, SGD):
        if group["momentum"]:
            return rate * _remembered(memory, "momentum_buffer")
        return _plain_update(weights, gradient, rate, decay, torch.ones_like(weights))
    if isinstance(optimizer, RMSprop):
        roots = _remembered(memory, "square_avg").sqrt() + group["eps"]
        return _plain_update(weights, gradient, rate, decay, roots)
    raise TypeError(f"the rule of {type(optimizer).__name__} is not written down here")


def _adam_update(
    memory: dict[str, Tensor], rate: float, betas: tuple[float, float], tiny: float
) -> Tensor:
    steps = _remembered(memory, "step").item()
    first, second = (1 - beta**steps for beta in betas)
    roots = (memory["exp_avg_sq"] / second).sqrt() + tiny
    return rate * (memory["exp_avg"] / first) / roots


def _plain_update(
    weights: Tensor, gradient: Tensor, rate: float, decay: float, roots: Tensor
) -> Tensor:
    """Solve Δ = rate · (g + decay · w_before) / roots for Δ, with w_before = w + Δ."""
    return rate * (gradient + decay * weights) / (roots - rate * decay)


def _remembered(memory: dict[str, Tensor], kind: str) -> Tensor:
    if kind not in memory:
        raise ProbeError("No training step has been made yet; make one first.")
    return memory[kind]
