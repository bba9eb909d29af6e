"""`rnnlab bench` on sizes that take no time."""

import json

import numpy as np
import pytest

from rnnlab.benchmarks.catalogue import BENCHMARKS, chosen_benchmarks
from rnnlab.benchmarks.probe import measure_probe
from rnnlab.benchmarks.results import Goal, Result, compared, measured
from rnnlab.cli import run_command
from rnnlab.cli.bench import result_table


@pytest.fixture
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    def tiny(name: str, _: object) -> Result:
        assert name == "probe"
        return measure_probe(hidden_sizes=(4,), tokens=4, rounds=2)

    monkeypatch.setattr("rnnlab.cli.bench.run_benchmark", tiny)


@pytest.mark.usefixtures("_tiny")
def test_json_is_one_object_with_every_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["bench", "probe", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["threads"] >= 1
    (row,) = answer["results"]["probe"]["rows"]
    assert row["name"] == "LSTM 4"
    assert 0 < row["lowest"] <= row["median"] <= row["highest"]


@pytest.mark.usefixtures("_tiny")
def test_a_person_gets_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["bench", "probe"]) == 0
    assert "LSTM 4" in capsys.readouterr().out


def test_an_unknown_name_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["bench", "warp"]) == 2
    assert "There is no benchmark “warp”" in capsys.readouterr().err


def test_long_benchmarks_run_only_when_named() -> None:
    assert chosen_benchmarks([]) == [
        name for name in BENCHMARKS if name not in ("learn", "needles")
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
