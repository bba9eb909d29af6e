"""A second, independent model of the cells, for the oracles of this room.

It is written from the equations alone, one unbatched step after another in float64, and asks
torch's autograd for what `rnnlab.probes` works out by hand.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from rnnlab.config import ModelConfig
from rnnlab.models import LanguageModel, build_model

Ids = npt.NDArray[np.int32]
# Called with step, layer and "h", "c" or the name of a gate as soon as it is known.
Touch = Callable[[int, int, str, Tensor], Tensor]

VOCABULARY = 6
HIDDEN = 4


class Oracle:
    """The equations of every cell, differentiable in everything."""

    def __init__(self, model: LanguageModel) -> None:
        self.cell = model.config.cell
        self.layers = model.config.layers
        self.weights = {name: tensor.double() for name, tensor in model.torch_weights().items()}

    def inputs(self, ids: Ids) -> Tensor:
        """The vectors that the first layer reads, (T, I), of all tokens but the last."""
        tokens = torch.from_numpy(ids[:-1]).long()
        if "embedding.weight" in self.weights:
            return self.weights["embedding.weight"][tokens]
        return torch.eye(len(self.weights["output.bias"]), dtype=torch.float64)[tokens]

    def zero_state(self) -> list[tuple[Tensor, Tensor]]:
        """h and c of each layer; only the LSTM looks at c."""
        zeros = torch.zeros(self.weights["rnn.weight_hh_l0"].shape[1], dtype=torch.float64)
        return [(zeros, zeros)] * self.layers

    def step(
        self, x: Tensor, state: Sequence[tuple[Tensor, Tensor]], t: int, touch: Touch
    ) -> list[tuple[Tensor, Tensor]]:
        """One step of the whole stack."""
        after = []
        for layer, (h, c) in enumerate(state):
            a = self._times(f"ih_l{layer}", x)
            u = self._times(f"hh_l{layer}", h)
            x, c = self._cell(a, u, h, c, lambda kind, v, k=layer: touch(t, k, kind, v))
            after.append((x, c))
        return after

    def log_probabilities(self, xs: Tensor, touch: Touch = lambda t, k, kind, v: v) -> Tensor:
        """Of every token after every input, (T, V)."""
        state = self.zero_state()
        rows = []
        for t, x in enumerate(xs):
            state = self.step(x, state, t, touch)
            logits = self.weights["output.weight"] @ state[-1][0] + self.weights["output.bias"]
            rows.append(logits - logits.exp().sum().log())
        return torch.stack(rows)

    def losses(self, ids: Ids, touch: Touch = lambda t, k, kind, v: v) -> Tensor:
        """−log p of every target, (T,)."""
        log_probabilities = self.log_probabilities(self.inputs(ids), touch)
        targets = torch.from_numpy(ids[1:]).long()
        return -log_probabilities[torch.arange(len(targets)), targets]

    def _times(self, name: str, vector: Tensor) -> Tensor:
        return self.weights[f"rnn.weight_{name}"] @ vector + self.weights[f"rnn.bias_{name}"]

    def _cell(
        self, a: Tensor, u: Tensor, h: Tensor, c: Tensor, touch: Callable[[str, Tensor], Tensor]
    ) -> tuple[Tensor, Tensor]:
        if self.cell == "rnn-tanh":
            return touch("h", torch.tanh(a + u)), c
        if self.cell == "rnn-relu":
            return touch("h", torch.clamp(a + u, min=0.0)), c
        if self.cell == "lstm":
            i, f, g, o = torch.split(a + u, len(h))
            i, f = touch("input", sigma(i)), touch("forget", sigma(f))
            g, o = touch("candidate", torch.tanh(g)), touch("output", sigma(o))
            c = touch("c", f * c + i * g)
            return touch("h", o * torch.tanh(c)), c
        if self.cell == "gru":
            (ra, za, na), (ru, zu, nu) = torch.split(a, len(h)), torch.split(u, len(h))
            n = torch.tanh(na + touch("reset", sigma(ra + ru)) * nu)
            z = sigma(za + zu)
        else:
            z, n = torch.split(a + u, len(h))
            z, n = sigma(z), torch.tanh(n)
        z, n = touch("update", z), touch("candidate", n)
        return touch("h", n + z * (h - n)), c


def sigma(x: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-x))


@pytest.fixture
def oracle_of() -> Callable[[LanguageModel], Oracle]:
    return Oracle


@pytest.fixture
def small_model() -> Callable[..., LanguageModel]:
    """Builds a model of a few units whose gates are not all alike."""

    def build(cell: str, layers: int = 1, seed: int = 11, **more: object) -> LanguageModel:
        shape = {"hidden_size": HIDDEN, "embedding_size": 3, "recurrent_gain": 1.5, **more}
        config = ModelConfig(cell=cell, layers=layers, **shape)
        model = build_model(config, VOCABULARY, seed)
        if cell == "rnn-relu":
            _wake(model)
        return model

    return build


def _wake(model: LanguageModel) -> None:
    """Lift the biases of a ReLU network, or most of its few units would be off for good."""
    weights = model.torch_weights()
    for layer in range(model.config.layers):
        weights[f"rnn.bias_ih_l{layer}"] += 0.5
    model.load_torch_weights(weights)


@pytest.fixture
def text() -> Callable[[int], Ids]:
    """Makes a text of random tokens."""

    def make(length: int) -> Ids:
        return np.random.default_rng(12).integers(0, VOCABULARY, length).astype(np.int32)

    return make
