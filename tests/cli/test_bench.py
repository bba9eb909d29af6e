"""`rnnlab bench` on sizes that take no time."""

import json
import platform
from pathlib import Path

import numpy as np
import pytest

from rnnlab.benchmarks.catalogue import BENCHMARKS, chosen_benchmarks
from rnnlab.benchmarks.probe import measure_probe
from rnnlab.benchmarks.results import Goal, Result, compared, headline, measured
from rnnlab.benchmarks.saved import Session
from rnnlab.cli import run_command
from rnnlab.cli.bench_table import result_table


@pytest.fixture
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    def tiny(name: str, _: object) -> Result:
        assert name == "probe"
        return measure_probe((4,), tokens=4, rounds=2, grown_rounds=2, shortest=2)

    monkeypatch.setattr("rnnlab.cli.bench.run_benchmark", tiny)


@pytest.mark.usefixtures("_tiny")
def test_json_is_one_object_with_every_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["bench", "probe", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["threads"] >= 1
    row, *_ = answer["results"]["probe"]["rows"]
    assert row["name"] == "LSTM 4"
    assert 0 < row["lowest"] <= row["median"] <= row["highest"]
    assert answer["machine"]["python"] == platform.python_version()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A result as ``--json`` writes it."""
    telling = headline(compared("LSTM 256", "tokens/s", _column(2000), "torch", _column(1000)))
    other = measured("wait", "ms", [25.0], Goal("at most", 20.0))
    plain = measured("a|b", "ms", [7.0], Goal("at most", 20.0))
    machine = {
        "rnnlab": "0.1",
        "python": "3.11",
        "system": "Linux",
        "packages": {"torch": "2.13"},
        "processor": "EPYC",
        "cores": {"physical": 2, "logical": 4},
        "cuda": None,
    }
    results = {
        "step": Result("steps", (telling, other), ("A note.",)),
        "live": Result("live", (plain, measured("frames", "/s", [15.0]))),
    }
    path = tmp_path / "bench.json"
    path.write_text(json.dumps(Session(machine, 1, results).plain()))
    return path


def _column(value: float) -> np.ndarray:
    return np.array([value])


def test_the_readme_has_the_telling_rows_and_where_they_were_taken(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["bench", "--from", str(saved), "--markdown"]) == 0
    where, again, empty, *table = capsys.readouterr().out.splitlines()
    assert where == (
        "Taken with rnnlab 0.1 on Linux, EPYC, 2 cores (4 threads); Python 3.11, torch 2.13; "
        "calculating with 1 thread. Medians (lowest–highest); a ratio is taken round by round of "
        "one run, side by side."
    )
    assert "rnnlab bench --json" in again
    assert not empty
    assert table == [
        "| what | figure | against | ratio | goal |",
        "|---|---|---|---|---|",
        "| **step**: steps | | | | |",
        "| LSTM 256 | 2,000 tokens/s | torch 1,000 | 2 |  |",
        "| **live**: live | | | | |",
        "| a\\|b | 7 ms |  |  | ≤ 20 met |",
    ]


def test_what_was_written_as_json_is_shown_again_as_a_table(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["bench", "step", "--from", str(saved)]) == 0
    shown = capsys.readouterr().out
    assert "A note." in shown
    assert "frames" not in shown


def test_reading_and_writing_json_loses_nothing(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["bench", "--from", str(saved), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(saved.read_text())


def test_a_file_that_is_not_there_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["bench", "--from", "nowhere.json"]) == 2
    assert "“nowhere.json” cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "7",
        "{}",
        '{"results": {}}',
        '{"machine": {}, "threads": 1, "results": {}}',
        "[" * 100_000,
        "\x00\xff",
    ],
)
def test_a_file_with_something_else_is_bad_input(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bench.json"
    path.write_text(content, "latin-1")
    assert run_command(["bench", "--from", str(path)]) == 2
    assert "holds no results" in capsys.readouterr().err


@pytest.mark.parametrize("key", ["name", "unit", "median", "lowest", "highest"])
def test_a_row_that_lacks_something_is_bad_input(
    key: str, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = json.loads(saved.read_text())
    del plain["results"]["step"]["rows"][0][key]
    saved.write_text(json.dumps(plain))
    assert run_command(["bench", "--from", str(saved)]) == 2
    assert "holds no results" in capsys.readouterr().err


@pytest.mark.usefixtures("_tiny")
def test_a_person_gets_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["bench", "probe"]) == 0
    assert "LSTM 4" in capsys.readouterr().out


def test_an_unknown_name_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["bench", "warp"]) == 2
    assert "There is no benchmark “warp”" in capsys.readouterr().err


def test_long_benchmarks_run_only_when_named() -> None:
    assert chosen_benchmarks([]) == [
        name for name in BENCHMARKS if name not in ("sweep", "learn", "needles")
    ]
    assert chosen_benchmarks(["learn"]) == ["learn"]


def test_a_table_shows_medians_ranges_and_goals_in_columns() -> None:
    rows = (
        compared(
            "LSTM",
            "tokens/s",
            np.array([2000.0, 2100.0, 1900.0]),
            "plain torch",
            np.array([1000.0, 1000.0, 1000.0]),
            Goal("at least", 0.97),
        ),
        measured("wait", "ms", [25.0], Goal("at most", 20.0)),
    )
    assert result_table("step", Result("what it is", rows, ("A note.",))).splitlines() == [
        "step: what it is",
        "        rnnlab                        yardstick          ratio        goal",
        "  LSTM  2,000 (1,900–2,100) tokens/s  plain torch 1,000  2 (1.9–2.1)  ≥ 0.97 met",
        "  wait  25 ms                                                         ≤ 20 missed",
        "  A note.",
    ]
