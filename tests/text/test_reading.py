"""Texts from files and from the clipboard."""

from pathlib import Path

import pytest

from rnnlab.text import TextError, read_files, reading, source_from_text


def _write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def test_a_file_is_read_with_what_is_known_of_it(tmp_path: Path) -> None:
    path = _write(tmp_path, "cats.txt", "naïve\r\ncats".encode())
    source = read_files([path])
    assert source.name == "cats.txt"
    assert source.text == "naïve\ncats"
    assert (source.encoding, source.guessed) == ("utf-8", False)
    assert source.size == 12
    assert source.paths == (path,)


def test_several_files_are_joined_with_a_newline_in_their_order(tmp_path: Path) -> None:
    paths = [_write(tmp_path, f"{name}.txt", name.encode()) for name in "bac"]
    source = read_files(paths)
    assert (source.text, source.name, source.size) == ("b\na\nc", "b.txt, a.txt, c.txt", 3)


def test_many_files_have_a_short_name(tmp_path: Path) -> None:
    paths = [_write(tmp_path, f"{name}.txt", b"x") for name in "abcd"]
    assert read_files(paths).name == "a.txt and 3 more"


def test_one_guess_among_several_files_is_told(tmp_path: Path) -> None:
    first = _write(tmp_path, "a.txt", "Käse, Brot und Wärme für die Müden".encode("cp1252"))
    second = _write(tmp_path, "b.txt", b"bread")
    source = read_files([first, second])
    assert (source.encoding, source.guessed) == ("cp1252, utf-8", True)


def test_a_named_encoding_is_used_for_every_file(tmp_path: Path) -> None:
    paths = [_write(tmp_path, name, "ä".encode("cp437")) for name in ("a", "b")]
    assert read_files(paths, "cp437").text == "ä\nä"


def test_no_file_is_refused() -> None:
    with pytest.raises(TextError, match="No file was given"):
        read_files([])


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match=r"There is no file “.*gone\.txt”; check"):
        read_files([tmp_path / "gone.txt"])


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="is a folder; choose the text files in it"):
        read_files([tmp_path])


def test_an_impossible_name_is_refused() -> None:
    with pytest.raises(TextError, match="could not be read"):
        read_files([Path("a\0b")])


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="could not be read"):
        read_files([tmp_path / ("a" * 5000)])


def test_a_forbidden_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path, "secret.txt", b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # a superuser may read whatever the mode says
    with pytest.raises(TextError, match=r"secret\.txt” may not be read; ask for permission"):
        read_files([path])


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAXIMUM_BYTES", 1024**2)
    path = _write(tmp_path, "huge.txt", b"x" * (1024**2 + 1))
    with pytest.raises(TextError, match=r"is larger than 1 MB; cut it"):
        read_files([path])


def test_an_empty_file_is_called_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(TextError, match=r"“nothing\.txt” is empty"):
        read_files([_write(tmp_path, "nothing.txt", b"")])


def test_a_pasted_text_has_its_size_in_bytes() -> None:
    source = source_from_text("a\r\nß", "pasted")
    assert (source.text, source.size, source.paths) == ("a\nß", 4, ())


def test_nothing_pasted_is_refused() -> None:
    with pytest.raises(TextError, match="“pasted” is empty"):
        source_from_text("", "pasted")


def test_half_characters_are_replaced() -> None:
    assert source_from_text("a\udc80b", "pasted").text == "a\ufffdb"


def test_halves_that_stand_together_become_whole() -> None:
    assert source_from_text("\ud83d\udc08", "pasted").text == "🐈"
