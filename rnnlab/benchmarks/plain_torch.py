"""The yardstick of training: the loop that torch's own modules make in thirty lines."""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

from rnnlab.config import ModelConfig, RunConfig
from rnnlab.models import State, build_model
from rnnlab.text import Batches, Corpus
from rnnlab.training.optimizers import ADAM_BETAS


class PlainModel(nn.Module):
    """Embedding → recurrent module of torch → output.

    Torch has no simplified GRU; the full one stands in for it.

    Args:
        config: Cell and sizes; one without dropout and tied weights.
        vocabulary_size: Number of tokens V.
    """

    def __init__(self, config: ModelConfig, vocabulary_size: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, config.embedding_size)
        self.rnn = plain_module(config)
        self.output = nn.Linear(config.hidden_size, vocabulary_size)

    def forward(self, inputs: Tensor, state: State | None) -> tuple[Tensor, State]:
        """Logits (T, B, V) for inputs (T, B), and the state after them, (L, B, H) each."""
        single = state[0] if state is not None and len(state) == 1 else state
        hidden, after = self.rnn(self.embedding(inputs), single)  # (T, B, H)
        return self.output(hidden), after if isinstance(after, tuple) else (after,)


def plain_module(config: ModelConfig) -> nn.RNNBase:
    """Torch's own module for a cell."""
    sizes = (config.embedding_size, config.hidden_size, config.layers)
    match config.cell:
        case "lstm":
            return nn.LSTM(*sizes)
        case "gru" | "gru-simplified":
            return nn.GRU(*sizes)
        case "rnn-tanh":
            return nn.RNN(*sizes, nonlinearity="tanh")
        case "rnn-relu":
            return nn.RNN(*sizes, nonlinearity="relu")
        case "window" | "average":
            raise ValueError(f"torch has no module of its own for “{config.cell}”")


def plain_cell(config: ModelConfig) -> nn.RNNCellBase:
    """Torch's own module for one step of a cell."""
    sizes = (config.embedding_size, config.hidden_size)
    match config.cell:
        case "lstm":
            return nn.LSTMCell(*sizes)
        case "gru" | "gru-simplified":
            return nn.GRUCell(*sizes)
        case "rnn-tanh":
            return nn.RNNCell(*sizes, nonlinearity="tanh")
        case "rnn-relu":
            return nn.RNNCell(*sizes, nonlinearity="relu")
        case "window" | "average":
            raise ValueError(f"torch has no module of its own for “{config.cell}”")


class PlainLoop:
    """Trains a `PlainModel` with nothing around it: no record, no schedule, no check.

    It begins with the weights, reads the batches and makes the updates that the trainer of
    the same choices does at a constant rate. All batches lie ready as tensors, which is more
    than a loop can ask for.

    Args:
        config: The choices; Adam, and the state carried from batch to batch.
        corpus: The text.
    """

    def __init__(self, config: RunConfig, corpus: Corpus) -> None:
        training = config.training
        vocabulary_size = len(corpus.vocabulary)
        self.model = PlainModel(config.model, vocabulary_size)
        if config.model.cell != "gru-simplified":
            same = build_model(config.model, vocabulary_size, training.seed)
            self.model.load_state_dict(same.torch_weights())
        self._clip = training.gradient_clip
        self._optimizer = torch.optim.Adam(
            self.model.parameters(), lr=training.learning_rate, betas=ADAM_BETAS, fused=True
        )
        batches = Batches(corpus.train, training.batch_size, training.sequence_length)
        self._batches = [_tensors(batches, index) for index in range(len(batches))]
        self._state: State | None = None
        self._steps = 0

    def step(self) -> Tensor:
        """Read one batch and move the weights; the loss before that, ()."""
        index = self._steps % len(self._batches)
        inputs, targets = self._batches[index]
        logits, state = self.model(inputs, self._state if index else None)
        loss = cross_entropy(logits.flatten(0, 1), targets.flatten())
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        clip_grad_norm_(self.model.parameters(), self._clip)
        self._optimizer.step()
        self._state = cast(State, tuple(tensor.detach() for tensor in state))
        self._steps += 1
        return loss.detach()


def _tensors(batches: Batches, index: int) -> tuple[Tensor, Tensor]:
    inputs, targets = batches.batch(index)
    return torch.from_numpy(inputs), torch.from_numpy(targets)
