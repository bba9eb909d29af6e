"""Texts that are fetched from the network when they are asked for, and checked by hash."""

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

from rnnlab.text.cache import cache_folder
from rnnlab.text.errors import TextError
from rnnlab.text.reading import Source, read_files

_CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class RemoteText:
    """A text on the network.

    Attributes:
        key: Its name on the command line, and that of its file in the cache.
        title: Its name on screen.
        description: What it is, and its licence.
        url: Where it lies.
        sha256: Of the file, in hexadecimal.
        size: Bytes of the file; no more are taken.
    """

    key: str
    title: str
    description: str
    url: str
    sha256: str
    size: int


REMOTE_TEXTS: tuple[RemoteText, ...] = (
    RemoteText(
        key="tiny-shakespeare",
        title="Tiny Shakespeare",
        description="A million characters from Shakespeare’s plays, on which character models "
        "are compared; in the public domain.",
        url="https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/"
        "input.txt",
        sha256="86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        size=1_115_394,
    ),
)


def remote_text(key: str) -> RemoteText:
    """The text to fetch with this key.

    Raises:
        TextError: There is none; the sentence lists those there are.
    """
    for text in REMOTE_TEXTS:
        if text.key == key:
            return text
    listed = ", ".join(text.key for text in REMOTE_TEXTS)
    raise TextError(f"There is no text “{key}” to fetch; choose one of {listed}.")


def fetch_text(remote: RemoteText, folder: Path | None = None, seconds: float = 60.0) -> Source:
    """Read a text from the cache, or else from the network into the cache.

    Args:
        remote: What to fetch.
        folder: The cache; by default this program's, where the system keeps such things.
        seconds: Time after which a download is given up.

    Raises:
        TextError: There is no network, the file there is another one, or the cache cannot
            be written.
    """
    path = _fetch_file(remote, folder or cache_folder(), seconds)
    return replace(read_files([path]), name=remote.title)


def _fetch_file(remote: RemoteText, folder: Path, seconds: float) -> Path:
    from requests import RequestException

    pooch = _pooch()
    pooch.get_logger().setLevel("WARNING")
    try:
        found = pooch.retrieve(
            remote.url,
            known_hash=f"sha256:{remote.sha256}",
            fname=f"{remote.key}.txt",
            path=folder,
            downloader=_Download(remote, seconds),
        )
    except RequestException as error:
        raise TextError(
            f"“{remote.title}” could not be fetched from {remote.url}; look whether there is a "
            "network, try again later, or open a file."
        ) from error
    except ValueError as error:
        raise _another_file(remote) from error
    except OSError as error:
        raise TextError(
            f"“{remote.title}” could not be kept in “{folder}” ({error.strerror}); make room or "
            "open a file."
        ) from error
    return Path(found)


def _pooch() -> Any:
    """The module, which has no types; it is slow to import and hardly ever needed."""
    return import_module("pooch")


def _another_file(remote: RemoteText) -> TextError:
    return TextError(
        f"What lies at {remote.url} is not “{remote.title}” as it is known (another size or "
        "checksum); it was thrown away, so open a file instead."
    )


class _Download:
    """Downloads for pooch with an end in bytes and in seconds."""

    def __init__(self, remote: RemoteText, seconds: float) -> None:
        self._remote = remote
        self._seconds = seconds

    def __call__(self, url: str, output_file: str, pooch: Any) -> None:
        download = _pooch().HTTPDownloader(chunk_size=_CHUNK_BYTES, timeout=self._seconds)
        with Path(output_file).open("wb") as file:
            download(url, _LimitedFile(file, self._remote, self._seconds), pooch)


class _LimitedFile:
    """A file that takes neither more bytes than expected nor forever."""

    def __init__(self, file: BinaryIO, remote: RemoteText, seconds: float) -> None:
        self._file = file
        self._remote = remote
        self._bytes_left = remote.size
        self._end = monotonic() + seconds

    def write(self, chunk: bytes) -> int:
        """Append bytes, as a file does."""
        self._bytes_left -= len(chunk)
        if self._bytes_left < 0:
            raise _another_file(self._remote)
        if monotonic() > self._end:
            raise TextError(
                f"“{self._remote.title}” comes too slowly from {self._remote.url}; try again "
                "later or open a file."
            )
        return self._file.write(chunk)

    def flush(self) -> None:
        """Hand what was written on, as a file does."""
        self._file.flush()
