"""What a step moves: the weights, the optimiser's memory, the carried state."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from rnnlab.config import RunConfig
from rnnlab.models.language_model import LanguageModel, build_model
from rnnlab.models.weights import State, learnt_parameters
from rnnlab.probes.groups import GroupFlow, gradient_flow
from rnnlab.text import Corpus
from rnnlab.training.errors import TrainingError
from rnnlab.training.feed import Feed
from rnnlab.training.optimizers import (
    load_optimizer_tensors,
    make_optimizer,
    optimizer_tensors,
    set_learning_rate,
)

_CARRIED = "carried_state"
_DROPOUT = "dropout_generator"


@dataclass(frozen=True)
class Batch:
    """What came out of a batch; on a GPU its numbers may not be calculated yet.

    Attributes:
        loss: Mean cross-entropy in nats per token, ().
        norm: Norm of the whole gradient before clipping, ().
        state: State after the batch, (L, B, H) each.
    """

    loss: Tensor
    norm: Tensor
    state: State


class Learner:
    """A model that reads one batch after another and moves its weights.

    Args:
        config: Sizes, optimiser, batches.
        corpus: The text.
        device: Where the arithmetic is done.

    Raises:
        TextError: The training part is shorter than one batch.
    """

    def __init__(self, config: RunConfig, corpus: Corpus, device: torch.device) -> None:
        training = config.training
        self._config = training
        self.step = 0
        self.feed = Feed(corpus.train, training, device)
        self.model: LanguageModel = build_model(
            config.model, len(corpus.vocabulary), training.seed
        ).to(device)
        self._parameters = list(learnt_parameters(self.model).values())
        self._optimizer = make_optimizer(self.model, training)
        self._carried: State | None = None
        self._has_moved = False  # by the gradient that the weights hold now
        self._dropout_before: Tensor | None = None  # the batch that is read and not moved by

    def read(self, clip: float) -> Batch:
        """Read the next batch and leave its gradient in the weights.

        Args:
            clip: The gradient is scaled down to this norm if it is longer; 0 leaves it.
        """
        self.model.train()
        self._dropout_before = self.model.dropout_state() if self.model.config.dropout else None
        inputs, targets = self.feed.batch(self.step)
        logits, state = self.model(inputs, self._state_for_next_batch())
        loss = functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
        self._has_moved = False
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        norm = clip_grad_norm_(self._parameters, clip or math.inf)
        return Batch(loss.detach(), norm, tuple(tensor.detach() for tensor in state))

    def move(self, batch: Batch, rate: float) -> None:
        """Move the weights by the gradient of the batch just read.

        Where that fails on the CPU, for want of memory, no weight has moved.
        """
        set_learning_rate(self._optimizer, rate)
        is_first = not self._optimizer.state
        try:
            self._optimizer.step()
        except Exception:
            if is_first:  # torch would take a memory that is half made for a whole one
                self._optimizer.state.clear()
            raise
        self._has_moved = True
        self._dropout_before = None
        self._carried = batch.state
        self.step += 1

    def forget_reading(self) -> None:
        """Be as before the last batch was read, if it has not moved the weights."""
        self._optimizer.zero_grad(set_to_none=True)
        self._has_moved = False
        if self._dropout_before is not None:
            self.model.set_dropout_state(self._dropout_before)
            self._dropout_before = None

    def group_flow(self, norm: float) -> tuple[GroupFlow, ...]:
        """What the last step did to each group of weights; empty if none was made here.

        Args:
            norm: Of the whole gradient before clipping, from the `Batch` of that step.
        """
        return gradient_flow(self.model, self._optimizer, norm) if self._has_moved else ()

    def weights(self, device: torch.device) -> dict[str, Tensor]:
        """A copy of the weights by torch's names."""
        return {
            name: parameter.detach().to(device, copy=True)
            for name, parameter in self.model.named_parameters()
        }

    def memory(self, device: torch.device) -> dict[str, Tensor]:
        """A copy of all else that later steps depend on, by name."""
        memory = optimizer_tensors(self._optimizer, self.model, device)
        for index, tensor in enumerate(self._carried or ()):
            memory[f"{_CARRIED}.{index}"] = tensor.to(device, copy=True)
        memory[_DROPOUT] = self.model.dropout_state()
        return memory

    def restore(
        self, step: int, weights: Mapping[str, Tensor], memory: Mapping[str, Tensor]
    ) -> None:
        """Go on from where another learner with the same choices and text stood.

        Raises:
            ModelError: The weights fit another model, or the random state is damaged.
            TrainingError: The memory is damaged or fits another model.
        """
        self._has_moved = False
        self.model.load_torch_weights(weights)
        if step == 0:
            self._optimizer.state.clear()
        else:
            load_optimizer_tensors(self._optimizer, self.model, self._config, memory)
        self._carried = self._find_carried(memory)
        if _DROPOUT in memory:
            self.model.set_dropout_state(memory[_DROPOUT])
        self._dropout_before = None
        self.step = step

    def _state_for_next_batch(self) -> State:
        starts_afresh = self.feed.begins_epoch(self.step) or not self._config.carry_state
        if self._carried is None or starts_afresh:
            return self.model.initial_state(self._config.batch_size)
        return self._carried

    def _find_carried(self, memory: Mapping[str, Tensor]) -> State | None:
        expected = self.model.initial_state(self._config.batch_size)
        names = [f"{_CARRIED}.{index}" for index in range(len(expected))]
        if not any(name in memory for name in names):
            return None
        for name, zeros in zip(names, expected, strict=True):
            if name not in memory or memory[name].shape != zeros.shape:
                raise TrainingError(
                    "The saved state of the network fits another model or batch size, so training "
                    "cannot go on from it; begin a new run."
                )
        pairs = zip(names, expected, strict=True)
        return tuple(zeros.copy_(memory[name]) for name, zeros in pairs)
