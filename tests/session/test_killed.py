"""A save that is killed, or that the disk refuses, leaves the file from before as it was."""

import ctypes
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from rnnlab.session import RunFileError, SavedRun, load_run, previous_generation, save_run

MakeRun = Callable[..., SavedRun]
pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can fork"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]

_NOBODY = 65_534


def run_in_child(action: Callable[[], None]) -> int:
    """Start a process that does something and ends at once; returns its number."""
    child = os.fork()
    if child:
        return child
    try:
        action()
    finally:
        os._exit(0)


def end_of(child: int) -> int:
    """The signal that ended a process; 0 if it ended by itself."""
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def with_history(make_run: MakeRun, step: int) -> SavedRun:
    """A run whose file is large enough to be caught in the middle."""
    return make_run(step=step, history={"training": np.full((40_000, 8), float(step))})


def check_both_generations(path: Path, newest_begun: int) -> int:
    """Both files are whole, and no older than they may be; returns the newest step."""
    found = load_run(path)
    assert found.step in (newest_begun - 1, newest_begun)
    assert (found.history["training"] == float(found.step)).all()
    assert load_run(previous_generation(path)).step in (found.step - 1, found.step)
    return found.step


@pytest.mark.parametrize("trials", [40, pytest.param(200, marks=pytest.mark.slow)])
def test_a_save_killed_at_any_moment_leaves_a_whole_file(
    tmp_path: Path, make_run: MakeRun, trials: int
) -> None:
    path, chance = tmp_path / "run.rnnlab", random.Random(6)
    step, killed, durations = 4, 0, []
    for number in range(1, step + 1):
        run = with_history(make_run, number)
        started = time.perf_counter()
        save_run(path, run)
        durations.append(time.perf_counter() - started)
    duration = min(durations)  # one that other programs held up would let too many come through
    for _ in range(trials):
        run = with_history(make_run, step + 1)
        child = run_in_child(lambda run=run: save_run(path, run))
        time.sleep(chance.uniform(0.0, 1.3 * duration))
        os.kill(child, signal.SIGKILL)
        killed += end_of(child) == signal.SIGKILL
        step = check_both_generations(path, step + 1)
    assert killed > trials // 3
    age_leftovers(tmp_path)
    save_run(path, with_history(make_run, step + 1))
    assert {each.name for each in tmp_path.iterdir()} == {"run.rnnlab", "run.rnnlab~"}


def age_leftovers(folder: Path) -> None:
    """Let what killed saves have left be two hours old."""
    for path in folder.glob(".rnnlab-*.tmp"):
        os.utime(path, (time.time() - 7_200, time.time() - 7_200))


CALLS = ("open", "write", "flush", "fsync", "link", "replace", "unlink", "scandir", "close")


def test_a_save_killed_between_any_two_calls_leaves_a_whole_file(
    tmp_path: Path, make_run: MakeRun
) -> None:
    """Kill before the first, second, … call into the system, until one save comes through."""
    path = tmp_path / "run.rnnlab"
    save_run(path, make_run(step=1))
    save_run(path, make_run(step=2))
    step, place, ended = 2, 0, signal.SIGKILL
    while ended == signal.SIGKILL:
        run = make_run(step=step + 1)
        child = run_in_child(lambda run=run, place=place: save_and_die(path, run, place))
        ended = end_of(child)
        found = load_run(path).step
        assert found in (step, step + 1)
        assert load_run(previous_generation(path)).step in (found - 1, found)
        step, place = found, place + 1
    assert place > 15


def save_and_die(path: Path, run: SavedRun, place: int) -> None:
    """Save, but be killed when C is entered for the so-and-so-many-th time."""
    left = [place]

    def on_call(frame: object, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__name__", "") in CALLS:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1

    sys.setprofile(on_call)
    save_run(path, run)
    sys.setprofile(None)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of this machine can reach."""
    # Not among the other temporary files, which lie in the home of the tests.
    outside = os.environ["PYTEST_DEBUG_TEMPROOT"]
    folder = Path(tempfile.mkdtemp(prefix="rnnlab-open-", dir=outside))
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(stat.S_IRWXU)
    shutil.rmtree(folder)


def test_a_folder_without_permission_leaves_the_file_and_names_the_cause(
    open_folder: Path, make_run: MakeRun
) -> None:
    path, told = open_folder / "run.rnnlab", open_folder / "told.txt"
    save_run(path, make_run(step=1))
    told.touch()
    told.chmod(0o666)
    before, run = path.read_bytes(), make_run(step=2)
    open_folder.chmod(0o555)

    def save() -> None:
        if os.geteuid() == 0:  # whom permissions do not bind
            os.setuid(_NOBODY)
        try:
            save_run(path, run)
        except RunFileError as error:
            told.write_text(str(error), encoding="utf-8")

    end_of(run_in_child(save))
    assert told.read_text(encoding="utf-8") == (
        f"The run could not be saved as “{path}”: you may not write there; save to another folder."
    )
    assert path.read_bytes() == before
    assert {each.name for each in open_folder.iterdir()} == {"run.rnnlab", "told.txt"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB; needs the right to mount one."""
    image, folder = tmp_path / "disk.img", tmp_path / "disk"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(2**20)
    mkfs = shutil.which("mkfs.ext4") or shutil.which("mkfs.ext4", path="/usr/sbin:/sbin")
    made = mkfs and subprocess.run([mkfs, "-q", "-F", str(image)], check=False).returncode == 0
    libc = ctypes.CDLL(None, use_errno=True)
    mounted = made and subprocess.run(
        ["mount", "-o", "loop", str(image), str(folder)], check=False, capture_output=True
    )
    on_loop = mounted and mounted.returncode == 0
    if not on_loop and libc.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, b"size=1m") != 0:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_of_1_mb_leaves_the_file_and_names_the_cause(
    small_disk: Path, make_run: MakeRun
) -> None:
    path = small_disk / "run.rnnlab"
    save_run(path, make_run(step=1))
    before = path.read_bytes()
    with pytest.raises(RunFileError, match="the disk is full; free some space or save elsewhere"):
        save_run(path, with_history(make_run, 2))
    assert path.read_bytes() == before
    names = {each.name for each in small_disk.iterdir()} - {"lost+found"}
    assert names == {"run.rnnlab"}
