"""Finding the text that a command names."""

from pathlib import Path

from rnnlab.text import CATALOGUE, Source, TextError, built_in, read_files


def open_text(name: str, encoding: str | None = None) -> Source:
    """The file ``name``, or the built-in text with that key.

    Raises:
        TextError: There is neither, or the file cannot be read.
    """
    path = Path(name)
    keys = [text.key for text in CATALOGUE]
    if not path.exists() and name in keys:
        return built_in(name).source()
    if not path.exists():
        listed = ", ".join(keys)
        raise TextError(f"There is no file “{name}”, and no built-in text of that name ({listed}).")
    return read_files([path], encoding)
