"""What the window remembers, from a file that anyone may have written."""

import random
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from rnnlab.gui.preferences import Preferences
from rnnlab.session.settings_file import SettingsFile

SOURCES = Path(__file__).parents[2] / "rnnlab"

NONSENSE: list[Any] = ["", "x", -1, 0, 1e308, 2**63, True, [], ["a\0b"], ["x" * 5_000], "nan", "ü"]


def test_no_settings_of_qt_are_read_since_reading_them_can_run_a_pickle() -> None:
    named = [
        str(path)
        for path in SOURCES.rglob("*.py")
        if "QSettings(" in path.read_text(encoding="utf-8")
    ]
    assert not named


def test_a_layout_comes_back_from_a_file(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    geometry, state = QByteArray(b"\x00\xff geometry"), QByteArray(b"\x01 state")
    Preferences(settings).keep_layout(geometry, state)
    settings.sync()
    kept = Preferences(SettingsFile(tmp_path / "settings.json")).layout()
    assert kept == (geometry, state)


@pytest.mark.parametrize("value", NONSENSE, ids=repr)
@pytest.mark.parametrize(
    "name", ["look/theme", "look/scale", "window/geometry", "window/state", "files/recent"]
)
def test_nonsense_is_passed_over(name: str, value: Any, qtbot: QtBot) -> None:
    settings = SettingsFile(None)
    settings.setValue(name, value)
    preferences = Preferences(settings)
    assert preferences.theme() == "light"
    assert 0.5 <= preferences.scale() <= 4.0
    assert preferences.recent_files() == []
    assert preferences.layout() is None


@pytest.mark.parametrize("count", [300, pytest.param(2_000, marks=pytest.mark.slow)])
def test_a_layout_in_which_a_character_has_changed_is_passed_over(count: int) -> None:
    # Qt itself hangs on some of these.
    settings, chance = SettingsFile(None), random.Random(5)
    preferences = Preferences(settings)
    preferences.keep_layout(QByteArray(bytes(range(200))), QByteArray(bytes(range(150))))
    sound = settings.value("window/state")
    for _ in range(count):
        place = chance.randrange(len(sound))
        other = chance.choice([sign for sign in "abcXYZ019:=+" if sign != sound[place]])
        settings.setValue("window/state", sound[:place] + other + sound[place + 1 :])
        assert preferences.layout() is None
    settings.setValue("window/state", sound)
    assert preferences.layout() is not None
