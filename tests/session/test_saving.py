"""A save that fails does no harm."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnnlab.session import RunFileError, SavedRun, load_run, previous_generation, save_run

MakeRun = Callable[..., SavedRun]


def failing(number: int) -> Callable[..., Any]:
    def fail(*arguments: object, **options: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_save_leaves_one_file(tmp_path: Path, make_run: MakeRun) -> None:
    save_run(tmp_path / "run.rnnlab", make_run())
    assert names(tmp_path) == {"run.rnnlab"}


def test_the_save_before_is_kept_and_opens(tmp_path: Path, make_run: MakeRun) -> None:
    path = tmp_path / "run.rnnlab"
    for step in (1, 2, 3):
        save_run(path, make_run(step=step))
    assert names(tmp_path) == {"run.rnnlab", "run.rnnlab~"}
    assert load_run(path).step == 3
    assert load_run(previous_generation(path)).step == 2


def test_the_save_before_is_kept_where_there_are_no_links(
    tmp_path: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.rnnlab"
    monkeypatch.setattr(os, "link", failing(errno.EOPNOTSUPP))
    for step in (1, 2, 3):
        save_run(path, make_run(step=step))
    assert names(tmp_path) == {"run.rnnlab", "run.rnnlab~"}
    assert load_run(path).step == 3
    assert load_run(previous_generation(path)).step == 2


def test_a_link_to_a_run_file_stays_a_link(tmp_path: Path, make_run: MakeRun) -> None:
    (tmp_path / "kept").mkdir()
    target, link = tmp_path / "kept" / "run.rnnlab", tmp_path / "link.rnnlab"
    save_run(target, make_run(step=1))
    link.symlink_to(target)
    save_run(link, make_run(step=2))
    assert link.is_symlink()
    assert load_run(target).step == 2


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "the disk is full; free some space or save elsewhere."),
        (errno.EDQUOT, "your share of the disk is used up; free some space or save elsewhere."),
        (errno.EROFS, "nothing can be written there; save to another folder."),
        (errno.EACCES, "you may not write there; save to another folder."),
        (errno.EIO, "Input/output error; try another folder."),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failed_save_leaves_the_file_as_it_was(
    call: str,
    number: int,
    sentence: str,
    tmp_path: Path,
    make_run: MakeRun,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "run.rnnlab"
    for step in (1, 2):
        save_run(path, make_run(step=step))
    before, older = path.read_bytes(), previous_generation(path).read_bytes()
    monkeypatch.setattr(os, call, failing(number))
    with pytest.raises(RunFileError) as caught:
        save_run(path, make_run(step=3))
    assert str(caught.value) == f"The run could not be saved as “{path}”: {sentence}"
    assert names(tmp_path) == {"run.rnnlab", "run.rnnlab~"}
    assert path.read_bytes() == before
    assert previous_generation(path).read_bytes() == older


def test_a_disk_that_fills_up_midway_leaves_the_file_as_it_was(
    tmp_path: Path, make_run: MakeRun
) -> None:
    resource = pytest.importorskip("resource")
    path = tmp_path / "run.rnnlab"
    save_run(path, make_run())
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))
    try:
        with pytest.raises(RunFileError, match="could not be saved"):
            save_run(path, make_run(step=3))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(tmp_path) == {"run.rnnlab"}
    assert path.read_bytes() == before


def test_a_failed_last_step_leaves_both_generations_sound(
    tmp_path: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.rnnlab"
    for step in (1, 2):
        save_run(path, make_run(step=step))
    replace = os.replace

    def replace_but_the_file(source: object, target: object) -> None:
        if str(target) == str(path):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace_but_the_file)
        with pytest.raises(RunFileError):
            save_run(path, make_run(step=3))
    assert names(tmp_path) == {"run.rnnlab", "run.rnnlab~"}
    assert load_run(path).step == 2
    save_run(path, make_run(step=3))
    assert names(tmp_path) == {"run.rnnlab", "run.rnnlab~"}
    assert load_run(previous_generation(path)).step == 2


def test_an_interrupted_save_leaves_the_file_as_it_was(
    tmp_path: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.rnnlab"
    save_run(path, make_run(step=1))

    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_run(path, make_run(step=2))
    assert names(tmp_path) == {"run.rnnlab"}
    assert load_run(path).step == 1


def test_a_folder_that_cannot_be_synchronised_fails_no_save(
    tmp_path: Path,
    make_run: MakeRun,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fsync, calls = os.fsync, []

    def fsync_but_the_second(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync_but_the_second)
    save_run(tmp_path / "run.rnnlab", make_run(step=7))
    assert load_run(tmp_path / "run.rnnlab").step == 7
    assert "could not be synchronised" in caplog.text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing/run.rnnlab", "the folder does not exist; create it or save elsewhere."),
        ("a file/run.rnnlab", "a part of the path is a file, not a folder; save elsewhere."),
        ("n" * 300, "the name is too long; choose a shorter one."),
    ],
)
def test_an_impossible_place_is_refused_with_its_reason(
    name: str, sentence: str, tmp_path: Path, make_run: MakeRun
) -> None:
    (tmp_path / "a file").write_text("x")
    with pytest.raises(RunFileError) as caught:
        save_run(tmp_path / name, make_run())
    assert str(caught.value).endswith(sentence)
    assert names(tmp_path) == {"a file"}


def test_a_folder_is_not_replaced_by_a_run(tmp_path: Path, make_run: MakeRun) -> None:
    folder = tmp_path / "run.rnnlab"
    folder.mkdir()
    with pytest.raises(RunFileError, match="could not be saved"):
        save_run(folder, make_run())
    assert names(tmp_path) == {"run.rnnlab"}
