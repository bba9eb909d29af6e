"""Odd texts: each becomes a corpus, or is refused in one sentence; small, large, by unit alike."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from rnnlab.config import TextConfig
from rnnlab.config.text import Unit
from rnnlab.text import (
    Corpus,
    Source,
    TextError,
    build_corpus,
    id_file,
    open_files,
    prepare,
    read_files,
    reading,
    stream,
)

PATIENCE = 20.0
CAT = "The cat sat on the mat, and the dog lay by the fire. "
Read = Callable[[list[Path]], Source]


def _scattered(odd: str) -> bytes:
    """Ordinary words with something odd among them, in all parts of the text."""
    return "".join(f"{CAT}{odd} {number % 7}\n" for number in range(60)).encode()


LEARNABLE: dict[str, bytes] = {
    "carriage returns alone": (CAT + "\r").encode() * 60,
    "carriage returns and line feeds": (CAT + "\r\n").encode() * 60,
    "ends of lines mixed": "".join(CAT + end for end in ("\r", "\n", "\r\n", "\n\r") * 20).encode(),
    "no end of line at the end": (CAT * 60).encode(),
    "one long line": (CAT * 4_000).encode(),
    "a mark of UTF-8": b"\xef\xbb\xbf" + (CAT * 60).encode(),
    "two marks of UTF-8": b"\xef\xbb\xbf" * 2 + (CAT * 60).encode(),
    "a mark in the middle": _scattered("\ufeff"),
    "UTF-16, marked, little end first": b"\xff\xfe" + (CAT * 60).encode("utf-16-le"),
    "UTF-16, marked, big end first": b"\xfe\xff" + (CAT * 60).encode("utf-16-be"),
    "UTF-32, marked, little end first": b"\xff\xfe\0\0" + (CAT * 60).encode("utf-32-le"),
    "UTF-32, marked, big end first": b"\0\0\xfe\xff" + (CAT * 60).encode("utf-32-be"),
    "Latin-1": ("Der Käse fällt über die Straße. " * 60).encode("latin-1"),
    "Windows’ own quotes": ("“The cat”, he said, “was naïve – so…”\n" * 60).encode("cp1252"),
    "combining marks": _scattered("e\u0301 a\u0308\u0323\u0308 \u0301\u0301\u0301"),
    "marks heaped up": _scattered("z" + "\u0335\u0321\u034f" * 40),
    "families of emoji": _scattered("\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"),
    "flags and skins": _scattered("\U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd \u2764\ufe0f"),
    "right to left": _scattered("שלום עולם مرحبا \u202eturned\u202c"),
    "zero width": _scattered("a\u200bb\u200cc\u200dd\u2060e\u00adf"),
    "ends of lines that are none": _scattered("a\u2028b\u2029c\u0085d\x0be\x0cf"),
    "beyond the first plane": _scattered("𝔊𝔬𝔱𝔥𝔦𝔠 \U0010ffff \U00100000"),
    "no characters at all (U+FFFF)": _scattered("\uffff\ufffe"),
    "replacement characters": _scattered("\ufffd"),
    "no spaces": "日本語の文章には空白がありません。吾輩は猫である。\n".encode() * 60,
    "a tab between words": (CAT.replace(" ", "\t") * 60).encode(),
    "a few control characters": _scattered("\x1b[1m\x07"),
    "what looks like a special token": _scattered("<unk> <s> </s> <eos> ⟨newline⟩"),
    "what looks like code": _scattered("%s {0} \\n ${HOME} `ls` ../../etc/passwd"),
    "numbers only": " ".join(str(number) for number in range(2_000)).encode(),
    "half characters in UTF-8": (CAT * 60).encode() + b"a\xed\xa0\xbdb " + (CAT * 60).encode(),
    "UTF-8 in the middle of nowhere": (CAT * 3).encode() + "é ".encode() + (CAT * 60).encode(),
}

REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "one character": b"a",
    "a mark and nothing": b"\xef\xbb\xbf",
    "a mark of UTF-16 and nothing": b"\xff\xfe",
    "one character over and over": b"a" * 4_000,
    "one word over and over": b"cat " * 1_000,
    "line feeds only": b"\n" * 4_000,
    "NULs only": bytes(4_000),
    "NULs in a text": (CAT * 60).encode() + b"\0",
    "UTF-16 without a mark": (CAT * 60).encode("utf-16-le"),
    "half a character of UTF-16": b"\xff\xfe" + (CAT * 60).encode("utf-16-le") + b"a",
    "a lone surrogate in UTF-16": b"\xff\xfe" + (CAT * 60).encode("utf-16-le") + b"\x00\xd8a\0",
    "too large a character in UTF-32": b"\xff\xfe\0\0" + b"\xff\xff\xff\x7f" * 100,
    "every byte": bytes(range(256)) * 40,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "a zip": b"PK\x03\x04\x14\0\0\0\x08\0" + os.urandom(16).hex().encode() * 100,
}
REFUSED_BY_CHARACTER = REFUSED.keys() - {"one word over and over"}


@pytest.fixture(params=["small", "large"])
def read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Read:
    """The reader of whole texts, or that of texts that are read in pieces of a few bytes."""
    if request.param == "small":
        return read_files
    monkeypatch.setattr(reading, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr(stream, "PIECE_BYTES", 64)
    monkeypatch.setattr(id_file, "_PIECE", 50)
    return open_files


@pytest.fixture(autouse=True)
def _cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(params=["char", "word"])
def unit(request: pytest.FixtureRequest) -> Unit:
    return cast(Unit, request.param)


def _written(folder: Path, raw: bytes) -> Path:
    path = folder / "odd.txt"
    path.write_bytes(raw)
    return path


def _refusal(read: Read, path: Path, unit: Unit = "char") -> str:
    """The sentence; comes in time, whatever the file is."""
    told: list[str] = []

    def attempt() -> None:
        with pytest.raises(TextError) as caught:
            build_corpus(read([path]), TextConfig(unit=unit))
        told.append(str(caught.value))

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "it waits for ever"
    assert told, "it was not refused in a sentence"
    return told[0]


def _assert_one_sentence(sentence: str) -> None:
    assert sentence.endswith(".")
    assert ". " not in sentence.replace("odd.txt", "")
    assert len(sentence.splitlines()) == 1
    assert sentence.isprintable()


@pytest.mark.parametrize("name", LEARNABLE)
def test_an_odd_text_is_learnt_from(name: str, tmp_path: Path, read: Read, unit: Unit) -> None:
    raw = LEARNABLE[name]
    corpus = build_corpus(read([_written(tmp_path, raw)]), TextConfig(unit=unit))
    assert 0 < corpus.train_end < corpus.valid_end <= len(corpus.ids)
    assert int(np.max(corpus.ids)) < len(corpus.vocabulary)


def test_two_encodings_one_after_the_other_are_learnt_from_or_refused(
    tmp_path: Path, read: Read, unit: Unit
) -> None:
    words = "Käse fällt über die Straße. " * 20
    path = _written(tmp_path, (CAT * 60 + words).encode() + words.encode("latin-1"))
    try:
        corpus = build_corpus(read([path]), TextConfig(unit=unit))
    except TextError as error:
        _assert_one_sentence(str(error).replace("; ", ", "))
    else:
        assert len(corpus.ids) > 100


@pytest.mark.slow
def test_one_line_of_50_mb_is_learnt_from(tmp_path: Path, unit: Unit) -> None:
    path = _written(tmp_path, (CAT * 970_000).encode())
    *_, last = prepare(open_files([path]), TextConfig(unit=unit))
    assert isinstance(last, tuple)
    assert len(last[1].ids) > 5_000_000


@pytest.mark.slow
def test_one_word_of_50_mb_is_learnt_from_or_refused(tmp_path: Path, unit: Unit) -> None:
    path = _written(tmp_path, b"abcdefghij" * 5_000_000)
    if unit == "char":
        *_, last = prepare(open_files([path]), TextConfig(unit=unit))
        assert isinstance(last, tuple)
        assert len(last[1].ids) == 50_000_000
    else:
        with pytest.raises(TextError) as caught:
            list(prepare(open_files([path]), TextConfig(unit=unit)))
        assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize("name", LEARNABLE)
def test_it_is_the_same_read_whole_and_in_pieces(
    name: str, tmp_path: Path, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, config = _written(tmp_path, LEARNABLE[name]), TextConfig(unit=unit)
    whole = build_corpus(read_files([path]), config)
    monkeypatch.setattr(reading, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr(stream, "PIECE_BYTES", 64)
    pieces = build_corpus(open_files([path]), config)
    assert pieces.sha256 == whole.sha256
    assert pieces.codec == whole.codec
    assert np.array_equal(pieces.ids, whole.ids)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_text_to_learn_from_is_refused_in_a_sentence(
    name: str, tmp_path: Path, read: Read, unit: Unit
) -> None:
    path = _written(tmp_path, REFUSED[name])
    if unit == "char" and name not in REFUSED_BY_CHARACTER:
        build_corpus(read([path]), TextConfig(unit=unit))
    else:
        _assert_one_sentence(_refusal(read, path, unit))


# what is no file


@pytest.fixture
def odd_places(tmp_path: Path) -> Iterator[dict[str, Path]]:
    with ExitStack() as stack:
        os.mkfifo(tmp_path / "fifo")
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(os.path.relpath(tmp_path / "socket"))
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        (tmp_path / "to-fifo").symlink_to(tmp_path / "fifo")
        (tmp_path / "astray").symlink_to(tmp_path / "gone")
        (tmp_path / "file").write_bytes(b"x")
        yield {
            "a folder": tmp_path,
            "a pipe nobody writes to": tmp_path / "fifo",
            "a link to a pipe": tmp_path / "to-fifo",
            "a socket": tmp_path / "socket",
            "a device without end": Path("/dev/zero"),
            "a device with nothing in it": Path("/dev/null"),
            "a link to itself": tmp_path / "loop",
            "a link to nothing": tmp_path / "astray",
            "a file in a file": tmp_path / "file" / "inner",
            "no such file, its name in two lines": tmp_path / "one\ntwo",
            "no such file, its name not in UTF-8": tmp_path / "k\udce4se",
            "no such file, its name turned around": tmp_path / "\u202etxt.exe",
            "an impossible name": Path("a\0b"),
            "too long a name": tmp_path / ("a" * 5_000),
            "nothing at all": Path(),
        }


@pytest.mark.parametrize(
    "name",
    [
        "a folder",
        "a pipe nobody writes to",
        "a link to a pipe",
        "a socket",
        "a device without end",
        "a device with nothing in it",
        "a link to itself",
        "a link to nothing",
        "a file in a file",
        "no such file, its name in two lines",
        "no such file, its name not in UTF-8",
        "no such file, its name turned around",
        "an impossible name",
        "too long a name",
        "nothing at all",
    ],
)
def test_what_is_no_file_is_refused_in_time(
    name: str, odd_places: dict[str, Path], read: Read
) -> None:
    sentence = _refusal(read, odd_places[name])
    assert sentence.endswith(".")
    assert sentence.isprintable()


def test_a_pipe_that_somebody_writes_to_is_refused_too(tmp_path: Path, read: Read) -> None:
    os.mkfifo(tmp_path / "fifo")
    holder = os.open(tmp_path / "fifo", os.O_RDWR)  # somebody who may write, and never does
    try:
        assert "is a pipe or a device" in _refusal(read, tmp_path / "fifo")
    finally:
        os.close(holder)


def test_a_file_with_an_odd_name_is_read(tmp_path: Path, read: Read, unit: Unit) -> None:
    path = tmp_path / "one\ntwo \u202e\U0001f408.txt"
    path.write_bytes((CAT * 60).encode())
    corpus = build_corpus(read([path]), TextConfig(unit=unit))
    assert len(corpus.ids) > 100


def test_what_may_not_be_read_is_refused(tmp_path: Path, read: Read) -> None:
    path = _written(tmp_path, (CAT * 60).encode())
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65_534)  # an administrator may read whatever the mode says
    try:
        with pytest.raises(TextError, match="may not be read; ask for permission"):
            read([path])
    finally:
        os.seteuid(user)


# what changes while it is read


def _opened_in_pieces(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    monkeypatch.setattr(reading, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr(stream, "PIECE_BYTES", 64)
    return prepare(open_files([path]), TextConfig())


def _assert_refused(told: Iterator[object]) -> None:
    with pytest.raises(TextError, match=r"changed while it was read|could not be read") as caught:
        list(told)
    _assert_one_sentence(str(caught.value))


@pytest.mark.parametrize("size", [0, 64, 15_000])
def test_a_file_that_shrinks_while_it_is_read_is_refused(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _written(tmp_path, (CAT * 400).encode())
    told = _opened_in_pieces(path, monkeypatch)
    next(told)
    os.truncate(path, size)
    _assert_refused(told)


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _written(tmp_path, (CAT * 400).encode())
    told = _opened_in_pieces(path, monkeypatch)
    next(told)
    with path.open("ab") as file:
        file.write(CAT.encode())
    _assert_refused(told)


def test_a_file_that_became_a_pipe_is_refused_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _written(tmp_path, (CAT * 400).encode())
    told = _opened_in_pieces(path, monkeypatch)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(TextError, match="is a pipe or a device"):
        list(told)


def test_a_corpus_stays_as_it_was_when_its_file_shrinks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _written(tmp_path, (CAT * 400).encode())
    *_, last = _opened_in_pieces(path, monkeypatch)
    assert isinstance(last, tuple)
    corpus: Corpus = last[1]
    os.truncate(path, 0)
    assert "".join(corpus.codec.vocabulary.tokens[token] for token in corpus.ids[:7]) == "The cat"
