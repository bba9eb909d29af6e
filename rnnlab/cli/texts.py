"""Finding the text that a command names."""

from pathlib import Path

from rnnlab.text import CATALOGUE, Source, TextError, built_in, open_files, read_files


def open_text(name: str, encoding: str | None = None, whole: bool = True) -> Source:
    """The file ``name``, or the built-in text with that key.

    Args:
        name: Path or key.
        encoding: By default it is found out.
        whole: Read all of it; else of a large file only the beginning.

    Raises:
        TextError: There is neither, or the file cannot be read.
    """
    if name.endswith(".rnnlab"):
        raise TextError(f"“{name}” is a run, not a text; go on with it by TEXT --resume {name}.")
    keys = [text.key for text in CATALOGUE]
    if _is_there(name):
        return (read_files if whole else open_files)([Path(name)], encoding)
    if name in keys:
        return built_in(name).source()
    listed = ", ".join(keys)
    raise TextError(f"There is no file “{name}”, and no built-in text of that name ({listed}).")


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # a name that no file can have, or a folder that is closed
        return False
