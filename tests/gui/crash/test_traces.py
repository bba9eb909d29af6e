"""Logs and the traces of hard crashes."""

import faulthandler
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnnlab.gui.crash.traces import Logs

CRASH = """
import faulthandler, sys
from collections.abc import Iterator
from pathlib import Path
from rnnlab.gui.crash.traces import Logs
print(repr(Logs(Path(sys.argv[1])).begin()))
def the_place():
    faulthandler._sigsegv()
the_place()
"""


def crash(folder: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", CRASH, str(folder)], capture_output=True, check=False
    )
    assert finished.returncode != 0


@pytest.fixture
def faults_are_pytests() -> Iterator[None]:
    """Give the fault handler back to pytest."""
    yield
    faulthandler.enable(file=sys.__stderr__)


@pytest.mark.usefixtures("faults_are_pytests")
def test_the_next_start_finds_the_trace_of_a_hard_crash_once(tmp_path: Path) -> None:
    crash(tmp_path)
    logs = Logs(tmp_path)
    trace = logs.begin()
    logs.end()
    assert "Segmentation fault" in trace
    assert "the_place" in trace
    assert Logs(tmp_path)._earlier_trace() == ""


@pytest.mark.usefixtures("faults_are_pytests")
def test_the_last_trace_is_kept_for_the_report_until_there_is_another(tmp_path: Path) -> None:
    crash(tmp_path)
    for _ in range(2):
        logs = Logs(tmp_path)
        logs.begin()
        logs.end()
    assert "the_place" in (tmp_path / "last-fault.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("faults_are_pytests")
def test_an_orderly_end_leaves_no_trace(tmp_path: Path) -> None:
    logs = Logs(tmp_path)
    assert logs.begin() == ""
    logs.end()
    assert {path.name for path in tmp_path.iterdir()} == {"rnnlab.log"}


@pytest.mark.usefixtures("faults_are_pytests")
def test_a_living_window_keeps_its_trace_file(tmp_path: Path) -> None:
    first, second = Logs(tmp_path), Logs(tmp_path)
    first.begin()
    assert second.begin() == ""
    assert {"fault-0.txt", "fault-1.txt"} <= {path.name for path in tmp_path.iterdir()}
    first.end()
    second.end()


@pytest.mark.usefixtures("faults_are_pytests")
def test_logs_take_a_bounded_part_of_the_disk(tmp_path: Path) -> None:
    logs = Logs(tmp_path)
    logs.begin()
    logger = logging.getLogger("test")
    for number in range(6_000):
        logger.error("%d %s", number, "x" * 1_000)
    logs.end()
    files = list(tmp_path.glob("rnnlab.log*"))
    assert len(files) == 4
    assert sum(path.stat().st_size for path in files) < 4_100_000


def test_where_nothing_can_be_written_there_is_a_window_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert Logs(tmp_path / "file").begin() == ""
