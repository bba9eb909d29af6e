"""The folder of copies: bounded, locked by the living, told from what a crash has left."""

import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

from rnnlab.session import RunFileError, previous_generation, recovery
from rnnlab.session.locks import FileLock
from rnnlab.session.recovery import RecoveryFolder, crashed_windows
from rnnlab.session.recovery_note import RunNote, WindowNote

Usage = namedtuple("Usage", "total used free")
NOTE = WindowNote(2e9, (RunNote(3, "LSTM", "training", 90, 80, 2e9 - 20),))


def leave(root: Path, note: WindowNote | None = NOTE) -> Path:
    """What a window that crashed has left."""
    folder = RecoveryFolder.make(root)
    folder.run_path(3).write_bytes(b"x")
    if note is not None:
        folder.write_note(note)
    folder.let_go()
    return folder.path


def let_go(folders: list[RecoveryFolder]) -> list[Path]:
    for folder in folders:
        folder.let_go()
    return [folder.path for folder in folders]


def test_a_note_comes_back(tmp_path: Path) -> None:
    folder = RecoveryFolder(tmp_path)
    folder.write_note(NOTE)
    assert folder.read_note() == NOTE


def test_a_note_that_is_missing_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="cannot be opened"):
        RecoveryFolder(tmp_path).read_note()


def test_only_the_user_may_look_into_the_folder(tmp_path: Path) -> None:
    folder = RecoveryFolder.make(tmp_path / "recovery")
    assert folder.path.stat().st_mode & 0o077 == 0
    folder.remove()


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from rnnlab.session.locks import FileLock\n"
        "lock = FileLock(Path(sys.argv[1])); print(lock.take(), flush=True); sys.stdin.read()\n"
    )
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        assert not FileLock(path).take()
        process.kill()
    lock = FileLock(path)
    assert lock.take()
    lock.let_go()


def test_the_window_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    living = RecoveryFolder.make(tmp_path)
    living.run_path(1).write_bytes(b"x")
    crashed = leave(tmp_path)
    assert let_go(crashed_windows(tmp_path)) == [crashed]
    living.remove()
    assert not living.path.exists()


def test_only_the_newest_crashes_are_kept(tmp_path: Path) -> None:
    left = [leave(tmp_path) for _ in range(recovery.MOST_CRASHED + 2)]
    for age, path in enumerate(reversed(left)):
        os.utime(path, (time.time() - 60 * age,) * 2)
    assert let_go(crashed_windows(tmp_path)) == left[:1:-1]
    assert not left[0].exists()


def test_a_crash_of_long_ago_is_forgotten_once_it_was_declined(tmp_path: Path) -> None:
    path = leave(tmp_path, WindowNote(NOTE.moment, NOTE.runs, declined=True))
    os.utime(path, (time.time() - recovery.LONGEST_KEPT - 60,) * 2)
    assert crashed_windows(tmp_path) == []
    assert not path.exists()


@pytest.mark.parametrize("moment", [0, 2**31])
def test_a_clock_that_was_wrong_loses_nothing(tmp_path: Path, moment: int) -> None:
    path = leave(tmp_path)
    os.utime(path, (moment, moment))
    assert let_go(crashed_windows(tmp_path)) == [path]


def test_what_was_declined_is_there_only_for_who_asks(tmp_path: Path) -> None:
    path = leave(tmp_path, WindowNote(NOTE.moment, NOTE.runs, declined=True))
    assert crashed_windows(tmp_path) == []
    assert let_go(crashed_windows(tmp_path, declined=True)) == [path]


def test_a_link_among_the_windows_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "run-1.rnnlab").write_bytes(b"x")
    root = tmp_path / "recovery"
    root.mkdir()
    (root / "window-1").symlink_to(tmp_path / "private")
    assert crashed_windows(root) == []
    assert (tmp_path / "private" / "run-1.rnnlab").exists()


def test_earlier_generations_give_way_to_a_new_copy(tmp_path: Path) -> None:
    folder = RecoveryFolder(tmp_path, most_bytes=1_000)
    for key in (1, 2):
        folder.run_path(key).write_bytes(bytes(200))
        previous_generation(folder.run_path(key)).write_bytes(bytes(200))
    assert folder.make_room(100)
    assert folder.run_keys() == [1, 2]
    assert folder.make_room(500)
    assert not list(tmp_path.glob("*~"))
    assert not folder.make_room(700)
    assert {path.name for path in tmp_path.iterdir()} == {"run-1.rnnlab", "run-2.rnnlab"}


def test_copies_leave_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 10**8))
    assert not RecoveryFolder(tmp_path).make_room(1)


def test_a_text_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = RecoveryFolder(tmp_path)
    folder.write_text("ab" * 32, "one\u2028two\ud800 é\n")
    assert folder.read_text("ab" * 32) == "one\u2028two\ud800 é\n"
    assert folder.read_text("cd" * 32) is None
