"""A report holds what is needed and nothing that is private."""

import sys
import traceback
from pathlib import Path

import pytest

from rnnlab import __version__
from rnnlab.gui.crash.report import make_report, without_secrets

SECRET = "it was a dark and stormy night"


def with_note(error: Exception, note: str) -> Exception:
    error.add_note(note)
    return error


def trace_of(error: Exception) -> str:
    try:
        raise error
    except Exception:
        return traceback.format_exc()


@pytest.mark.parametrize(
    "error",
    [
        KeyError(SECRET),
        ValueError(f"invalid literal for int() with base 10: '{SECRET}'"),
        ValueError(f"cannot read “{SECRET}”"),
        RuntimeError(f'a "{SECRET}" that\nspans "{SECRET}" lines'),
        OSError(2, "No such file or directory", str(Path.home() / SECRET / "diary.txt")),
        OSError(2, "No such file or directory", f"/media/{SECRET}/diary.txt"),
        UnicodeEncodeError("ascii", SECRET, 0, 1, "ordinal not in range"),
        ValueError(f"what follows is wrong:\n{SECRET}"),
        ValueError(f"what follows is wrong:\n    {SECRET}\n  dark"),
        ValueError("what follows is wrong:\nDark"),
        ValueError(f"what follows is wrong:\nDark: {SECRET}"),
        ValueError(f"what follows is wrong:\n\n{SECRET}"),
        ValueError(f"an open ' {SECRET}"),
        KeyError(f"it's {SECRET}\n" * 3),
        with_note(ValueError("wrong"), SECRET),
        ExceptionGroup("two", [ValueError(f"'{SECRET}'"), KeyError(SECRET)]),
    ],
    ids=repr,
)
def test_no_text_and_no_folder_of_the_person_is_told(error: Exception) -> None:
    told = without_secrets(trace_of(error))
    assert SECRET not in told
    assert "dark" not in told.lower()
    assert str(Path.home()) not in told
    assert type(error).__name__ in told


def test_no_file_of_the_person_is_named_in_the_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "anna lee"
    monkeypatch.setattr(Path, "home", lambda: home)
    trace = f'Traceback (most recent call last):\n  File "{home}/my secrets/a.py", line 3, in f\n'
    told = without_secrets(trace)
    assert "anna" not in told
    assert "lee" not in told
    assert "secrets" not in told
    assert told.endswith(", line 3, in f")


def test_the_cause_of_an_exception_is_told_without_its_words() -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"not “{SECRET}”\n{SECRET}") from error
    except ValueError:
        told = without_secrets(traceback.format_exc())
    assert SECRET not in told
    assert "KeyError: “…”" in told
    assert "direct cause" in told
    assert told.endswith("ValueError: not “…”")


def test_the_places_in_the_program_are_told() -> None:
    try:
        without_secrets(3)
    except AttributeError:
        told = without_secrets(traceback.format_exc())
    assert '"rnnlab/gui/crash/report.py", line' in told
    assert "'int' object has no attribute 'splitlines'" in told


def test_a_trace_of_the_fault_handler_keeps_its_places_and_loses_the_folders() -> None:
    package = Path(sys.modules["rnnlab"].__file__ or "").parent
    trace = f'Fatal Python error: Segmentation fault\n\n  File "{package}/gui/app.py", line 3 in f'
    assert without_secrets(trace).endswith('File "rnnlab/gui/app.py", line 3 in f')


def test_versions_device_and_settings_are_told() -> None:
    report = make_report("ValueError: x", {"device": "cpu"}, {"hidden_size": 8})
    assert f"rnnlab: {__version__}" in report
    assert "torch 2" in report
    assert "device: cpu" in report
    assert "settings: hidden_size=8" in report
    assert report.endswith("ValueError: x")
