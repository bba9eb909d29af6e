"""The optimisers of the lectures, with a state that can be written as named tensors."""

from collections.abc import Callable, Iterable, Mapping

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from rnnlab.config import TrainingConfig

_MOMENTUM = 0.9
_RMSPROP_DECAY = 0.99
_ADAM_BETAS = (0.9, 0.99)

_Maker = Callable[[Iterable[nn.Parameter], TrainingConfig], Optimizer]


def _sgd(parameters: Iterable[nn.Parameter], config: TrainingConfig) -> Optimizer:
    return torch.optim.SGD(
        parameters, lr=config.learning_rate, weight_decay=config.weight_decay, fused=True
    )


def _momentum(parameters: Iterable[nn.Parameter], config: TrainingConfig) -> Optimizer:
    return torch.optim.SGD(
        parameters,
        lr=config.learning_rate,
        momentum=_MOMENTUM,
        weight_decay=config.weight_decay,
        fused=True,
    )


def _rmsprop(parameters: Iterable[nn.Parameter], config: TrainingConfig) -> Optimizer:
    return torch.optim.RMSprop(
        parameters,
        lr=config.learning_rate,
        alpha=_RMSPROP_DECAY,
        weight_decay=config.weight_decay,
    )


def _adam(parameters: Iterable[nn.Parameter], config: TrainingConfig) -> Optimizer:
    return torch.optim.Adam(
        parameters,
        lr=config.learning_rate,
        betas=_ADAM_BETAS,
        weight_decay=config.weight_decay,
        fused=True,
    )


_MAKERS: dict[str, _Maker] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "rmsprop": _rmsprop,
    "adam": _adam,
}


def make_optimizer(model: nn.Module, config: TrainingConfig) -> Optimizer:
    """The optimiser that ``config`` names, over all weights of ``model``.

    Momentum is 0.9, RMSprop's decay 0.99 (Tieleman & Hinton 2012 use 0.9), Adam's betas 0.9
    and 0.99 (Kingma & Ba 2015 use 0.999; the shorter memory learns faster in the few thousand
    steps of a run here). Weight decay is added to the gradient (L2).
    """
    return _MAKERS[config.optimizer](model.parameters(), config)


def set_learning_rate(optimizer: Optimizer, rate: float) -> None:
    """Use ``rate`` from the next step on."""
    for group in optimizer.param_groups:
        group["lr"] = rate


def optimizer_tensors(optimizer: Optimizer, model: nn.Module) -> dict[str, Tensor]:
    """The optimiser's memory as tensors named ``exp_avg.<weight>``; copies on the CPU."""
    tensors: dict[str, Tensor] = {}
    for name, parameter in model.named_parameters():
        for key, value in optimizer.state.get(parameter, {}).items():
            if isinstance(value, Tensor):
                tensors[f"{key}.{name}"] = value.detach().to("cpu", copy=True)
    return tensors


def load_optimizer_tensors(
    optimizer: Optimizer, model: nn.Module, tensors: Mapping[str, Tensor]
) -> None:
    """Restore what `optimizer_tensors` gave; weights without a memory start afresh."""
    for name, parameter in model.named_parameters():
        suffix = "." + name
        mine = {key: value for key, value in tensors.items() if key.endswith(suffix)}
        for key, value in mine.items():
            kind = key.removesuffix(suffix)
            if "." not in kind:
                device = value.device if kind == "step" else parameter.device
                optimizer.state[parameter][kind] = value.to(device, copy=True)
