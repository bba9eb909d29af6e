"""Networks without recurrence and an echo state network at the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnlab.models import count_learnt, count_parameters
from rnnlab.session import load_run, open_model

Run = Callable[..., Any]
OPTIONS = {
    "window": ("--cell", "window", "--window", 4),
    "average": ("--cell", "average"),
}


@pytest.fixture(params=OPTIONS)
def made(
    request: pytest.FixtureRequest, run: Run, text: Path, small: tuple[str, ...], tmp_path: Path
) -> Path:
    """A run of a few steps."""
    out = tmp_path / "run.rnnlab"
    told = run("train", text, *small, *OPTIONS[request.param], "--steps", 9, "--out", out, "--json")
    assert told.code == 0, told.err
    return out


def answer(outcome: Any) -> dict[str, Any]:
    assert outcome.code == 0, outcome.err
    found = json.loads(outcome.out)
    assert isinstance(found, dict)
    return found


def test_a_run_goes_on_writes_scores_and_tells_of_itself(
    made: Path, run: Run, text: Path, small: tuple[str, ...]
) -> None:
    assert answer(run("train", text, "--resume", made, "--steps", 14, "--json"))["steps"] == 14
    written = run("sample", made, "--length", 30, "--seed", 3)
    assert (written.code, len(written.out.rstrip("\n")) >= 25) == (0, True)
    scored = answer(run("score", made, "--text", "the cat sat", "--json"))
    assert len(scored["log_probabilities"]) == 10
    told = answer(run("info", made, "--json"))
    model = load_run(made).config.model
    assert told["settings"]["cell"] == model.cell
    assert told["parameters"] == count_parameters(model, told["vocabulary"])


def test_a_probe_tells_the_gradient_by_what_was_read(made: Path, run: Run) -> None:
    told = answer(run("probe", made, "--text", "the cat sat", "--json"))
    (norms,) = told["input_gradient_norm"]
    assert len(norms) == 10
    assert "hidden_gradient_norm" not in told
    if open_model(load_run(made)).config.cell == "window":
        assert not any(norms[:-4])
        assert all(norms[-4:])
    else:
        np.testing.assert_allclose(norms, norms[0])
    shown = run("probe", made, "--text", "the cat sat")
    assert "by the vector of each token" in shown.out


def test_more_than_one_layer_is_one_sentence(run: Run, text: Path) -> None:
    outcome = run("train", text, "--cell", "window", "--layers", 2, "--steps", 1)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert "set the layers to 1" in outcome.err


def test_a_window_beyond_its_range_is_one_sentence(run: Run, text: Path) -> None:
    outcome = run("train", text, "--cell", "window", "--window", 65, "--steps", 1)
    assert outcome.code == 2
    assert "Window must be between 1 and 64" in outcome.err


def test_how_many_learn_is_told_where_it_is_not_all(
    run: Run, text: Path, small: tuple[str, ...], tmp_path: Path
) -> None:
    echo = ("--cell", "rnn-tanh", "--reservoir")
    out = tmp_path / "echo.rnnlab"
    told = answer(run("train", text, *small, *echo, "--steps", 2, "--out", out, "--json"))
    saved = load_run(out)
    size = len(saved.vocabulary)
    assert told["parameters"] == count_parameters(saved.config.model, size)
    assert told["learnt_parameters"] == count_learnt(saved.config.model, size)
    table = run("train", text, *small, *echo, "--steps", 2).out
    assert f"{told['learnt_parameters']:,} of them learn" in table
    assert "of them learn" not in run("train", text, *small, "--steps", 2).out
