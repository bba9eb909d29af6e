"""From the command line to a command or the window."""

import gc
import io
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnnlab import __main__, __version__
from rnnlab.cli import is_command_line, run_command
from rnnlab.config.launch import Launch

Run = Callable[..., Any]


def run_program(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


MAIN = """
import sys
from rnnlab.__main__ import main
try:
    code = main()
except SystemExit as error:
    code = error.code
heavy = {"torch", "numpy", "PySide6", "safetensors"} & set(sys.modules)
print("LOADED", *sorted(heavy))
sys.exit(code)
"""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["train", "--help"], ["ngram", "--help"]]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    result = run_program(MAIN, *arguments)
    assert result.returncode == 0
    assert result.stdout.splitlines()[-1] == "LOADED"


def test_counting_ngrams_loads_no_torch(text: Path) -> None:
    result = run_program(MAIN, "ngram", text, "--order", 2)
    assert result.returncode == 0
    assert result.stdout.splitlines()[-1] == "LOADED numpy"


def test_the_module_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "rnnlab", "--version"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout == f"rnnlab {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], False),
        (["--debug"], False),
        (["FILE"], False),
        (["--debug", "FILE"], False),
        (["--safe-mode"], False),
        (["--reset-settings", "FILE"], False),
        (["--safe-mode", "train"], True),
        (["FILE", "FILE"], False),
        (["train"], True),
        (["--debug", "train"], True),
        (["--help"], True),
        (["--no-such-option"], True),
        (["nosuchfile.txt"], True),
        (["FILE", "nosuchfile.txt"], True),
        (["\0"], True),
    ],
)
def test_files_go_to_the_window_and_all_else_to_the_commands(
    text: Path, arguments: list[str], expected: bool
) -> None:
    named = [str(text) if argument == "FILE" else argument for argument in arguments]
    assert is_command_line(named) == expected


@pytest.mark.parametrize(
    ("options", "launch"),
    [
        ([], {}),
        (["--debug"], {}),
        (["--safe-mode"], {"safe_mode": True}),
        (["--debug", "--reset-settings"], {"reset_settings": True}),
    ],
)
def test_the_window_gets_the_files_and_its_options(
    text: Path, options: list[str], launch: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rnnlab.gui import app

    def leave(code: int) -> None:  # as os._exit, but for this test alone
        raise SystemExit(code)

    opened: list[Launch] = []
    monkeypatch.setattr(app, "run_window", lambda launch: opened.append(launch) or 7)
    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(gc, "disable", lambda: None)  # which is for a process of its own
    monkeypatch.setattr(logging, "shutdown", lambda: None)  # pytest still has use for its logs
    monkeypatch.setattr(sys, "argv", ["rnnlab", *options, str(text)])
    with pytest.raises(SystemExit) as ended:
        sys.exit(__main__.main())
    assert ended.value.code == 7
    assert opened == [Launch(files=(str(text),), **launch)]


def test_a_word_that_means_nothing_is_one_sentence(run: Run) -> None:
    outcome = run("trian", "book.txt")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == ("rnnlab: There is no command or file “trian”; see “rnnlab --help”.\n")


def test_a_folder_is_told_from_a_word_that_means_nothing(run: Run, tmp_path: Path) -> None:
    outcome = run(str(tmp_path))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"rnnlab: “{tmp_path}” is a folder; ")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["train"], "required: TEXT; see “rnnlab train --help”"),
        (["train", "x", "--hidden-size", "many"], "must be a whole number, not “many”"),
        (["train", "x", "--cell", "transformer"], "must be one of rnn-tanh, rnn-relu"),
        (["train", "x", "--learning-rate", "-1"], "must be between 1e-07 and 1000"),
        (["train", "x", "--no-such-option", "1"], "--no-such-option 1; see “rnnlab train --help”"),
        (["--no-such-option", "info"], "--no-such-option; see “rnnlab --help”"),
        (["train", "x", "--hidden", "5"], "--hidden"),
        (["score", "x"], "--text"),
        (["--no-such-option"], "COMMAND"),
        (["--safe-mode", "info"], "are for the window, not for a command"),
    ],
)
def test_wrong_usage_is_one_sentence_with_exit_code_2(
    run: Run, arguments: list[str], complaint: str
) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("rnnlab: ")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err


@pytest.mark.parametrize("place", ["before", "after"])
def test_debug_shows_the_traceback(place: str) -> None:
    command = ["info", "nosuchrun.rnnlab"]
    arguments = ["--debug", *command] if place == "before" else [*command, "--debug"]
    with pytest.raises(Exception, match="There is no file"):
        run_command(arguments)


def test_a_bug_is_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from rnnlab.cli import info

    def broken(_: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setattr(info, "run", broken)
    outcome = run("info")
    assert outcome.code == 1
    assert outcome.err == (
        "rnnlab: This is a bug in rnnlab: KeyError: 'surprise' (--debug shows where)\n"
    )


def test_a_lack_of_memory_gets_advice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from rnnlab.cli import info

    def broken(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(info, "run", broken)
    outcome = run("info")
    assert outcome.code == 1
    assert outcome.err.startswith("rnnlab: There is not enough memory;")


def test_a_reader_who_has_gone_is_no_error(trained: Path) -> None:
    # The reading end of the pipe is closed before the program writes.
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "rnnlab", "sample", str(trained), "--length", "3000"]
    try:
        result = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writing)
    assert result.stderr == b""
    assert result.returncode == 0


def test_a_character_that_the_terminal_lacks_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding="ascii"))
    assert run_command(["info"]) == 0
    assert b"Python?s documentation" in printed.getvalue()


def test_help_names_the_ways_out_of_a_broken_installation() -> None:
    result = run_program(MAIN, "--help")
    assert "--safe-mode" in result.stdout
    assert "--reset-settings" in result.stdout
