"""A run file that opens although it was changed: going on from it works, or is refused."""

import dataclasses
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from rnnlab.config import RunConfig, UserError
from rnnlab.session import SavedRun, capture_run, load_run, open_model, resume, save_run
from rnnlab.text import Source, build_corpus, source_from_text
from rnnlab.training.errors import DivergedError
from rnnlab.training.history import History
from rnnlab.training.loop import train
from rnnlab.training.trainer import Trainer

SETTINGS: dict[str, Any] = {
    "cell": "lstm",
    "hidden_size": 4,
    "embedding_size": 3,
    "batch_size": 2,
    "sequence_length": 5,
    "dropout": 0.2,
    "layers": 2,
    "schedule": "plateau",
    "validation_interval": 2,
    "steps": 30,
    "device": "cpu",
    "threads": 1,
}


@pytest.fixture(scope="module")
def source() -> Source:
    return source_from_text("".join(random.Random(1).choices("abcde ", k=600)), "Letters")


@pytest.fixture(scope="module")
def saved(source: Source, tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    """A run of six steps, as it is read from its file."""
    config = RunConfig().changed(**SETTINGS)
    trainer, history = Trainer(config, build_corpus(source, config.text)), History()
    for record in train(trainer):
        history.add(record)
        if trainer.step == 6:
            break
    path = tmp_path_factory.mktemp("saved") / "run.rnnlab"
    save_run(path, capture_run("Try", config, trainer.corpus, source, trainer.state(), history))
    return load_run(path)


def goes_on(saved: SavedRun, source: Source) -> bool:
    """Whether it goes on, for a step at least; else it was refused in a sentence."""
    sentence = ""
    try:
        History.from_arrays(saved.history)
        open_model(saved)
        trainer, _ = resume(saved, source, {})
        trainer.make_step()
    except DivergedError:  # a named end: weights or memory held numbers that are too large
        return True
    except UserError as error:
        sentence = str(error)
    assert not sentence or sentence.endswith(".")
    return not sentence


def hostile_tensor(tensor: Tensor, chance: random.Random) -> Tensor:
    """A tensor of another shape, kind or content."""
    ways: list[Callable[[Tensor], Tensor]] = [
        lambda t: t.flatten()[:-1],
        lambda t: t[None],
        lambda t: t.to(torch.float64),
        lambda t: t.to(torch.int64),
        lambda t: t.to(torch.uint8),
        lambda t: t.to(torch.bool),
        lambda t: torch.full_like(t, 0) - 1,
        lambda t: torch.zeros(0),
        lambda t: torch.zeros_like(t),
        lambda t: t.to(torch.float64) * float("nan"),
        lambda t: t.to(torch.float64) + float("inf"),
        lambda t: t.to(torch.float32) + 1e38,
    ]
    return chance.choice(ways)(tensor).clone()


NO_NUMBERS = (float("nan"), float("inf"), -1.0, 2**64, "x", [], True, {})
PLAIN = (None, True, -1, 10**400, 1e308, float("nan"), float("inf"), "x", [], {}, [[1]], {"a": []})


def hostile_plain(data: Any, chance: random.Random) -> Any:
    """JSON with another value somewhere."""
    if isinstance(data, dict) and data and chance.random() < 0.8:
        name = chance.choice(sorted(data))
        return {**data, name: hostile_plain(data[name], chance)}
    return chance.choice(PLAIN)


def hostile(saved: SavedRun, chance: random.Random) -> SavedRun:
    """A run in which something is not as it should be."""
    match chance.randrange(5):
        case 0:
            return dataclasses.replace(saved, state=hostile_table(saved.state, chance))
        case 1:
            return dataclasses.replace(saved, weights=hostile_tensors(saved.weights, chance))
        case 2:
            return dataclasses.replace(saved, step=chance.choice([0, 1, 29, 30, 31, 2**63 - 1]))
        case _:
            return dataclasses.replace(saved, optimizer=hostile_tensors(saved.optimizer, chance))


def hostile_table(data: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    changed = hostile_plain(data, chance)
    return changed if isinstance(changed, dict) else {}


def hostile_tensors(tensors: dict[str, Tensor], chance: random.Random) -> dict[str, Tensor]:
    name = chance.choice(sorted(tensors))
    others = {other: tensor for other, tensor in tensors.items() if other != name}
    match chance.randrange(6):
        case 0:
            return others
        case 1:
            return {**others, name + "x": tensors[name]}
        case _:
            return {**others, name: hostile_tensor(tensors[name], chance)}


@pytest.mark.parametrize("trials", [250, pytest.param(2_000, marks=pytest.mark.slow)])
def test_what_opens_goes_on_or_is_refused(trials: int, saved: SavedRun, source: Source) -> None:
    chance = random.Random(trials)
    went_on = sum(goes_on(hostile(saved, chance), source) for _ in range(trials))
    assert trials // 10 < went_on < trials


@pytest.mark.parametrize("name", ["factor", "best", "waited", "step"])
@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -1.0, 2**64, "x", [], True, {}], ids=repr
)
def test_a_schedule_that_cannot_be_is_refused(
    name: str, value: object, saved: SavedRun, source: Source
) -> None:
    plain = json.loads(json.dumps(saved.state))  # a copy
    plain["trainer"]["plateau"][name] = value
    assert not goes_on(dataclasses.replace(saved, state=plain), source)


@pytest.mark.parametrize("changed", ["weights", "optimizer", "history"])
def test_parts_that_are_missing_are_refused_or_begin_anew(
    changed: str, saved: SavedRun, source: Source, tmp_path: Path
) -> None:
    without = dataclasses.replace(saved, **{changed: {}})
    assert goes_on(without, source) == (changed == "history")
