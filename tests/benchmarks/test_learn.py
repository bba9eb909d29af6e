"""Overtaking n-grams, on a text where it is soon done."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from rnnlab.benchmarks.learn import measure_learn
from rnnlab.config import RunConfig
from rnnlab.text import Source, build_corpus, source_from_text
from rnnlab.training.trainer import Trainer

QUICK = RunConfig().changed(
    hidden_size=16,
    embedding_size=8,
    batch_size=4,
    sequence_length=16,
    validation_interval=5,
    learning_rate=0.02,
    initialisation="default",  # an untrained network that is no better than guessing
    steps=60,
    device="cpu",
)


def _alphabets() -> Source:
    return source_from_text("abcdefgh" * 1_000, "Alphabets")


def test_the_characters_until_a_network_passes_the_1_gram_are_told() -> None:
    result = measure_learn(_alphabets(), QUICK, highest_order=1)
    characters, seconds = result.rows[:2]
    assert characters.name == "passes the 1-gram (8.000)"  # eight characters, equally often
    assert characters.figure.median % (5 * 4 * 16) == 0
    assert 0 < characters.figure.median <= 60 * 4 * 16
    assert seconds.figure.median > 0


def test_an_order_that_is_not_passed_is_named() -> None:
    result = measure_learn(_alphabets(), QUICK.changed(steps=5), highest_order=2)
    assert result.notes[0].startswith("Not passed: the 2-gram (1.0")


def test_the_loss_at_the_end_is_that_of_the_whole_validation_part() -> None:
    result = measure_learn(_alphabets(), QUICK, highest_order=1)
    *_, characters, _, loss = result.rows
    assert characters.figure.median == 60 * 4 * 16
    corpus = build_corpus(_alphabets(), QUICK.text)
    trainer = Trainer(QUICK, corpus)
    for _ in range(60):
        trainer.make_step()
    inputs, targets = corpus.valid[:-1].astype(np.int64), corpus.valid[1:].astype(np.int64)
    columns = len(inputs) // 128  # each is read with a fresh memory
    length = len(inputs) // columns
    cut = (slice(0, columns * length), (columns, length))
    logits, _ = trainer.model(torch.from_numpy(inputs[cut[0]].reshape(cut[1]).T))
    expected = cross_entropy(
        logits.flatten(0, 1), torch.from_numpy(targets[cut[0]].reshape(cut[1]).T).flatten()
    )
    assert loss.figure.median == pytest.approx(expected.item(), rel=1e-4)
