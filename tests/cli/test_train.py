"""``rnnlab train`` on small texts, and on what people give it by mistake."""

import json
import math
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from rnnlab.cli import train as train_command
from rnnlab.generation import score
from rnnlab.session import load_run, open_model
from rnnlab.text import build_corpus, read_files
from rnnlab.training.records import StepRecord

Run = Callable[..., Any]
RESULT = {
    "steps",
    "tokens",
    "seconds",
    "tokens_per_second",
    "train_loss",
    "valid_loss",
    "perplexity",
    "parameters",
}


def result_of(outcome: Any) -> dict[str, Any]:
    assert outcome.code == 0, outcome.err
    assert outcome.out.count("\n") == 1
    answer = json.loads(outcome.out)
    assert isinstance(answer, dict)
    return answer


def weights_of(path: Path) -> dict[str, torch.Tensor]:
    return load_run(path).weights


def same_weights(one: Path, other: Path) -> bool:
    first, second = weights_of(one), weights_of(other)
    return all(torch.equal(first[name], second[name]) for name in first | second)


# what it prints


def test_json_is_one_object_with_the_agreed_names(
    run: Run, text: Path, small: tuple[str, ...]
) -> None:
    outcome = run("train", text, *small, "--steps", 5, "--json")
    result = result_of(outcome)
    assert set(result) == RESULT
    assert (result["steps"], result["tokens"]) == (5, 5 * 24)
    assert result["perplexity"] == pytest.approx(math.exp(result["valid_loss"]))
    assert result["tokens_per_second"] == pytest.approx(
        result["tokens"] / result["seconds"], rel=0.2
    )
    assert outcome.err == ""


def test_a_person_gets_a_table(run: Run, text: Path, small: tuple[str, ...]) -> None:
    outcome = run("train", text, *small, "--steps", 5)
    assert outcome.code == 0
    assert [line.split("  ")[0] for line in outcome.out.splitlines()] == [
        "steps",
        "training tokens",
        "training loss",
        "validation loss",
        "perplexity",
        "parameters",
        "saved as",
    ]


def test_training_lowers_the_perplexity(run: Run, text: Path, small: tuple[str, ...]) -> None:
    perplexities = [
        result_of(run("train", text, *small, "--steps", steps, "--learning-rate", 0.02, "--json"))[
            "perplexity"
        ]
        for steps in (1, 200)
    ]
    assert perplexities[1] < perplexities[0] / 2


def test_the_validation_loss_is_that_of_the_saved_weights(
    run: Run, text: Path, small: tuple[str, ...], tmp_path: Path
) -> None:
    out = tmp_path / "run.rnnlab"
    result = result_of(run("train", text, *small, "--steps", 9, "--out", out, "--json"))
    saved = load_run(out)
    valid = build_corpus(read_files([text]), saved.config.text).valid
    assert len(valid) == 100  # short enough to be read in one stretch
    assert result["valid_loss"] == pytest.approx(-score(open_model(saved), valid).mean(), rel=1e-6)


def test_the_length_may_be_given_in_epochs(run: Run, text: Path, small: tuple[str, ...]) -> None:
    steps_per_epoch = 1799 // 4 // 6
    result = result_of(run("train", text, *small, "--epochs", 2, "--json"))
    assert result["steps"] == 2 * steps_per_epoch
    assert (
        result_of(run("train", text, *small, "--epochs", 1, "--steps", 0, "--json"))["steps"]
        == steps_per_epoch
    )


def test_a_built_in_text_is_named_by_its_key(run: Run, small: tuple[str, ...]) -> None:
    assert result_of(run("train", "counting", *small, "--steps", 2, "--json"))["steps"] == 2


def test_words_can_be_learnt(run: Run, text: Path, small: tuple[str, ...]) -> None:
    outcome = run("train", text, *small, "--steps", 2, "--unit", "word", "--json")
    assert math.isfinite(result_of(outcome)["valid_loss"])


def test_held_out_text_that_training_never_saw_gives_null(
    run: Run, tmp_path: Path, small: tuple[str, ...]
) -> None:
    path = tmp_path / "ab.txt"
    path.write_text("ab" * 450 + "c" * 100)
    result = result_of(run("train", path, *small, "--steps", 2, "--json"))
    assert result["valid_loss"] is None
    assert result["perplexity"] is None


# what it keeps


def test_the_run_is_kept_with_its_settings(trained: Path, text: Path) -> None:
    saved = load_run(trained)
    assert (saved.name, saved.step, saved.tokens) == ("cats", 60, 60 * 24)
    assert saved.config.model.hidden_size == 8
    assert saved.config.training.learning_rate == 0.02
    assert saved.state["source"]["paths"] == [str(text)]
    assert saved.history["training"].shape[0] == 60


