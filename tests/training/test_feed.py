"""The training text on the device."""

import numpy as np
import pytest
import torch

from rnnlab.config import TrainingConfig
from rnnlab.text import Batches, TextError
from rnnlab.training.feed import Feed

CPU = torch.device("cpu")
CONFIG = TrainingConfig(batch_size=3, sequence_length=4)
IDS = np.arange(50, dtype=np.int32)


def test_every_batch_is_the_one_the_text_room_cuts() -> None:
    feed, batches = Feed(IDS, CONFIG, CPU), Batches(IDS, 3, 4)
    assert feed.steps_per_epoch == len(batches) == 4
    for step in range(4):
        for mine, theirs in zip(feed.batch(step), batches.batch(step), strict=True):
            assert mine.dtype == torch.int64
            assert np.array_equal(mine.numpy(), theirs)


def test_after_an_epoch_the_text_begins_again() -> None:
    feed = Feed(IDS, CONFIG, CPU)
    assert torch.equal(feed.batch(6)[0], feed.batch(2)[0])
    assert [step for step in range(9) if feed.begins_epoch(step)] == [0, 4, 8]


def test_on_the_cpu_the_text_is_not_copied() -> None:
    ids = IDS.copy()
    feed = Feed(ids, CONFIG, CPU)
    ids[0] = 77
    assert feed.batch(0)[0][0, 0] == 77


def test_a_text_shorter_than_a_batch_is_refused() -> None:
    with pytest.raises(TextError, match="lower the batch size or the sequence length"):
        Feed(IDS[:12], CONFIG, CPU)
