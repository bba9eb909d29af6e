"""What is no file, in the place of a run, settings, a note or an ARPA file, is refused at once."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rnnlab.config import UserError
from rnnlab.ngram import read_arpa
from rnnlab.session import check_writable, load_run, read_manifest
from rnnlab.session.recovery import RecoveryFolder
from rnnlab.session.settings_file import read_settings

PATIENCE = 20.0


def read_note(path: Path) -> object:
    return RecoveryFolder(path.parent).read_note()


READERS = (load_run, read_manifest, check_writable, read_settings, read_arpa, read_note)


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to(path.with_name("pipe"))


def make_link_to_zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.fixture
def make_socket() -> Iterator[Callable[[Path], None]]:
    listener = socket.socket(socket.AF_UNIX)
    yield lambda path: listener.bind(os.path.relpath(path))
    listener.close()


def refusal(read: Callable[[Path], object], path: Path) -> str:
    """The sentence; comes in time, whatever the file is."""
    told: list[str] = []

    def attempt() -> None:
        try:
            read(path)
        except UserError as error:
            told.append(str(error))

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "it waits for ever"
    assert told, "it was not refused in a sentence"
    return told[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("make", [make_pipe, make_link_to_a_pipe, make_link_to_zeros, make_folder])
def test_what_is_no_file_is_refused_in_time(
    make: Callable[[Path], None], read: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "note.json"
    make(path)
    assert refusal(read, path).endswith(".")


@pytest.mark.parametrize("read", [load_run, read_manifest, read_settings, read_arpa, read_note])
def test_a_link_to_itself_is_refused(read: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "note.json"
    path.symlink_to(path)
    assert refusal(read, path).endswith(".")


@pytest.mark.parametrize("read", READERS)
def test_a_socket_is_refused_in_time(
    make_socket: Callable[[Path], None], read: Callable[[Path], object], tmp_path: Path
) -> None:
    make_socket(tmp_path / "note.json")
    assert refusal(read, tmp_path / "note.json").endswith(".")


@pytest.mark.parametrize("name", ["a\0b", "x" * 5_000, "\ud800"])
@pytest.mark.parametrize("read", [load_run, read_manifest, read_arpa])
def test_a_name_that_no_file_has_is_refused(
    name: str, read: Callable[[Path], object], tmp_path: Path
) -> None:
    assert refusal(read, tmp_path / name).endswith(".")