def test_every_setting_is_an_option(
    run: Run, text: Path, small: tuple[str, ...], tmp_path: Path
) -> None:
    out = tmp_path / "run.rnnlab"
    options = {
        "cell": "gru",
        "layers": 2,
        "dropout": 0.25,
        "optimizer": "rmsprop",
        "schedule": "cosine",
        "gradient_clip": 0.5,
        "minimum_count": 2,
        "train_fraction": 0.8,
        "seed": 7,
        "weight_decay": 0.01,
        "initialisation": "he",
    }
    named = [word for name, value in options.items() for word in (f"--{name}", value)]
    named = [word.replace("_", "-") if str(word).startswith("--") else word for word in named]
    assert (
        run("train", text, *small, *named, "--no-carry-state", "--steps", 2, "--out", out).code == 0
    )
    values = load_run(out).config.values()
    assert {name: values[name] for name in options} == options
    assert values["carry_state"] is False


def test_a_resumed_run_takes_the_course_of_one_that_was_not_interrupted(
    run: Run, text: Path, small: tuple[str, ...], tmp_path: Path
) -> None:
    """The second half is trained in a process of its own."""
    whole, half, rest = (tmp_path / f"{name}.rnnlab" for name in ("whole", "half", "rest"))
    options = [*small, "--schedule", "constant", "--layers", 2, "--dropout", 0.3]
    assert run("train", text, *options, "--steps", 40, "--out", whole).code == 0
    assert run("train", text, *options, "--steps", 23, "--out", half).code == 0
    command = [sys.executable, "-m", "rnnlab", "train", str(text), "--resume", str(half)]
    subprocess.run([*command, "--steps", "40", "--out", str(rest)], check=True, capture_output=True)
    assert same_weights(whole, rest)
    ours, theirs = load_run(rest), load_run(whole)
    assert all(torch.equal(ours.optimizer[n], theirs.optimizer[n]) for n in theirs.optimizer)
    without_time = [0, 1, 2, 3, 4, 5, 7]
    np.testing.assert_allclose(
        ours.history["training"][:, without_time], theirs.history["training"][:, without_time]
    )


def test_a_resumed_run_may_be_made_longer_in_epochs(run: Run, text: Path, trained: Path) -> None:
    result = result_of(run("train", text, "--resume", trained, "--epochs", 2, "--json"))
    assert result["steps"] == 148


def test_a_finished_run_is_not_trained_further_unasked(run: Run, text: Path, trained: Path) -> None:
    outcome = run("train", text, "--resume", trained, "--json")
    assert result_of(outcome)["steps"] == 60
    assert outcome.err == "The run has made all of its 60 steps; --steps makes it longer.\n"


def test_live_settings_may_change_when_a_run_goes_on(
    run: Run, text: Path, trained: Path, tmp_path: Path
) -> None:
    out = tmp_path / "longer.rnnlab"
    options = ["--steps", 62, "--learning-rate", 0.5, "--schedule", "one-cycle", "--out", out]
    assert run("train", text, "--resume", trained, *options).code == 0
    assert load_run(out).config.training.learning_rate == 0.5


# what it refuses


@pytest.fixture
def bad(tmp_path: Path, text: Path) -> Callable[[str], Path]:
    """Makes a file that cannot be trained on."""

    def make(kind: str) -> Path:
        path = tmp_path / f"{kind}.txt"
        contents = {
            "empty": b"",
            "blank": b"   \n\n  ",
            "binary": bytes(range(256)) * 20,
            "short": b"hello world, this is short. " * 10,
            "tiny": b"ab",
            "one-token": b"a" * 5000,
        }
        if kind in contents:
            path.write_bytes(contents[kind])
        if kind == "folder":
            path.mkdir()
        return path

    return make


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ("empty", "is empty"),
        ("binary", "looks like a binary file"),
        ("short", "lower the batch size or the sequence length"),
        ("tiny", "take a longer text"),
        ("one-token", "only the token “a”"),
        ("folder", "is a folder"),
        ("missing", "There is no file"),
    ],
)
def test_a_text_that_cannot_be_learnt_is_one_sentence(
    run: Run, bad: Callable[[str], Path], kind: str, complaint: str
) -> None:
    outcome = run("train", bad(kind), "--device", "cpu", "--json")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err


