"""Texts that are fetched from the network when they are asked for, and checked by hash."""

import hashlib
import secrets
import threading
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any

from rnnlab.text.cache import cache_folder
from rnnlab.text.errors import TextError
from rnnlab.text.reading import Source, read_files
from rnnlab.text.regular_file import open_regular

_CHUNK_BYTES = 16 * 1024
_LOOK_SECONDS = 0.05
_LONGEST_SILENCE = 10.0  # seconds
_FOUND = 200


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
    """As `fetching`, without telling how far it is."""
    found: list[Source] = []

    def to_the_end() -> Generator[float, None, None]:
        found.append((yield from fetching(remote, folder, seconds)))

    for _ in to_the_end():
        pass
    return found[0]


def fetching(
    remote: RemoteText, folder: Path | None = None, seconds: float = 60.0
) -> Generator[float, None, Source]:
    """Read a text from the cache, or else from the network into the cache.

    It may be closed at any value; nothing is kept then.

    Args:
        remote: What to fetch.
        folder: The cache; by default this program's, where the system keeps such things.
        seconds: Time after which a download is given up.

    Yields:
        The share that is here, from 0 to 1.

    Raises:
        TextError: There is no network, the file there is another one, or the cache cannot
            be written.
    """
    path = (folder or cache_folder()) / f"{remote.key}.txt"
    if not _is_kept(remote, path):
        _keep(remote, path, (yield from _downloaded(remote, seconds)))
    return replace(read_files([path]), name=remote.title)


def _is_kept(remote: RemoteText, path: Path) -> bool:
    try:
        with open_regular(path) as file:
            return _is_right(remote, file.read(remote.size + 1))
    except OSError:
        return False


def _is_right(remote: RemoteText, content: bytes) -> bool:
    right_size = len(content) == remote.size
    return right_size and hashlib.sha256(content).hexdigest() == remote.sha256


def _keep(remote: RemoteText, path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}-{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise TextError(
            f"“{remote.title}” could not be kept in “{path.parent}” ({error.strerror}); make room "
            "or open a file."
        ) from error


def _downloaded(remote: RemoteText, seconds: float) -> Generator[float, None, bytes]:
    download, end = _Download(remote, min(seconds, _LONGEST_SILENCE)), monotonic() + seconds
    download.start()
    try:
        while not download.ended.wait(_LOOK_SECONDS):
            yield min(len(download.content) / remote.size, 1.0)
            if monotonic() > end:
                raise TextError(
                    f"“{remote.title}” comes too slowly from {remote.url}; try again later or "
                    "open a file."
                )
    finally:
        download.give_up()
    if download.error is not None:
        raise TextError(
            f"“{remote.title}” could not be fetched from {remote.url}; look whether there is a "
            "network, try again later, or open a file."
        ) from download.error
    if not _is_right(remote, bytes(download.content)):
        raise TextError(
            f"What lies at {remote.url} is not “{remote.title}” as it is known (another size or "
            "checksum); it was thrown away, so open a file instead."
        )
    return bytes(download.content)


class _Download:
    """A download in a thread of its own, since a name that is looked up cannot be interrupted.

    Attributes:
        content: What has come; hardly more than the text may have.
        error: What went wrong.
        ended: Nothing more comes.
    """

    def __init__(self, remote: RemoteText, silence: float) -> None:
        self._remote = remote
        self._silence = silence
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="download", daemon=True)
        self.content = bytearray()
        self.error: Exception | None = None
        self.ended = threading.Event()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def give_up(self) -> None:
        """Take no more; the thread ends with what it waits for, and nobody waits for it."""
        self._given_up.set()

    def _run(self) -> None:
        try:
            self._read()
        except Exception as error:  # the boundary of the thread
            self.error = error
        finally:
            self.ended.set()

    def _read(self) -> None:
        import requests

        # To where it is said, and nowhere else; as the file lies there, not packed; and without
        # the names and passwords that requests would look for in the home.
        options: dict[str, Any] = {
            "stream": True,
            "allow_redirects": False,
            "timeout": self._silence,
            "headers": {"Accept-Encoding": "identity"},
            "auth": lambda request: request,
        }
        with requests.get(self._remote.url, **options) as response:
            if response.status_code != _FOUND:
                raise requests.HTTPError(f"status {response.status_code}")
            # What has come so far, not only whole chunks, where urllib3 is new enough for that.
            take = getattr(response.raw, "read1", response.raw.read)
            while not self._given_up.is_set() and len(self.content) <= self._remote.size:
                chunk = take(_CHUNK_BYTES, decode_content=False)
                if not chunk:
                    return
                self.content += chunk
