"""Small runs to save."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnlab.config import RunConfig
from rnnlab.models import build_model
from rnnlab.session import SavedRun, save_run
from rnnlab.text import Vocabulary

TOKENS = ("e", "\n", "<unk>", "\x00", "\x85", "\ud800", "é", "e\u0301", "\U0001f600")
CONFIG = RunConfig().changed(cell="lstm", layers=2, hidden_size=5, embedding_size=3)


def _make_run(**changes: Any) -> SavedRun:
    """A run of an LSTM with two layers; ``changes`` replace its fields."""
    config = changes.get("config", CONFIG)
    vocabulary = changes.get("vocabulary", Vocabulary(TOKENS))
    weights = build_model(config.model, len(vocabulary), seed=4).torch_weights()
    run = SavedRun(
        name="First try",
        config=config,
        vocabulary=vocabulary,
        corpus_name="Cats and clauses",
        corpus_sha256="ab" * 32,
        step=120,
        tokens=245_760,
        seed=4,
        weights=weights,
        optimizer={f"exp_avg.{name}": weight**2 for name, weight in weights.items()},
        state={"trainer": {"best": None, "factor": 0.5}, "seconds": 1.25, "place": [1, 2]},
        history={
            "training": np.linspace(0.0, 1.0, 40).reshape(5, 8),
            "film_norms": np.empty((0, 0)),
        },
    )
    return dataclasses.replace(run, **changes)


@pytest.fixture(scope="session")
def make_run() -> Callable[..., SavedRun]:
    """Makes a run of an LSTM with two layers; arguments replace its fields."""
    return _make_run


@pytest.fixture(scope="session")
def sound_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound run file's content."""
    path: Path = tmp_path_factory.mktemp("sound") / "run.rnnlab"
    save_run(path, _make_run())
    return path.read_bytes()