def test_a_file_that_may_not_be_read_is_one_sentence(
    run: Run, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    outcome = run("train", text)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert "may not be read" in outcome.err


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--device", "mps"], "Choose “cpu” or “auto”"),
        (["--steps", "5", "--epochs", "2"], "leave one out"),
        (["--tie-weights"], "set the embedding size to 384"),
        (["--train-fraction", "0.9", "--valid-fraction", "0.3"], "exceed the whole text"),
        (["--encoding", "klingon"], "no text encoding called “klingon”"),
    ],
)
def test_settings_that_cannot_be_used_are_one_sentence(
    run: Run, text: Path, options: list[str], complaint: str
) -> None:
    outcome = run("train", text, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err


def test_a_place_that_cannot_be_written_is_told_before_training(
    run: Run, text: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(train_command, "open_text", None)
    for out, complaint in [
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "run.rnnlab", "There is no folder"),
        (text, "is not a run; choose another name"),
    ]:
        outcome = run("train", text, "--out", out)
        assert outcome.code == 2
        assert complaint in outcome.err
    assert text.read_bytes()[:3] != b"PK\x03"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--hidden-size", 9], "--hidden-size is 8 in this run and cannot change"),
        (["--unit", "word"], "--unit is char in this run and cannot change"),
        (["--steps", 59], "The run has made 60 steps and cannot be cut to 59"),
        (["--epochs", 0.1], "The run has made 60 steps and cannot be cut to 7"),
    ],
)
def test_a_run_that_cannot_go_on_like_this_is_one_sentence(
    run: Run, text: Path, trained: Path, options: list[Any], complaint: str
) -> None:
    outcome = run("train", text, "--resume", trained, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err


def test_another_text_is_refused(run: Run, trained: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("the cat sat at a hat. " * 100)
    outcome = run("train", other, "--resume", trained, "--steps", 99)
    assert outcome.code == 2
    assert "was trained on another text (“cats.txt”)" in outcome.err


@pytest.mark.parametrize("content", [b"", b"no run", b"PK\x03\x04 damaged"])
def test_a_damaged_or_foreign_run_is_one_sentence(
    run: Run, text: Path, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "foreign.rnnlab"
    path.write_bytes(content)
    outcome = run("train", text, "--resume", path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert "cannot be opened" in outcome.err


# what ends it early

WILD = ["--cell", "rnn-relu", "--optimizer", "sgd", "--schedule", "constant"]
WILD += ["--learning-rate", "500", "--gradient-clip", "0", "--steps", "100"]


def test_divergence_keeps_the_last_good_weights_and_fails(
    run: Run, text: Path, small: tuple[str, ...], tmp_path: Path
) -> None:
    out = tmp_path / "wild.rnnlab"
    outcome = run("train", text, *small, *WILD, "--out", out, "--json")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.count("\n") == 1
    assert "Try gradient clip 1 or learning rate 50." in outcome.err
    saved = load_run(out)
    assert f"at step {saved.step + 1}" in outcome.err
    assert all(weight.isfinite().all() for weight in saved.weights.values())


def test_divergence_without_a_file_fails_as_well(
    run: Run, text: Path, small: tuple[str, ...]
) -> None:
    assert run("train", text, *small, *WILD).code == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_training_after_a_batch_with_all_that_was_learnt(
    run: Run,
    text: Path,
    small: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
    code: int,
) -> None:
    real = train_command.train

    def interrupted(*arguments: Any) -> Any:
        for record in real(*arguments):
            yield record
            if isinstance(record, StepRecord) and record.step == 7:
                signal.raise_signal(number)

    before = signal.getsignal(number)
    monkeypatch.setattr(train_command, "train", interrupted)
    out = tmp_path / "early.rnnlab"
    outcome = run("train", text, *small, "--steps", 1000, "--out", out, "--json")
    assert outcome.code == code
    assert json.loads(outcome.out)["steps"] == 7
    assert load_run(out).step == 7
    assert signal.getsignal(number) == before


def test_a_second_interrupt_ends_at_once(
    run: Run, text: Path, small: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = train_command.train

    def interrupted(*arguments: Any) -> Any:
        for record in real(*arguments):
            yield record
            if isinstance(record, StepRecord):
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(train_command, "train", interrupted)
    outcome = run("train", text, *small, "--steps", 1000)
    assert (outcome.code, outcome.out) == (130, "")


def test_a_lack_of_memory_says_what_would_fit(
    run: Run, text: Path, small: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> Any:
        raise RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory")
        yield

    monkeypatch.setattr(train_command, "train", full)
    outcome = run("train", text, *small)
    assert outcome.code == 1
    assert outcome.err == (
        "rnnlab: There is not enough memory for this model and batch. Batch size 2 would fit.\n"
    )


def test_progress_is_shown_to_a_person_alone(
    run: Run, text: Path, small: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "3/3" in run("train", text, *small, "--steps", 3).err
    assert run("train", text, *small, "--steps", 3, "--json").err == ""


def test_the_loss_of_a_model_that_knows_nothing_is_that_of_guessing(
    run: Run, text: Path, small: tuple[str, ...], tmp_path: Path
) -> None:
    out = tmp_path / "one.rnnlab"
    options = ["--steps", 1, "--learning-rate", 1e-7, "--out", out, "--json"]
    result = result_of(run("train", text, *small, *options))
    saved = load_run(out)
    logits = torch.zeros(1, len(saved.vocabulary))
    guessing = cross_entropy(logits, torch.tensor([0])).item()
    assert result["valid_loss"] == pytest.approx(guessing, rel=0.25)
    assert result["train_loss"] == pytest.approx(guessing, rel=0.25)
