"""Counted operations against torch's own counter and against a count by hand."""

from time import perf_counter

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from rnnlab.benchmarks.arithmetic import PRODUCTS, Peak, operations_per_step
from rnnlab.benchmarks.material import CHARACTERS, benchmark_config, benchmark_corpus
from rnnlab.benchmarks.plain_torch import PlainLoop
from rnnlab.benchmarks.step_rows import every_model

MODELS = {config.model.title: config for config in every_model(hidden_size=24)}


@pytest.mark.parametrize("name", MODELS)
def test_torch_counts_the_same_operations(name: str) -> None:
    config = MODELS[name].changed(batch_size=3, sequence_length=5, embedding_size=8, window=4)
    loop = PlainLoop(config, benchmark_corpus(), by_steps=config.model.is_recurrent)
    loop.step()
    with FlopCounterMode(display=False) as counter:
        inputs, targets, _ = loop.next_batch()
        loop.learn(inputs, targets, None)
    assert counter.get_total_flops() == operations_per_step(config, CHARACTERS)


def test_operations_of_an_lstm_are_those_counted_by_hand() -> None:
    # four blocks of 256 rows over 64 + 256 numbers, and 65 scores, for 32 × 64 tokens, thrice
    # 2·m·n; but nothing goes back to the 32 states before the first step
    config = benchmark_config()
    by_hand = 2048 * 6 * (1024 * 64 + 1024 * 256 + 256 * 65) - 32 * 2 * 1024 * 256
    assert operations_per_step(config, 65) == by_hand


def test_the_peak_counts_the_operations_of_its_products() -> None:
    assert Peak(16, torch.device("cpu"), perf_counter).operations == PRODUCTS * 2 * 16**3
