"""Large texts, read piece by piece: the same corpus as of a text in memory."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rnnlab.config import TextConfig
from rnnlab.text import (
    Corpus,
    Source,
    TextError,
    build_corpus,
    id_file,
    numbering,
    open_files,
    prepare,
    read_files,
    reading,
    stream,
)

WORDS = ["The", "cat", "çà", "日本語", "e\u0301te", "<unk>", "don't", "3.14", "…", "\u200d"]


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every file is large, its pieces are a few bytes, its ids a few at a time."""
    monkeypatch.setattr(reading, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr(stream, "PIECE_BYTES", 7)
    monkeypatch.setattr(id_file, "_PIECE", 5)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def _write(folder: Path, text: str, encoding: str = "utf-8", name: str = "text.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def _text(seed: int, length: int = 400) -> str:
    generator = random.Random(seed)
    ends = [" ", " ", ", ", "\n", "\r\n", "\r"]
    return "".join(generator.choice(WORDS) + generator.choice(ends) for _ in range(length))


def _result(told: Iterator[float | tuple[Source, Corpus]]) -> tuple[Source, Corpus]:
    *_, last = told
    assert isinstance(last, tuple)
    return last


def _assert_same(large: Corpus, small: Corpus) -> None:
    assert large.codec == small.codec
    assert np.array_equal(large.ids, small.ids)
    assert np.array_equal(large.counts, small.counts)
    ends = (small.train_end, small.valid_end, small.unseen, small.sha256)
    assert (large.train_end, large.valid_end, large.unseen, large.sha256) == ends


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "config",
    [
        TextConfig(unit="char"),
        TextConfig(unit="word"),
        TextConfig(unit="word", lower_case=True, minimum_count=3),
        TextConfig(unit="char", vocabulary_limit=4, train_fraction=0.5),
    ],
)
def test_it_is_the_corpus_of_the_same_text_in_memory(
    tmp_path: Path, config: TextConfig, seed: int
) -> None:
    path = _write(tmp_path, _text(seed))
    source = open_files([path])
    assert not source.whole
    _assert_same(build_corpus(source, config), build_corpus(read_files([path]), config))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_encodings_are_found_or_named(tmp_path: Path, encoding: str) -> None:
    path = _write(tmp_path, _text(1), encoding)
    named = encoding if encoding == "utf-16-le" else None
    corpora = [build_corpus(read([path], named), TextConfig()) for read in (open_files, read_files)]
    _assert_same(*corpora)


@pytest.mark.parametrize("end", range(1, 4))
def test_a_first_piece_may_end_within_a_character(tmp_path: Path, end: int) -> None:
    path = _write(tmp_path, "x" * end + "日本語" * 40)
    corpora = [build_corpus(read([path]), TextConfig()) for read in (open_files, read_files)]
    _assert_same(*corpora)


def test_several_files_are_joined_with_newlines(tmp_path: Path) -> None:
    paths = [_write(tmp_path, _text(seed), name=f"{seed}.txt") for seed in range(3)]
    corpora = [build_corpus(read(paths), TextConfig()) for read in (open_files, read_files)]
    _assert_same(*corpora)


def test_many_kinds_of_characters_make_the_numbers_wider(tmp_path: Path) -> None:
    every = "".join(map(chr, range(0x20000, 0x20000 + 40_000)))
    path = _write(tmp_path, every)
    config = TextConfig(train_fraction=0.5)
    corpora = [build_corpus(read([path]), config) for read in (open_files, read_files)]
    _assert_same(*corpora)
    assert corpora[0].ids.dtype == np.int32


def test_the_smallest_numbers_are_used(tmp_path: Path) -> None:
    assert build_corpus(open_files([_write(tmp_path, "ab" * 50)]), TextConfig()).ids.itemsize == 1


def test_a_text_that_stops_being_utf_8_is_read_in_the_encoding_that_is_likely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PIECE_BYTES", 512)
    path = tmp_path / "mixed.txt"
    french = "L’été, le garçon a mangé à côté de la forêt où naît le père Noël. " * 20
    path.write_bytes(b"plain words only. " * 40 + french.encode("cp1252"))
    source, corpus = _result(prepare(open_files([path]), TextConfig()))
    assert source.guessed
    assert source.encoding == "cp1252"
    assert "garçon" in corpus.codec.decode(corpus.ids)


def test_how_far_it_is_grows_to_the_whole(tmp_path: Path) -> None:
    *shares, _ = prepare(open_files([_write(tmp_path, _text(2))]), TextConfig())
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_source_knows_its_length_and_beginning(tmp_path: Path) -> None:
    path = _write(tmp_path, _text(3))
    source, _ = _result(prepare(open_files([path]), TextConfig()))
    whole = read_files([path])
    assert source.length == whole.length
    assert whole.text.startswith(source.text)


def test_a_file_that_shrinks_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PIECE_BYTES", 4096)
    path = _write(tmp_path, "ab" * 200_000)
    told = prepare(open_files([path]), TextConfig())
    next(told)
    path.write_bytes(b"ab" * 20)
    with pytest.raises(TextError, match="changed while it was read"):
        list(told)


def test_a_named_encoding_that_does_not_fit_is_told(tmp_path: Path) -> None:
    path = _write(tmp_path, "ab" * 20 + "é" * 20)
    with pytest.raises(TextError, match="is not ascii text: a byte 0xc3"):
        build_corpus(open_files([path], "ascii"), TextConfig())


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "binary"
    path.write_bytes(b"words and words " * 9 + b"\0\1\2")
    with pytest.raises(TextError, match="NUL bytes"):
        build_corpus(open_files([path]), TextConfig())


def test_a_text_of_one_token_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="nothing to learn"):
        build_corpus(open_files([_write(tmp_path, "a" * 99)]), TextConfig())


def test_too_many_words_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "MOST_WORDS", 50)
    path = _write(tmp_path, " ".join(f"w{number}" for number in range(100)))
    with pytest.raises(TextError, match="more than 50 different words"):
        build_corpus(open_files([path]), TextConfig(unit="word"))


def test_a_cache_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = _write(tmp_path, "a file", name="blocked")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    with pytest.raises(TextError, match="could not be written"):
        build_corpus(open_files([_write(tmp_path, "ab" * 50)]), TextConfig())


def test_nothing_is_left_in_the_cache(tmp_path: Path) -> None:
    told = prepare(open_files([_write(tmp_path, _text(5))]), TextConfig())
    next(told)
    del told
    build_corpus(open_files([_write(tmp_path, _text(5))]), TextConfig())
    assert list((tmp_path / "cache").rglob("*.ids")) == []
