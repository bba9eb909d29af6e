"""Commands run inside the test's own process, on small generated texts."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rnnlab.cli import run_command

SMALL = (
    *("--hidden-size", "8", "--embedding-size", "5", "--batch-size", "4"),
    *("--sequence-length", "6", "--device", "cpu", "--threads", "1"),
)


@dataclass(frozen=True)
class Outcome:
    """Exit code and what was printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; arguments of any type are turned into strings."""

    def run(*arguments: object) -> Outcome:
        try:
            code = run_command([str(argument) for argument in arguments])
        except SystemExit as error:
            code = int(error.code or 0)
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with 2,000 characters."""
    path = tmp_path_factory.mktemp("texts") / "cats.txt"
    words = random.Random(3).choices(["the cat ", "sat. ", "a hat\n", "at the "], k=500)
    path.write_text("".join(words)[:2000], encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def trained(text: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 60 steps on that text."""
    path = tmp_path_factory.mktemp("runs") / "cats.rnnlab"
    options = ["--steps", "60", "--learning-rate", "0.02", "--out", str(path), "--json"]
    assert run_command(["train", str(text), *SMALL, *options]) == 0
    return path


@pytest.fixture
def small() -> tuple[Any, ...]:
    """Options of a small model."""
    return SMALL
