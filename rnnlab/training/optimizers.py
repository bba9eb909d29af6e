"""The optimisers of the lectures, with a memory that can be written as named tensors."""

from collections.abc import Callable, Iterable, Mapping

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from rnnlab.config import TrainingConfig
from rnnlab.models.weights import learnt_parameters
from rnnlab.training.errors import TrainingError
from rnnlab.training.plain_optimizers import SGD, Adam, RMSprop

MOMENTUM = 0.9
RMSPROP_DECAY = 0.99
ADAM_BETAS = (0.9, 0.99)
TINY = 1e-8  # keeps RMSprop and Adam from dividing by zero

_Maker = Callable[[Iterable[nn.Parameter], TrainingConfig], Optimizer]


def _sgd(parameters: Iterable[nn.Parameter], config: TrainingConfig) -> Optimizer:
    return SGD(parameters, lr=config.learning_rate, weight_decay=config.weight_decay, fused=True)


def _momentum(parameters: Iterable[nn.Parameter], config: TrainingConfig) -> Optimizer:
    return SGD(
        parameters,
        lr=config.learning_rate,
        momentum=MOMENTUM,
        weight_decay=config.weight_decay,
        fused=True,
    )


def _rmsprop(parameters: Iterable[nn.Parameter], config: TrainingConfig) -> Optimizer:
    return RMSprop(
        parameters,
        lr=config.learning_rate,
        alpha=RMSPROP_DECAY,
        eps=TINY,
        weight_decay=config.weight_decay,
    )


def _adam(parameters: Iterable[nn.Parameter], config: TrainingConfig) -> Optimizer:
    return Adam(
        parameters,
        lr=config.learning_rate,
        betas=ADAM_BETAS,
        eps=TINY,
        weight_decay=config.weight_decay,
        fused=True,
    )


_MAKERS: dict[str, _Maker] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "rmsprop": _rmsprop,
    "adam": _adam,
}

# What each optimiser remembers of each weight, by torch's names; “step” is a single number.
MEMORY: dict[str, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("momentum_buffer",),
    "rmsprop": ("square_avg", "step"),
    "adam": ("exp_avg", "exp_avg_sq", "step"),
}


def make_optimizer(model: nn.Module, config: TrainingConfig) -> Optimizer:
    """The optimiser that ``config`` names, over all weights of ``model`` that are not fixed.

    With the gradient ``g`` and the rate ``α``, for each weight ``w``:

    | SGD:       ``w ← w − α g``
    | Momentum:  ``v ← 0.9 v + g``,              ``w ← w − α v``
    | RMSprop:   ``s ← 0.99 s + 0.01 g²``,       ``w ← w − α g / (√s + ε)``
    | Adam:      ``v ← 0.9 v + 0.1 g``, ``s ← 0.99 s + 0.01 g²``, and with both freed of the
                 start's bias                    ``w ← w − α v̂ / (√ŝ + ε)``

    Adam's second memory is shorter than the 0.999 of Kingma & Ba (2015): in a run of a few
    thousand steps it learns faster. Weight decay is added to the gradient (L2).
    """
    return _MAKERS[config.optimizer](learnt_parameters(model).values(), config)


def set_learning_rate(optimizer: Optimizer, rate: float) -> None:
    """Use ``rate`` from the next step on."""
    for group in optimizer.param_groups:
        group["lr"] = rate


def optimizer_tensors(
    optimizer: Optimizer, model: nn.Module, device: torch.device
) -> dict[str, Tensor]:
    """A copy of the optimiser's memory on ``device``, by names such as ``exp_avg.<weight>``."""
    return {
        f"{kind}.{name}": value.detach().to(device, copy=True)
        for name, parameter in model.named_parameters()
        for kind, value in optimizer.state.get(parameter, {}).items()
        if isinstance(value, Tensor)
    }


def load_optimizer_tensors(
    optimizer: Optimizer,
    model: nn.Module,
    config: TrainingConfig,
    tensors: Mapping[str, Tensor],
) -> None:
    """Restore what `optimizer_tensors` gave after a step; other names are passed over.

    Raises:
        TrainingError: The memory is incomplete or fits another model.
    """
    memory = {
        index: {kind: _fitting(tensors, kind, name, parameter) for kind in MEMORY[config.optimizer]}
        for index, (name, parameter) in enumerate(learnt_parameters(model).items())
    }
    # Torch's own way in, because it knows on which device each number is wanted.
    optimizer.load_state_dict({**optimizer.state_dict(), "state": memory})


def _fitting(
    tensors: Mapping[str, Tensor], kind: str, name: str, parameter: nn.Parameter
) -> Tensor:
    """A copy of one tensor of the memory, if it is there and has the right shape."""
    tensor = tensors.get(f"{kind}.{name}")
    shape = torch.Size() if kind == "step" else parameter.shape
    if tensor is None or tensor.shape != shape or not tensor.is_floating_point():
        raise TrainingError(
            f"The saved state of the optimiser lacks “{kind}” of “{name}” or holds it in another "
            "shape, so training cannot go on from it; begin a new run."
        )
    return tensor.detach().clone()
