"""Where the icons, themes and texts that are shipped with the program lie."""

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def resource_folder() -> Path:
    """The folder of resources: inside the installed package, or beside it in a checkout.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    package = Path(str(files("rnnlab")))
    for folder in (package / "resources", package.parent / "resources"):
        if (folder / "icons").is_dir():
            return folder
    raise FileNotFoundError(f"No resources in or beside {package}.")


def resource(*parts: str) -> Path:
    """The path of one resource, ``resource("icons", "play.svg")``."""
    return resource_folder().joinpath(*parts)


def read_text(*parts: str) -> str:
    """The text of one resource, read as UTF-8."""
    return resource(*parts).read_text(encoding="utf-8")
