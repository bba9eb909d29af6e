"""What a step did to each group, against the weights before and after it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_
from torch.optim import SGD, Adagrad, Adam, Optimizer, RMSprop

from rnnlab.config import Cell
from rnnlab.models import BLOCKS, LanguageModel
from rnnlab.probes import ProbeError, gradient_flow, parameter_groups

Make = Callable[..., Any]
OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    "sgd": lambda weights, **more: SGD(weights, lr=0.05, fused=True, **more),
    "momentum": lambda weights, **more: SGD(weights, lr=0.05, momentum=0.9, fused=True, **more),
    "rmsprop": lambda weights, **more: RMSprop(weights, lr=0.05, eps=1e-8, **more),
    "adam": lambda weights, **more: Adam(
        weights, lr=0.05, betas=(0.9, 0.99), eps=1e-8, fused=True, **more
    ),
}
# Which weights belong together, spelled out once more by torch's names.
EXPECTED_GROUPS = {
    "embedding": ["embedding.weight"],
    "layer 1 input weights": ["rnn.weight_ih_l0"],
    "layer 1 recurrent weights": ["rnn.weight_hh_l0"],
    "layer 1 biases": ["rnn.bias_ih_l0", "rnn.bias_hh_l0"],
    "layer 2 input weights": ["rnn.weight_ih_l1"],
    "layer 2 recurrent weights": ["rnn.weight_hh_l1"],
    "layer 2 biases": ["rnn.bias_ih_l1", "rnn.bias_hh_l1"],
    "output": ["output.weight", "output.bias"],
}


def read_batch(model: LanguageModel, ids: Any) -> None:
    tokens = torch.from_numpy(ids).long().unsqueeze(1)
    logits, _ = model(tokens[:-1])
    model.zero_grad()
    cross_entropy(logits.flatten(0, 1), tokens[1:].flatten()).backward()


def joined(tensors: dict[str, torch.Tensor], names: list[str]) -> float:
    return float(np.linalg.norm(np.concatenate([tensors[name].flatten() for name in names])))


def gradients(model: LanguageModel) -> dict[str, torch.Tensor]:
    found = {name: parameter.grad for name, parameter in model.named_parameters()}
    return {name: grad.clone() for name, grad in found.items() if grad is not None}


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_norms_are_those_of_what_changed(
    name: str, decay: float, small_model: Make, text: Make
) -> None:
    model = small_model("lstm", 2).double()
    optimizer = OPTIMIZERS[name](model.parameters(), weight_decay=decay)
    for step in range(3):
        read_batch(model, text(10 + step))
        raw = gradients(model)
        norm = clip_grad_norm_(model.parameters(), 0.05).item()
        clipped, before = gradients(model), model.torch_weights()
        optimizer.step()
        after = model.torch_weights()
        changes = {key: after[key] - before[key] for key in after}
        flows = gradient_flow(model, optimizer, norm)
        assert norm > 0.05
        assert [flow.name for flow in flows] == list(EXPECTED_GROUPS)
        for flow in flows:
            keys = EXPECTED_GROUPS[flow.name]
            assert flow.parameters == sum(after[key].numel() for key in keys)
            assert flow.weight_norm == pytest.approx(joined(after, keys), rel=1e-9)
            assert flow.gradient_norm == pytest.approx(joined(raw, keys), rel=1e-9)
            assert flow.clipped_norm == pytest.approx(joined(clipped, keys), rel=1e-9)
            assert flow.update_norm == pytest.approx(joined(changes, keys), rel=1e-7)
            ratio = joined(changes, keys) / joined(after, keys)
            assert flow.update_ratio == pytest.approx(ratio, rel=1e-7)


@pytest.mark.parametrize("cell", BLOCKS)
def test_every_weight_is_in_one_group(cell: Cell, small_model: Make) -> None:
    model = small_model(cell, 2)
    groups = parameter_groups(model)
    assert list(groups) == list(EXPECTED_GROUPS)
    grouped = sorted(id(parameter) for group in groups.values() for parameter in group)
    assert grouped == sorted(id(parameter) for parameter in model.parameters())


def test_a_gradient_that_was_not_clipped_is_the_same_before_and_after(
    small_model: Make, text: Make
) -> None:
    model = small_model("gru")
    optimizer = OPTIMIZERS["adam"](model.parameters())
    read_batch(model, text(9))
    optimizer.step()
    for flow in gradient_flow(model, optimizer):
        assert flow.gradient_norm == flow.clipped_norm > 0


def test_tied_weights_are_counted_once(small_model: Make) -> None:
    model = small_model("gru", embedding_size=4, tie_weights=True)
    groups = parameter_groups(model)
    assert [tuple(weight.shape) for weight in groups["embedding"]] == [(6, 4)]
    assert [tuple(weight.shape) for weight in groups["output"]] == [(6,)]


def test_one_hot_input_has_no_embedding_group(small_model: Make) -> None:
    assert "embedding" not in parameter_groups(small_model("gru", input_encoding="one-hot"))


def test_looking_changes_nothing(small_model: Make, text: Make) -> None:
    model = small_model("gru")
    optimizer = OPTIMIZERS["adam"](model.parameters())
    read_batch(model, text(9))
    optimizer.step()
    weights, grads = model.torch_weights(), gradients(model)
    memory = {key: value.clone() for key, value in optimizer.state[model.output.bias].items()}
    gradient_flow(model, optimizer)
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter, weights[name])
        assert parameter.grad is not None
        assert torch.equal(parameter.grad, grads[name])
    for key, value in optimizer.state[model.output.bias].items():
        assert torch.equal(value, memory[key])


def test_broken_gradients_are_shown_as_such(small_model: Make, text: Make) -> None:
    model = small_model("gru")
    optimizer = OPTIMIZERS["sgd"](model.parameters())
    read_batch(model, text(9))
    assert model.output.bias.grad is not None
    model.output.bias.grad.fill_(math.nan)
    flows = {flow.name: flow for flow in gradient_flow(model, optimizer)}
    assert math.isnan(flows["output"].clipped_norm)
    assert math.isfinite(flows["embedding"].clipped_norm)


@pytest.mark.parametrize("name", ["momentum", "rmsprop", "adam"])
def test_before_the_first_step_there_is_nothing_to_tell(
    name: str, small_model: Make, text: Make
) -> None:
    model = small_model("gru")
    optimizer = OPTIMIZERS[name](model.parameters())
    with pytest.raises(ProbeError, match="No training step"):
        gradient_flow(model, optimizer)
    read_batch(model, text(9))
    with pytest.raises(ProbeError, match="No training step"):
        gradient_flow(model, optimizer)
    assert not optimizer.state


def test_an_optimiser_without_a_written_rule_is_a_bug(small_model: Make, text: Make) -> None:
    model = small_model("gru")
    read_batch(model, text(9))
    with pytest.raises(TypeError, match="Adagrad"):
        gradient_flow(model, Adagrad(model.parameters()))
