"""From bytes to characters."""

import pytest

from rnnlab.text import TextError, decode

GERMAN = "Die Größe der Bäume überraschte uns; äußerst schön, müßte man sagen.\n" * 20
POLISH = "Zażółć gęślą jaźń. Wszystko będzie możliwe, jeśli żółw się pośpieszy.\n" * 20
RUSSIAN = "Все счастливые семьи похожи друг на друга.\n" * 20
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n" * 20


def test_utf8_is_read_without_a_guess() -> None:
    found = decode("naïve 猫 🐈".encode(), "cats.txt")
    assert (found.text, found.encoding, found.guessed) == ("naïve 猫 🐈", "utf-8", False)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-32", "utf-32")],
)
def test_a_byte_order_mark_decides_and_goes(encoding: str, name: str) -> None:
    found = decode("a\nß".encode(encoding), "marked.txt")
    assert (found.text, found.encoding, found.guessed) == ("a\nß", name, False)


@pytest.mark.parametrize(
    "raw",
    [b"\xfe\xff\x00a\x00\xdf", b"\x00\x00\xfe\xff\x00\x00\x00a\x00\x00\x00\xdf"],
    ids=["utf-16", "utf-32"],
)
def test_big_endian_marks_are_known(raw: bytes) -> None:
    assert decode(raw, "big.txt").text == "aß"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        ("Le café était fermé.\n", "cp1252"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (JAPANESE, "cp932"),
    ],
)
def test_other_encodings_are_guessed_and_named(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding), "old.txt")
    assert (found.text, found.encoding, found.guessed) == (text, encoding, True)


def test_a_named_encoding_overrides_the_guess() -> None:
    found = decode("ä".encode("cp437"), "dos.txt", "cp437")
    assert (found.text, found.encoding, found.guessed) == ("ä", "cp437", False)


def test_a_named_encoding_still_loses_its_byte_order_mark() -> None:
    assert decode(b"\xef\xbb\xbfa", "marked.txt", "utf-8").text == "a"


def test_a_named_encoding_allows_nul_bytes() -> None:
    assert decode("cat".encode("utf-16-le"), "wide.txt", "utf-16-le").text == "cat"


@pytest.mark.parametrize("raw", [b"a\r\nb\rc\nd", b"a\rb\r\nc\r\nd"])
def test_every_newline_becomes_one_sign(raw: bytes) -> None:
    assert decode(raw, "lines.txt").text == "a\nb\nc\nd"


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(raw: bytes) -> None:
    with pytest.raises(TextError, match=r"“empty\.txt” is empty; choose a text"):
        decode(raw, "empty.txt")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\x7fELF\x02\x01\x01\x00",
        bytes(range(1, 32)) * 10,
        bytes(range(128, 256)) * 10 + bytes(range(1, 32)) * 10,
    ],
    ids=["image", "program", "controls", "noise"],
)
def test_a_binary_file_is_refused(raw: bytes) -> None:
    with pytest.raises(TextError, match="“x” looks like a binary file, not a text"):
        decode(raw, "x")


def test_a_log_with_colours_is_text() -> None:
    log = "\x1b[31mred\x1b[0m\n" * 10
    assert decode(log.encode(), "log").text == log


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "hex", "a\0b"])
def test_an_unknown_encoding_is_named(encoding: str) -> None:
    with pytest.raises(TextError, match="There is no text encoding called"):
        decode(b"abc", "a.txt", encoding)


def test_bytes_that_do_not_fit_are_named_with_their_place() -> None:
    with pytest.raises(TextError, match="not utf-8 text: byte 0xe9 at position 3 does not fit"):
        decode(b"caf\xe9", "a.txt", "utf-8")


def test_a_broken_utf16_file_is_refused() -> None:
    with pytest.raises(TextError, match="not utf-16 text"):
        decode(b"\xff\xfea\x00\x00", "odd.txt")
