"""Advice when memory runs out."""

import subprocess
import sys

import pytest
import torch

from rnnlab.config import RunConfig
from rnnlab.training.memory import fitting_advice, out_of_memory_advice, untried_advice

CPU_ERROR = RuntimeError(
    "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"
)


@pytest.mark.parametrize("error", [CPU_ERROR, MemoryError(), torch.OutOfMemoryError("CUDA")])
def test_every_kind_of_memory_error_gets_advice(error: Exception) -> None:
    advice = out_of_memory_advice(error)
    assert advice is not None
    assert advice.startswith("There is not enough memory")


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        ({}, "try batch size 16."),
        ({"batch_size": 1}, "try sequence length 32."),
        ({"batch_size": 1, "sequence_length": 1}, "try 192 hidden units."),
        ({"batch_size": 1, "sequence_length": 1, "hidden_size": 1}, "try 1 hidden unit."),
    ],
)
def test_what_was_not_tried_halves_what_takes_memory(values: dict[str, int], advice: str) -> None:
    assert untried_advice(RunConfig().changed(**values)).endswith(advice)


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        ({"batch_size": 2048}, "Batch size 2,048 would fit."),
        ({"sequence_length": 64}, "Sequence length 64 would fit."),
        ({"hidden_size": 96}, "96 hidden units would fit."),
        ({"hidden_size": 8, "embedding_size": 8}, "8 hidden units, with as wide an embedding, "),
        (None, "not enough memory even for a single hidden unit"),
    ],
)
def test_what_was_tried_is_said_to_fit(values: dict[str, int] | None, advice: str) -> None:
    assert advice in fitting_advice(values)


@pytest.mark.parametrize("error", [RuntimeError("shape mismatch"), ValueError("x"), KeyError(1)])
def test_other_errors_get_none(error: Exception) -> None:
    assert out_of_memory_advice(error) is None


def test_torch_is_not_loaded_to_look_at_an_error() -> None:
    code = (
        "import sys; from rnnlab.training.memory import out_of_memory_advice as advice;"
        "assert advice(MemoryError()) and not advice(ValueError());"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
