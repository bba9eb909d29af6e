"""What the comparisons of all models cost with a vocabulary of a hundred thousand words."""

import sys
from pathlib import Path

import numpy as np
import pytest

from rnnlab.config import ModelConfig
from rnnlab.gui.desks.quick_scores import network_scores
from rnnlab.models.language_model import build_model
from rnnlab.probes.reading import frozen_weights
from rnnlab.text.held_out import held_out

_WORDS = 100_000
_STEPS = 60


def _megabytes() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) // 1024


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_the_scores_of_a_large_vocabulary_are_not_kept_step_by_step() -> None:
    ids = np.random.default_rng(0).integers(0, _WORDS, 40_000).astype(np.int32)
    quick = held_out(ids, np.ones(_WORDS, np.int32), 16_384)
    model = build_model(ModelConfig(hidden_size=16, embedding_size=8), _WORDS, seed=0)
    scores = network_scores(frozen_weights(model), quick)
    for _ in range(10):
        next(scores)
    before = _megabytes()
    for _ in range(_STEPS):
        next(scores)
    a_step = quick.inputs.shape[1] * _WORDS * 8 / 2**20  # MiB of scores in float64
    assert _megabytes() - before < 10 * a_step
