"""Settings are data: whatever the file holds, nothing of it runs and the window opens."""

import json
import pickle
import random
from pathlib import Path
from typing import Any

import pytest

from rnnlab.session import atomic
from rnnlab.session.settings_file import SettingsError, SettingsFile, put_aside, read_settings

VALUES = {"look/theme": "dark", "look/scale": 1.25, "files/recent": ["a", "ü\ud800"], "x": True}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def written(path: Path, **values: Any) -> SettingsFile:
    settings = SettingsFile(path)
    for name, value in (VALUES | values).items():
        settings.setValue(name, value)
    settings.sync()
    return settings


def test_what_was_set_is_there_at_the_next_start(path: Path) -> None:
    written(path)
    assert read_settings(path) == VALUES
    assert SettingsFile(path).value("look/scale") == 1.25
    assert SettingsFile(path).value("nothing", "default") == "default"


def test_without_a_file_nothing_is_remembered() -> None:
    settings = SettingsFile(None)
    settings.setValue("a", 1)
    settings.sync()
    assert settings.value("a") == 1


def test_two_windows_keep_what_the_other_one_has_changed(path: Path) -> None:
    one, other = written(path), SettingsFile(path)
    one.setValue("look/theme", "light")
    other.setValue("look/scale", 2.0)
    one.sync()
    other.sync()
    assert read_settings(path) == VALUES | {"look/theme": "light", "look/scale": 2.0}


def test_a_damaged_file_is_told_and_put_aside_when_new_settings_are_written(path: Path) -> None:
    written(path)
    path.write_bytes(b'{"look/theme": ')
    settings = SettingsFile(path)
    assert settings.problem.endswith("they are damaged; rnnlab has begun with new ones.")
    settings.setValue("look/theme", "dark")
    settings.sync()
    assert read_settings(path) == {"look/theme": "dark"}
    assert len(list(path.parent.glob("settings-before-*.json"))) == 1


def plain(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    assert isinstance(found, dict)
    return found


def test_what_a_later_version_has_written_stays(path: Path) -> None:
    written(path)
    later = plain(path) | {"panes/new": {"deep": [1, None]}, "look/theme": 3}
    path.write_text(json.dumps(later), encoding="utf-8")
    settings = SettingsFile(path)
    assert settings.value("panes/new") is None
    settings.setValue("look/scale", 2.0)
    settings.sync()
    assert plain(path) == later | {"look/scale": 2.0}


def test_settings_that_are_put_aside_are_kept(path: Path) -> None:
    written(path)
    aside = put_aside(path)
    assert aside is not None
    assert read_settings(aside) == VALUES
    assert read_settings(path) == {}
    assert put_aside(path) is None


def test_a_disk_that_is_full_is_told_and_nothing_is_forgotten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = written(path)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(atomic.Path, "replace", full)
        settings.setValue("look/theme", "light")
        with pytest.raises(SettingsError, match="the disk is full"):
            settings.sync()
    assert read_settings(path) == VALUES
    settings.sync()
    assert read_settings(path)["look/theme"] == "light"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b" " * 2_000_000,
        pickle.dumps({"a": 1}),
        b"[General]\ntheme=@Variant(\\0)\n",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_settings_file_is_refused_in_a_sentence(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert str(caught.value).endswith("; rnnlab has begun with new ones.")


def test_a_folder_in_the_place_of_the_file_is_refused_in_a_sentence(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(SettingsError, match="rnnlab has begun with new ones"):
        read_settings(path)


def is_refused(path: Path) -> bool:
    """Whether the file is refused in a sentence; else its values are of the right kinds."""
    sentence = ""
    try:
        values = read_settings(path)
    except SettingsError as error:
        sentence, values = str(error), {}
    assert not sentence or sentence.endswith("; rnnlab has begun with new ones.")
    assert all(isinstance(value, str | int | float | list) for value in values.values())
    return bool(sentence)


@pytest.mark.parametrize("count", [300, pytest.param(2_000, marks=pytest.mark.slow)])
def test_changed_bytes_are_refused_or_give_usable_values(path: Path, count: int) -> None:
    written(path)
    sound, chance = path.read_bytes(), random.Random(4)
    refused = 0
    for _ in range(count):
        changed = bytearray(sound)
        for _ in range(chance.choice([1, 2, 8])):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        path.write_bytes(changed[: chance.choice([len(changed), chance.randrange(len(changed))])])
        if is_refused(path):
            refused += 1
    assert count // 2 < refused < count
