"""Where resources are found."""

import pytest

from rnnlab.gui.resources import read_text, resource


def test_a_resource_is_found_by_its_path() -> None:
    assert resource("icons", "play.svg").is_file()


def test_a_text_is_read_as_utf_8() -> None:
    assert read_text("themes", "style.qss").startswith("/*")


def test_a_resource_that_is_not_there_is_missed() -> None:
    with pytest.raises(FileNotFoundError):
        read_text("icons", "unicorn.svg")
