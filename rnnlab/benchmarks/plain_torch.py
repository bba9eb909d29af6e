"""The yardstick of training: the loop that torch's own modules make in thirty lines."""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

from rnnlab.benchmarks.plain_modules import CellLoop, plain_cell, plain_module
from rnnlab.config import ModelConfig, RunConfig
from rnnlab.models import State, build_model, pick_device
from rnnlab.text import Batches, Corpus
from rnnlab.training.optimizers import ADAM_BETAS

Carried = Tensor | State | None


class PlainModel(nn.Module):
    """Embedding → recurrent part → output.

    In an echo state network nothing but the output learns, and nothing is kept for the rest.

    Args:
        config: Cell and sizes; one without dropout and tied weights.
        vocabulary_size: Number of tokens V.
        by_steps: Take torch's cell step by step, rather than its layers.
    """

    def __init__(self, config: ModelConfig, vocabulary_size: int, by_steps: bool = False) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, config.embedding_size)
        self.rnn = CellLoop(plain_cell(config)) if by_steps else plain_module(config)
        self.output = nn.Linear(config.hidden_size, vocabulary_size)
        self._learns = not config.is_reservoir
        if config.is_reservoir:
            self.requires_grad_(False)
            self.output.requires_grad_(True)

    def forward(self, inputs: Tensor, state: Carried) -> tuple[Tensor, Carried]:
        """Logits (T, B, V) for inputs (T, B), and the state after them, as the part has it."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and self._learns):
            hidden, after = self.rnn(self.embedding(inputs), state)  # (T, B, H)
        return self.output(hidden), after

    def load(self, weights: dict[str, Tensor]) -> None:
        """Take the weights that a model of rnnlab has, by their names there."""
        self.load_state_dict({self._own_name(name): tensor for name, tensor in weights.items()})

    def _own_name(self, name: str) -> str:
        if isinstance(self.rnn, CellLoop):
            name = name.replace("rnn.", "rnn.cell.").removesuffix("_l0")
        return name.replace("hidden.", "rnn.hidden.")


class PlainLoop:
    """Trains a `PlainModel` with nothing around it: no record, no schedule, no check.

    It begins with the weights, reads the batches and makes the updates that the trainer of
    the same choices does at a constant rate. All batches lie ready as tensors, which is more
    than a loop can ask for.

    Args:
        config: The choices; Adam, and the state carried from batch to batch.
        corpus: The text.
        by_steps: As in `PlainModel`.
        capturable: Whether a CUDA graph shall record the steps.
    """

    def __init__(
        self, config: RunConfig, corpus: Corpus, by_steps: bool = False, capturable: bool = False
    ) -> None:
        training = config.training
        device = pick_device(training.device)
        vocabulary_size = len(corpus.vocabulary)
        self.model = PlainModel(config.model, vocabulary_size, by_steps)
        if config.model.cell != "gru-simplified" or by_steps:
            same = build_model(config.model, vocabulary_size, training.seed)
            self.model.load(same.torch_weights())
        self.model.to(device)
        self._learnt = [weight for weight in self.model.parameters() if weight.requires_grad]
        self._clip = training.gradient_clip
        self._optimizer = torch.optim.Adam(
            self._learnt,
            lr=training.learning_rate,
            betas=ADAM_BETAS,
            fused=True,
            capturable=capturable,
        )
        batches = Batches(corpus.train, training.batch_size, training.sequence_length)
        self._batches = [_tensors(batches, index, device) for index in range(len(batches))]
        self._state: Carried = None
        self._steps = 0

    def step(self) -> Tensor:
        """Read one batch and move the weights; the loss before that, ()."""
        inputs, targets, begins = self.next_batch()
        loss, self._state = self.learn(inputs, targets, None if begins else self._state)
        return loss

    def next_batch(self) -> tuple[Tensor, Tensor, bool]:
        """Inputs and targets, (T, B) each, and whether they are the text's first."""
        index = self._steps % len(self._batches)
        self._steps += 1
        return *self._batches[index], index == 0

    def rewind(self) -> None:
        """Begin the text again with the next batch."""
        self._steps = 0

    def learn(self, inputs: Tensor, targets: Tensor, state: Carried) -> tuple[Tensor, Carried]:
        """Move the weights by one batch; the loss before that and the state after it."""
        logits, after = self.model(inputs, state)
        loss = cross_entropy(logits.flatten(0, 1), targets.flatten())
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        clip_grad_norm_(self._learnt, self._clip)
        self._optimizer.step()
        return loss.detach(), _detached(after)


def _detached(state: Carried) -> Carried:
    if isinstance(state, tuple):
        return cast(State, tuple(tensor.detach() for tensor in state))
    return None if state is None else state.detach()


def _tensors(batches: Batches, index: int, device: torch.device) -> tuple[Tensor, Tensor]:
    inputs, targets = batches.batch(index)
    return torch.from_numpy(inputs).to(device), torch.from_numpy(targets).to(device)
