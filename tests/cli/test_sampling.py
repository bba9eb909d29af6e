"""``sample`` at its limits, and ``score`` of several texts."""

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnnlab.generation import score
from rnnlab.session import load_run, open_codec, open_model

Run = Callable[..., Any]


@pytest.fixture(scope="session")
def words(text: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A word model, hardly trained; it has a token for what it does not know."""
    from rnnlab.cli import run_command

    path = tmp_path_factory.mktemp("runs") / "words.rnnlab"
    options = ["--unit", "word", "--hidden-size", "6", "--steps", "2", "--batch-size", "4"]
    options += ["--sequence-length", "6", "--device", "cpu", "--out", str(path), "--json"]
    assert run_command(["train", str(text), *options]) == 0
    return path


def total(path: Path, text: str) -> float:
    saved = load_run(path)
    return float(score(open_model(saved), open_codec(saved).encode(text)).sum())


@pytest.mark.parametrize("options", [[], ["--beam-width", 3]])
def test_a_length_of_zero_gives_the_prime_alone(
    run: Run, trained: Path, options: list[Any]
) -> None:
    outcome = run("sample", trained, "--prime", "the cat", "--length", 0, *options)
    assert (outcome.code, outcome.out, outcome.err) == (0, "the cat", "")


def test_temperature_at_its_ends_still_writes(run: Run, trained: Path) -> None:
    cold = run("sample", trained, "--length", 40, "--temperature", 0.01).out
    assert cold == run("sample", trained, "--length", 40, "--greedy").out
    assert len(run("sample", trained, "--length", 40, "--temperature", 100).out) == 40


@pytest.mark.parametrize("temperature", ["0", "101", "nan"])
def test_a_temperature_beyond_its_ends_is_one_sentence(
    run: Run, trained: Path, temperature: str
) -> None:
    outcome = run("sample", trained, "--temperature", temperature)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1


def test_a_high_min_p_is_greedy(run: Run, trained: Path) -> None:
    found = run("sample", trained, "--length", 30, "--min-p", 1.0).out
    assert found == run("sample", trained, "--length", 30, "--greedy").out


def test_a_repetition_penalty_leads_a_greedy_text_out_of_its_loop(run: Run, trained: Path) -> None:
    plain, penalised = (
        run("sample", trained, "--length", 80, "--greedy", *options).out
        for options in ([], ["--repetition-penalty", 10, "--repetition-window", 4])
    )

    def repeated(text: str) -> int:
        return sum(text[i] in text[max(0, i - 4) : i] for i in range(1, len(text)))

    assert repeated(penalised) < repeated(plain)


def test_a_wide_beam_finds_a_text_no_less_likely_than_the_greedy_one(
    run: Run, trained: Path
) -> None:
    options = ("--prime", "the", "--length", 8)
    wide = run("sample", trained, *options, "--beam-width", 50).out
    assert len(wide) == 11
    assert total(trained, wide) >= total(trained, run("sample", trained, *options, "--greedy").out)


def test_a_prime_file_is_gone_on_from(run: Run, trained: Path, tmp_path: Path) -> None:
    path = tmp_path / "prime.txt"
    path.write_text("the cat")
    found = run("sample", trained, "--prime-file", path, "--length", 5).out
    assert found == run("sample", trained, "--prime", "the cat", "--length", 5).out


def test_an_unknown_word_is_named_and_read_as_unknown(run: Run, words: Path) -> None:
    outcome = run("sample", words, "--prime", "the zebra", "--length", 3)
    assert outcome.code == 0
    assert outcome.out.startswith("the zebra")
    assert outcome.err.count("\n") == 1
    assert "“zebra”; it reads <unk> instead" in outcome.err


@pytest.mark.skipif(os.name == "nt", reason="no such signal there")
def test_what_is_written_when_a_long_text_is_interrupted_stays(trained: Path) -> None:
    command = [sys.executable, "-m", "rnnlab", "sample", str(trained), "--length", "10000000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    begun = process.stdout.read(1)  # it streams: the first characters come long before the last
    process.send_signal(signal.SIGINT)
    rest, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert complaint == b""
    assert 0 < len(begun + rest) < 10_000_000


def test_several_texts_are_ranked(run: Run, trained: Path) -> None:
    texts = ["tttttt", "the cat", "the hat at"]
    options = [part for text in texts for part in ("--text", text)]
    answer = json.loads(run("score", trained, *options, "--json").out)["ranked"]
    assert [each["text"] for each in answer] == sorted(texts, key=lambda t: -total(trained, t))
    for each in answer:
        assert each["log_probability"] == pytest.approx(total(trained, each["text"]), rel=1e-9)
        assert len(each["log_probabilities"]) == len(each["text"]) - 1
    assert sum(each["share"] for each in answer) == pytest.approx(1.0)


def test_a_context_is_read_before_every_text(run: Run, trained: Path) -> None:
    (answer,) = json.loads(
        run("score", trained, "--text", "cat", "--context", "the ", "--json").out
    )["ranked"]
    expected = total(trained, "the cat") - total(trained, "the ")
    assert answer["log_probability"] == pytest.approx(expected, rel=1e-9)


def test_candidates_are_weighed_in_the_blank(run: Run, trained: Path) -> None:
    options = ("--text", "the ▢ sat", "--candidate", "cat", "--candidate", "ttt")
    answer = json.loads(run("score", trained, *options, "--json").out)["ranked"]
    cat, other = total(trained, "\nthe cat sat"), total(trained, "\nthe ttt sat")
    shares = {each["text"]: each["share"] for each in answer}
    assert shares["cat"] == pytest.approx(1 / (1 + math.exp(other - cat)), rel=1e-9)


def test_a_person_sees_a_line_for_each_text_ranked(run: Run, trained: Path) -> None:
    lines = run("score", trained, "--text", "ttttttt", "--text", "the cat").out.splitlines()
    assert [line.split("  ")[-1] for line in lines[1:]] == ["the cat", "ttttttt"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--text", "the cat", "--text", "t"], "at least two tokens"),
        (["--text", "the cat", "--candidate", "a"], "needs one blank"),
        (["--text", "a ▢", "--text", "the ▢", "--candidate", "a"], "takes one text"),
    ],
)
def test_what_cannot_be_ranked_is_one_sentence(
    run: Run, trained: Path, options: list[str], complaint: str
) -> None:
    outcome = run("score", trained, *options, "--json")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err
