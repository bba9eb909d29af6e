"""Run files of the window."""

import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks import files
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.session import load_run, run_file
from rnnlab.text.grammar import cats_and_clauses
from rnnlab.text.stopping import Check

PATIENCE = 20_000


@pytest.fixture
def slow_saves(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Saving waits for this event, as if the disk were slow."""
    may_write, save_run = threading.Event(), run_file.save_run

    def save_slowly(path: Path, run: run_file.SavedRun, check: Check) -> None:
        may_write.wait(PATIENCE / 1000)
        save_run(path, run, check)

    monkeypatch.setattr(run_file, "save_run", save_slowly)
    yield may_write
    may_write.set()


def open_book(kit: Instrument, qtbot: QtBot, folder: Path) -> Path:
    path = folder / "book.txt"
    path.write_text(cats_and_clauses(size=20_000), encoding="utf-8")
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        kit.texts.open_files([path])
    return path


def train_for_a_while(kit: Instrument, qtbot: QtBot) -> Run:
    kit.runs.train()
    run = kit.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    return run


def save(kit: Instrument, qtbot: QtBot, run: Run, path: Path) -> None:
    with qtbot.waitSignal(kit.files.saved, timeout=PATIENCE):
        kit.files.save(run, path)


def reopen(kit: Instrument, qtbot: QtBot, path: Path) -> tuple[Run, str]:
    with qtbot.waitSignal(kit.files.opened, timeout=PATIENCE) as opened:
        kit.files.open(path)
    assert kit.runs.current is not None
    return kit.runs.current, opened.args[1]


def forget_the_text(kit: Instrument, qtbot: QtBot) -> None:
    """Neither a run nor the open text is there any more to give it."""
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        kit.texts.open_pasted("Another text. " * 300)
    for key in list(kit.runs.runs):
        kit.runs.remove(key)


def test_a_saved_run_comes_back_with_its_text(
    small: Instrument, qtbot: QtBot, tmp_path: Path
) -> None:
    open_book(small, qtbot, tmp_path)
    run = train_for_a_while(small, qtbot)
    save(small, qtbot, run, tmp_path / "a.rnnlab")
    assert not run.unsaved
    forget_the_text(small, qtbot)
    again, missing = reopen(small, qtbot, tmp_path / "a.rnnlab")
    assert again is not run
    assert missing == ""
    assert again.config == run.config
    np.testing.assert_array_equal(
        again.history.training.column("loss"), run.history.training.column("loss")
    )


def test_what_is_learnt_while_a_run_is_written_is_not_saved(
    small: Instrument, qtbot: QtBot, tmp_path: Path, slow_saves: threading.Event
) -> None:
    open_book(small, qtbot, tmp_path)
    small.runs.set_setting("steps", 1_000_000)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 2, timeout=PATIENCE)
    small.files.save(run, tmp_path / "a.rnnlab")
    asked = run.step
    qtbot.waitUntil(lambda: run.step > asked + 20, timeout=PATIENCE)
    small.runs.pause()
    qtbot.waitUntil(lambda: run.status is Status.PAUSED, timeout=PATIENCE)
    with qtbot.waitSignal(small.files.saved, timeout=PATIENCE):
        slow_saves.set()
    assert load_run(tmp_path / "a.rnnlab").step < run.step
    assert run.unsaved
    save(small, qtbot, run, tmp_path / "a.rnnlab")
    assert load_run(tmp_path / "a.rnnlab").step == run.step
    assert not run.unsaved


def test_of_two_saves_to_one_file_the_later_one_stays(
    small: Instrument, qtbot: QtBot, tmp_path: Path, slow_saves: threading.Event
) -> None:
    open_book(small, qtbot, tmp_path)
    run = train_for_a_while(small, qtbot)
    told: list[Path] = []
    small.files.saved.connect(lambda _name, path: told.append(path))
    small.files.save(run, tmp_path / "a.rnnlab")
    run.name = "Renamed"
    small.files.save(run, tmp_path / "a.rnnlab")
    slow_saves.set()
    qtbot.waitUntil(lambda: bool(told) and not small.background.busy, timeout=PATIENCE)
    assert load_run(tmp_path / "a.rnnlab").name == "Renamed"
    assert told == [tmp_path / "a.rnnlab"]


def test_a_run_that_trains_can_be_saved(small: Instrument, qtbot: QtBot, tmp_path: Path) -> None:
    open_book(small, qtbot, tmp_path)
    small.runs.set_setting("steps", 100_000)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 3, timeout=PATIENCE)
    save(small, qtbot, run, tmp_path / "b.rnnlab")
    assert run.status is Status.TRAINING
    again, _ = reopen(small, qtbot, tmp_path / "b.rnnlab")
    assert again.step > 3


def test_without_its_text_a_run_opens_and_says_so(
    small: Instrument, qtbot: QtBot, tmp_path: Path
) -> None:
    book = open_book(small, qtbot, tmp_path)
    run = train_for_a_while(small, qtbot)
    save(small, qtbot, run, tmp_path / "c.rnnlab")
    book.unlink()
    forget_the_text(small, qtbot)
    again, missing = reopen(small, qtbot, tmp_path / "c.rnnlab")
    assert again.corpus is None
    assert "book.txt" in missing


def test_a_text_that_is_open_is_not_read_again(
    small: Instrument, qtbot: QtBot, tmp_path: Path
) -> None:
    book = open_book(small, qtbot, tmp_path)
    save(small, qtbot, train_for_a_while(small, qtbot), tmp_path / "c.rnnlab")
    book.unlink()
    again, missing = reopen(small, qtbot, tmp_path / "c.rnnlab")
    assert again.corpus is small.texts.corpus
    assert again.source is small.texts.source
    assert missing == ""


def test_runs_of_one_text_share_it(small: Instrument, qtbot: QtBot, tmp_path: Path) -> None:
    open_book(small, qtbot, tmp_path)
    run = train_for_a_while(small, qtbot)
    paths = [tmp_path / name for name in ("a.rnnlab", "b.rnnlab")]
    for path in paths:
        save(small, qtbot, run, path)
    forget_the_text(small, qtbot)
    for path in paths:  # both are read before either is here
        small.files.open(path)
    qtbot.waitUntil(lambda: len(small.runs.runs) == 2, timeout=PATIENCE)
    first, second = small.runs.runs.values()
    assert first.corpus is second.corpus is not None


def test_a_folder_that_is_not_there_is_refused_with_a_sentence(
    small: Instrument, qtbot: QtBot, tmp_path: Path
) -> None:
    open_book(small, qtbot, tmp_path)
    run = train_for_a_while(small, qtbot)
    with qtbot.waitSignal(small.files.refused, timeout=PATIENCE) as refused:
        small.files.save(run, tmp_path / "nowhere" / "d.rnnlab")
    assert refused.args[0].endswith(".")
    assert run.unsaved


def test_an_unreadable_run_file_is_refused_with_a_sentence(
    small: Instrument, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "e.rnnlab"
    path.write_bytes(b"no run")
    with qtbot.waitSignal(small.files.refused, timeout=PATIENCE) as refused:
        small.files.open(path)
    assert refused.args[0].endswith(".")


def test_a_text_read_in_a_chosen_encoding_is_found_again(
    small: Instrument, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "book.txt"
    path.write_bytes("Käse fällt über die Straße. ".encode("cp1252") * 300)
    with qtbot.waitSignal(small.texts.corpus_changed, timeout=PATIENCE):
        small.texts.open_files([path], "cp1251")  # not what would be found
    run = train_for_a_while(small, qtbot)
    save(small, qtbot, run, tmp_path / "a.rnnlab")
    forget_the_text(small, qtbot)
    again, missing = reopen(small, qtbot, tmp_path / "a.rnnlab")
    assert missing == ""
    assert again.source is not None
    assert again.source.encoding == "cp1251"


@pytest.mark.parametrize(
    "path",
    [
        "//host/share/book.txt",
        "\\\\host\\share\\book.txt",
        "book.txt",
        "/dev/zero",
        "a\0b",
        "{other}",
    ],
)
def test_a_path_in_a_run_file_is_not_followed_to_what_the_text_cannot_be(
    path: str, small: Instrument, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_book(small, qtbot, tmp_path)
    run = train_for_a_while(small, qtbot)
    save(small, qtbot, run, tmp_path / "a.rnnlab")
    saved = load_run(tmp_path / "a.rnnlab")
    other = tmp_path / "other.txt"
    other.write_text("Something private. " * 1_000, encoding="utf-8")
    reference = saved.state["source"] | {"paths": [path.format(other=other)]}
    hostile = dataclasses.replace(saved, state=saved.state | {"source": reference})
    run_file.save_run(tmp_path / "hostile.rnnlab", hostile)
    forget_the_text(small, qtbot)
    opened: list[object] = []
    monkeypatch.setattr(files, "open_files", lambda *given: opened.append(given))
    again, missing = reopen(small, qtbot, tmp_path / "hostile.rnnlab")
    assert again.corpus is None
    assert "was not found here" in missing
    assert opened == []


def test_a_text_that_would_be_cut_into_other_tokens_is_not_that_of_the_run(
    small: Instrument, qtbot: QtBot, tmp_path: Path
) -> None:
    open_book(small, qtbot, tmp_path)
    save(small, qtbot, train_for_a_while(small, qtbot), tmp_path / "a.rnnlab")
    saved = load_run(tmp_path / "a.rnnlab")
    changed = dataclasses.replace(saved, config=saved.config.changed(unit="word"))
    run_file.save_run(tmp_path / "b.rnnlab", changed)
    run, missing = reopen(small, qtbot, tmp_path / "b.rnnlab")
    assert run.corpus is None
    assert "was not found" in missing
    assert run.codec.vocabulary.tokens == saved.vocabulary.tokens


def test_of_many_files_some_wait_also_for_one_that_is_refused(
    small: Instrument, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_book(small, qtbot, tmp_path)
    run = train_for_a_while(small, qtbot)
    paths = [tmp_path / name for name in ("a.rnnlab", "b.rnnlab")]
    for path in paths:
        save(small, qtbot, run, path)
    read_run, at_once, most = files.read_run, 0, 0

    def counted(path: Path, **known: Any) -> files.Opened:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            return read_run(path, **known)
        finally:
            at_once -= 1

    monkeypatch.setattr(files, "read_run", counted)
    monkeypatch.setattr(files, "MOST_OPENED_AT_ONCE", 1)
    told: list[str] = []
    small.files.refused.connect(told.append)
    before = set(small.runs.runs)
    for path in (paths[0], tmp_path / "none.rnnlab", paths[1]):
        small.files.open(path)
    qtbot.waitUntil(lambda: len(small.runs.runs) == len(before) + 2, timeout=PATIENCE)
    opened = [each.path for key, each in small.runs.runs.items() if key not in before]
    assert (opened, most, len(told)) == (paths, 1, 1)


def _give_up(kit: Instrument, title: str) -> None:
    (errand,) = [each for each in kit.background.errands if each.title == title]
    kit.background.give_up(errand.key)


def test_opening_can_be_given_up_and_begun_again(
    small: Instrument, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_book(small, qtbot, tmp_path)
    path = tmp_path / "a.rnnlab"
    save(small, qtbot, train_for_a_while(small, qtbot), path)

    def for_ever(path: Path, check: Check) -> run_file.SavedRun:
        while True:
            check()

    before = set(small.runs.runs)
    with monkeypatch.context() as patch:
        patch.setattr(run_file, "load_run", for_ever)
        small.files.open(path)
        _give_up(small, "Opening a.rnnlab")
        qtbot.waitUntil(lambda: not small.background.busy, timeout=PATIENCE)
    assert set(small.runs.runs) == before
    again, _ = reopen(small, qtbot, path)
    assert again.key not in before


def test_saving_can_be_given_up_and_the_file_from_before_stays(
    small: Instrument, qtbot: QtBot, tmp_path: Path, slow_saves: threading.Event
) -> None:
    open_book(small, qtbot, tmp_path)
    run = train_for_a_while(small, qtbot)
    path = tmp_path / "a.rnnlab"
    path.write_bytes(b"what was there")
    with qtbot.waitSignal(small.files.refused, timeout=PATIENCE) as refused:
        small.files.save(run, path)
        _give_up(small, "Saving a.rnnlab")
    assert refused.args == [f"Saving “{run.name}” was given up; it counts as not saved."]
    slow_saves.set()
    qtbot.waitUntil(lambda: not small.background.busy, timeout=PATIENCE)
    assert path.read_bytes() == b"what was there"
    assert {each.name for each in tmp_path.iterdir()} == {"a.rnnlab", "book.txt"}
    assert run.unsaved
    save(small, qtbot, run, path)
    assert not run.unsaved
