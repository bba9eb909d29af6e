"""The fixture that fails on what a test leaves behind sees files; it is asked by hand here."""

import os
import tempfile
from pathlib import Path

import pytest

from tests import conftest

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="descriptors are listed in /proc"
)


def test_a_file_that_is_not_closed_is_seen(tmp_path: Path) -> None:
    before = conftest._open_files()
    number = os.open(tmp_path / "left open", os.O_CREAT | os.O_WRONLY)
    assert conftest._still_open(before) == [f"open file {tmp_path}/left open"]
    os.close(number)
    assert conftest._still_open(before) == []


@pytest.mark.parametrize("variable", ["HOME", "XDG_CACHE_HOME", "TMPDIR"])
def test_a_file_in_the_home_or_among_the_temporary_ones_is_seen(variable: str) -> None:
    before = conftest._files_outside()
    left = Path(os.environ[variable]) / "left"
    left.touch()
    assert conftest._files_outside() - before == {str(left)}
    left.unlink()
    assert conftest._files_outside() == before


def test_temporary_files_lie_in_the_home_of_the_tests() -> None:
    assert Path(tempfile.gettempdir()).is_relative_to(os.environ["HOME"])
