"""Copies of what is not saved, and the way back after a crash."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.session import load_run, previous_generation
from rnnlab.session.locks import FileLock
from rnnlab.session.recovery import RecoveryFolder, crashed_windows

PATIENCE = 20_000


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(small: Instrument, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(small.autosave, "_clock", made)
    return made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def kept(small: Instrument, root: Path, qtbot: QtBot, clock: Clock) -> Instrument:
    """Desks that keep copies, with a run of many steps chosen."""
    small.autosave.start(root)
    qtbot.waitUntil(lambda: small.autosave.folder is not None, timeout=PATIENCE)
    small.runs.set_setting("steps", 1_000_000)
    return small


def copies(kit: Instrument) -> list[Path]:
    assert kit.autosave.folder is not None
    return sorted(kit.autosave.folder.glob("run-*"))


def begin(kit: Instrument, qtbot: QtBot) -> Run:
    kit.runs.train()
    run = kit.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 3 and run.unsaved, timeout=PATIENCE)
    return run


def rest(kit: Instrument, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not kit.background.busy, timeout=PATIENCE)


def test_a_run_is_copied_once_a_minute_of_training_and_not_more_often(
    kept: Instrument, clock: Clock, qtbot: QtBot
) -> None:
    begin(kept, qtbot)
    moments: list[float] = []
    kept.autosave.copied.connect(lambda _key: moments.append(clock.now))
    for second in range(0, 200, 5):
        clock.now = float(second)
        kept.autosave.look()
        qtbot.waitUntil(lambda: not kept.autosave.busy, timeout=PATIENCE)
    gaps = np.diff([0, *moments, 200])
    assert len(moments) == 4
    assert gaps.max() <= 55


def test_a_pause_is_copied_at_once_and_only_once(
    kept: Instrument, clock: Clock, qtbot: QtBot
) -> None:
    run = begin(kept, qtbot)
    with qtbot.waitSignal(kept.autosave.copied, timeout=PATIENCE):
        kept.runs.pause()
    (copy,) = copies(kept)
    assert run.status is Status.PAUSED
    assert load_run(copy).step == run.step
    stamp = copy.stat().st_mtime_ns
    kept.autosave.look()
    rest(kept, qtbot)
    assert copy.stat().st_mtime_ns == stamp


def test_single_steps_are_not_copied_one_by_one(
    kept: Instrument, clock: Clock, qtbot: QtBot
) -> None:
    run = begin(kept, qtbot)
    made: list[int] = []
    kept.autosave.copied.connect(made.append)
    kept.runs.pause()
    qtbot.waitUntil(lambda: len(made) == 1, timeout=PATIENCE)
    for _ in range(5):
        seen = run.step
        kept.runs.step_once()
        qtbot.waitUntil(lambda seen=seen: run.step > seen, timeout=PATIENCE)
        kept.autosave.look()
    assert len(made) == 1
    clock.now += 6.0
    kept.autosave.look()
    qtbot.waitUntil(lambda: len(made) == 2, timeout=PATIENCE)
    assert load_run(copies(kept)[0]).step == run.step


def test_two_generations_are_kept(kept: Instrument, clock: Clock, qtbot: QtBot) -> None:
    run = begin(kept, qtbot)
    kept.autosave.look()
    steps = []
    for second in (20, 80, 140):
        clock.now = float(second)
        seen = run.step
        qtbot.waitUntil(lambda seen=seen: run.step > seen, timeout=PATIENCE)
        with qtbot.waitSignal(kept.autosave.copied, timeout=PATIENCE):
            kept.autosave.look()
        steps.append(load_run(copies(kept)[0]).step)
    newest, earlier = copies(kept)
    assert earlier == previous_generation(newest)
    assert [load_run(earlier).step, load_run(newest).step] == steps[1:]


def test_a_copy_goes_when_its_run_is_saved(kept: Instrument, qtbot: QtBot, tmp_path: Path) -> None:
    run = begin(kept, qtbot)
    with qtbot.waitSignal(kept.autosave.copied, timeout=PATIENCE):
        kept.runs.pause()
    with qtbot.waitSignal(kept.files.saved, timeout=PATIENCE):
        kept.files.save(run, tmp_path / "a.rnnlab")
    qtbot.waitUntil(lambda: not copies(kept), timeout=PATIENCE)


def test_a_copy_goes_with_its_run(kept: Instrument, qtbot: QtBot) -> None:
    run = begin(kept, qtbot)
    with qtbot.waitSignal(kept.autosave.copied, timeout=PATIENCE):
        kept.runs.pause()
    kept.runs.remove(run.key)
    qtbot.waitUntil(lambda: not copies(kept), timeout=PATIENCE)


def test_a_clean_end_leaves_nothing(kept: Instrument, root: Path, qtbot: QtBot) -> None:
    begin(kept, qtbot)
    with qtbot.waitSignal(kept.autosave.copied, timeout=PATIENCE):
        kept.runs.pause()
    kept.shut_down()
    assert not list(root.iterdir())


def test_where_nothing_can_be_written_it_is_told_once(
    small: Instrument, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("x")
    told: list[str] = []
    small.autosave.troubled.connect(told.append)
    for _ in range(2):
        small.autosave.start(tmp_path / "file")
        rest(small, qtbot)
    (sentence,) = told
    assert sentence.endswith(".")


def test_a_copy_that_does_not_fit_is_told_and_not_tried_on_and_on(
    kept: Instrument, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RecoveryFolder, "make_room", lambda *_: False)
    told: list[str] = []
    kept.autosave.troubled.connect(told.append)
    begin(kept, qtbot)
    kept.runs.pause()
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    for _ in range(3):
        kept.autosave.look()
        rest(kept, qtbot)
    (sentence,) = told
    assert "too little room" in sentence
    assert not copies(kept)


# after a crash

CRASHING = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QEventLoop
application = QCoreApplication([])
from rnnlab.gui.instrument import Instrument
from rnnlab.text.grammar import cats_and_clauses
root, leftovers = Path(sys.argv[1]), sys.argv[2:]
kit = Instrument()
kit.poller.start()

def until(condition):
    while not condition():
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)

kit.texts.open_pasted(cats_and_clauses(size=20_000), "My own words")
until(lambda: kit.texts.corpus is not None)
kit.autosave.start(root)
until(lambda: kit.autosave.folder is not None)
for name, value in (("hidden_size", 8), ("embedding_size", 4), ("batch_size", 4),
                    ("sequence_length", 16), ("steps", 1_000_000), ("dropout", 0.2)):
    kit.runs.set_setting(name, value)
kit.runs.train()
run = kit.runs.current
until(lambda: run.step > 20)
copied = []
kit.autosave.copied.connect(copied.append)
kit.runs.pause()
until(lambda: copied)
step = run.step
kit.runs.train()
until(lambda: run.step > step + 20)
kit.autosave.look()
until(lambda: not kit.background.busy)
print(kit.autosave.folder, step, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, int]:
    """What a window killed while training has left: the root, its folder, the copy's step."""
    root = tmp_path_factory.mktemp("crashed")
    finished = subprocess.run(
        [sys.executable, "-c", CRASHING, str(root)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert finished.returncode == -9, finished.stderr
    folder, step = finished.stdout.split()
    return root, Path(folder), int(step)


@pytest.fixture
def left(crashed: tuple[Path, Path, int], tmp_path: Path) -> tuple[Path, int]:
    """A root with a copy of what the killed window has left, and the step of its copy."""
    _, folder, step = crashed
    root = tmp_path / "left"
    target = root / folder.name
    target.mkdir(parents=True)
    for path in folder.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return root, step


def found(kit: Instrument, qtbot: QtBot, root: Path) -> str:
    with qtbot.waitSignal(kit.recovering.found, timeout=PATIENCE) as blocker:
        kit.recovering.look(root)
    return str(blocker.args[0])


def test_after_a_kill_the_next_window_says_what_was_lost(
    small: Instrument, left: tuple[Path, int], qtbot: QtBot
) -> None:
    root, step = left
    sentence = found(small, qtbot, root)
    assert sentence.startswith("One run was training when rnnlab ended unexpectedly: ")
    assert f"s old, at step {step:,}." in sentence


def test_a_recovered_run_goes_on_with_its_pasted_text(
    small: Instrument, left: tuple[Path, int], qtbot: QtBot
) -> None:
    root, step = left
    found(small, qtbot, root)
    with qtbot.waitSignal(small.recovering.recovered, timeout=PATIENCE):
        small.recovering.recover()
    run = small.runs.current
    assert run is not None
    assert (run.step, run.unsaved) == (step, True)
    assert run.corpus is not None
    assert run.corpus.name == "My own words"
    small.runs.train()
    qtbot.waitUntil(lambda: run.step > step, timeout=PATIENCE)


def test_what_was_recovered_is_kept_until_it_is_copied_again(
    kept: Instrument, left: tuple[Path, int], qtbot: QtBot
) -> None:
    root, step = left
    found(kept, qtbot, root)
    with qtbot.waitSignal(kept.autosave.copied, timeout=PATIENCE):
        kept.recovering.recover()
    (copy,) = copies(kept)
    assert load_run(copy).step == step
    assert not list(root.iterdir())


def test_a_damaged_copy_gives_way_to_the_one_before(
    small: Instrument, left: tuple[Path, int], qtbot: QtBot
) -> None:
    root, step = left
    (newest,) = root.glob("*/run-*.rnnlab")
    sound = newest.read_bytes()
    previous_generation(newest).write_bytes(sound)
    newest.write_bytes(sound[: len(sound) // 2])
    found(small, qtbot, root)
    with qtbot.waitSignal(small.recovering.recovered, timeout=PATIENCE):
        small.recovering.recover()
    assert small.runs.current is not None
    assert small.runs.current.step == step


def test_a_copy_that_cannot_be_opened_stays_when_the_others_are_back(
    small: Instrument, left: tuple[Path, int], qtbot: QtBot, tmp_path: Path
) -> None:
    root, _ = left
    (newest,) = root.glob("*/run-*.rnnlab")
    (newest.parent / "run-77.rnnlab").write_bytes(b"PK of a later version")
    found(small, qtbot, root)
    with qtbot.waitSignal(small.recovering.recovered, timeout=PATIENCE):
        small.recovering.recover()
    run = small.runs.current
    assert run is not None
    with qtbot.waitSignal(small.files.saved, timeout=PATIENCE):
        small.files.save(run, tmp_path / "back.rnnlab")
    rest(small, qtbot)
    assert (newest.parent / "run-77.rnnlab").exists()
    assert crashed_windows(root) == []
    (again,) = crashed_windows(root, declined=True)
    again.let_go()


def test_what_is_declined_is_not_offered_again_but_can_be_asked_for(
    small: Instrument, left: tuple[Path, int], qtbot: QtBot
) -> None:
    root, _ = left
    found(small, qtbot, root)
    small.recovering.decline()
    rest(small, qtbot)
    with qtbot.waitSignal(small.recovering.nothing_found, timeout=PATIENCE):
        small.recovering.look(root)
    with qtbot.waitSignal(small.recovering.found, timeout=PATIENCE):
        small.recovering.look(root, declined=True)


def test_two_windows_do_not_take_each_others_copies(
    kept: Instrument, root: Path, left: tuple[Path, int], qtbot: QtBot
) -> None:
    begin(kept, qtbot)
    with qtbot.waitSignal(kept.autosave.copied, timeout=PATIENCE):
        kept.runs.pause()
    other = kept.autosave.folder
    assert other is not None
    assert crashed_windows(root) == []
    assert not FileLock(other / "lock").take()
    offered = crashed_windows(left[0])
    assert len(offered) == 1
    assert crashed_windows(left[0]) == []
    offered[0].let_go()


def test_the_weights_that_come_back_are_those_of_the_copy(
    small: Instrument, left: tuple[Path, int], qtbot: QtBot
) -> None:
    root, _ = left
    (newest,) = root.glob("*/run-*.rnnlab")
    copy = load_run(newest)
    found(small, qtbot, root)
    with qtbot.waitSignal(small.recovering.recovered, timeout=PATIENCE):
        small.recovering.recover()
    run = small.runs.current
    assert run is not None
    assert run.saved is not None
    for name, weight in copy.weights.items():
        assert torch.equal(weight, run.saved.weights[name])
