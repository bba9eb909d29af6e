"""Where texts are kept that can be had again."""

from pathlib import Path


def cache_folder() -> Path:
    """The folder of fetched texts, and of large ones encoded while they are used."""
    import platformdirs

    return platformdirs.user_cache_path("rnnlab", appauthor=False) / "texts"
