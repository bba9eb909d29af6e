"""Programs that are started to be measured."""

import pytest

from rnnlab.benchmarks.errors import BenchmarkError
from rnnlab.benchmarks.processes import figures_of, run_python, screen_environment


def test_lines_come_with_their_moments() -> None:
    course = run_python("-c", "print('one'); print('two')")
    assert course.lines == ("one", "two")
    assert 0 < course.moment("one") <= course.moment("two") <= course.seconds


def test_a_program_that_says_nothing_is_measured() -> None:
    assert run_python("-c", "pass").seconds > 0


def test_a_line_that_never_came_is_missed() -> None:
    with pytest.raises(BenchmarkError, match="never said “three”"):
        run_python("-c", "print('one')").moment("three")


def test_a_program_that_breaks_is_quoted() -> None:
    with pytest.raises(BenchmarkError, match="no screen here"):
        run_python("-c", "raise SystemExit('no screen here')")


def test_figures_are_read_from_the_last_line() -> None:
    assert figures_of("-c", "print('warm'); print('{\"speed\": 3.5}')") == {"speed": 3.5}


def test_a_program_without_figures_is_refused() -> None:
    with pytest.raises(BenchmarkError, match="gave no figures"):
        figures_of("-c", "print('warm')")


@pytest.fixture
def _on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")


@pytest.mark.usefixtures("_on_linux")
def test_without_a_screen_the_window_is_drawn_into_memory() -> None:
    assert screen_environment({})["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.usefixtures("_on_linux")
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_screen_that_is_there_is_used(name: str) -> None:
    assert "QT_QPA_PLATFORM" not in screen_environment({name: ":0"})
