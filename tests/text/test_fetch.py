"""Texts from the network, served here from this machine."""

import gzip
import hashlib
import itertools
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rnnlab.text import REMOTE_TEXTS, RemoteText, TextError, fetch_text, fetching, remote_text

BODY = b"To be, or not to be.\n" * 10


@dataclass
class Server:
    """What the loopback server answers, and how often it was asked."""

    address: str = ""
    body: bytes = BODY
    status: int = 200
    requests: int = 0
    stalls: bool = False
    stalls_after: int | None = None
    length: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    state = Server()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        state.requests += 1
        if state.stalls:
            state.released.wait(10)
        state.asked.append(handler.path)
        state.authorizations.append(handler.headers.get("Authorization"))
        handler.send_response(state.status)
        length = len(state.body) if state.length is None else state.length
        if length >= 0:
            handler.send_header("Content-Length", str(length))
        for name, value in state.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        with suppress(OSError):  # who asked has gone
            handler.wfile.write(state.body[: state.stalls_after])
            if state.stalls_after is not None:
                handler.wfile.flush()
                state.released.wait(10)

    methods = {"do_GET": answer, "log_message": lambda *_: None}
    handler = type("Handler", (BaseHTTPRequestHandler,), methods)
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.address = f"http://127.0.0.1:{http.server_port}/input.txt"
    yield state
    state.released.set()
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.fixture
def remote(server: Server) -> RemoteText:
    return RemoteText(
        key="hamlet",
        title="Hamlet",
        description="A play.",
        url=server.address,
        sha256=hashlib.sha256(BODY).hexdigest(),
        size=len(BODY),
    )


def test_a_text_is_fetched_and_kept(remote: RemoteText, tmp_path: Path) -> None:
    source = fetch_text(remote, tmp_path)
    assert (source.name, source.text) == ("Hamlet", BODY.decode())
    assert (tmp_path / "hamlet.txt").read_bytes() == BODY


def test_a_kept_text_needs_no_network(remote: RemoteText, server: Server, tmp_path: Path) -> None:
    fetch_text(remote, tmp_path)
    fetch_text(remote, tmp_path)
    assert server.requests == 1


def test_a_kept_text_that_was_damaged_is_fetched_anew(
    remote: RemoteText, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "hamlet.txt").write_bytes(b"To be or")
    assert fetch_text(remote, tmp_path).text == BODY.decode()


def test_another_file_is_thrown_away(remote: RemoteText, server: Server, tmp_path: Path) -> None:
    server.body = BODY[::-1]
    with pytest.raises(TextError, match="is not “Hamlet” as it is known"):
        fetch_text(remote, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_more_than_was_expected_is_not_taken(
    remote: RemoteText, server: Server, tmp_path: Path
) -> None:
    server.body = BODY * 100_000
    with pytest.raises(TextError, match="another size or checksum"):
        fetch_text(remote, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [404, 500])
def test_a_refusing_server_is_a_sentence(
    remote: RemoteText, server: Server, tmp_path: Path, status: int
) -> None:
    server.status = status
    with pytest.raises(TextError, match="“Hamlet” could not be fetched from http"):
        fetch_text(remote, tmp_path)


def test_no_server_is_a_sentence(remote: RemoteText, tmp_path: Path) -> None:
    nowhere = replace(remote, url="http://127.0.0.1:9/input.txt")
    with pytest.raises(TextError, match="look whether there is a network"):
        fetch_text(nowhere, tmp_path)


def test_a_server_that_does_not_answer_is_given_up(
    remote: RemoteText, server: Server, tmp_path: Path
) -> None:
    server.stalls = True
    # Whichever notices first: the wait for an answer or the limit of the whole download.
    with pytest.raises(TextError, match=r"“Hamlet” (could not be fetched|comes too slowly)"):
        fetch_text(remote, tmp_path, seconds=0.1)


def test_a_download_that_takes_too_long_is_given_up(
    remote: RemoteText, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.stalls_after = 7
    times = itertools.chain([0.0, 1.0], itertools.repeat(61.0))
    monkeypatch.setattr("rnnlab.text.fetch.monotonic", lambda: next(times))
    with pytest.raises(TextError, match="“Hamlet” comes too slowly"):
        fetch_text(remote, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_download_can_be_given_up_while_the_server_is_silent(
    remote: RemoteText, server: Server, tmp_path: Path
) -> None:
    server.stalls_after = 7
    steps = fetching(remote, tmp_path)
    while next(steps) == 0.0:
        pass
    steps.close()
    assert not server.released.is_set()
    assert list(tmp_path.iterdir()) == []


def test_how_far_it_is_is_told(remote: RemoteText, server: Server, tmp_path: Path) -> None:
    server.stalls_after = 42
    told = list(itertools.islice(fetching(remote, tmp_path), 20))
    assert told == sorted(told)
    assert told[-1] == 42 / len(BODY)


@pytest.mark.parametrize("length", [0, 10, len(BODY) - 1, len(BODY) + 1, 10**12])
def test_a_length_that_is_a_lie_keeps_nothing(
    length: int, remote: RemoteText, server: Server, tmp_path: Path
) -> None:
    server.length = length
    with pytest.raises(TextError, match=r"another size or checksum|could not be fetched"):
        fetch_text(remote, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_text_of_no_told_length_is_taken(
    remote: RemoteText, server: Server, tmp_path: Path
) -> None:
    server.length = -1
    assert fetch_text(remote, tmp_path).text == BODY.decode()


def test_a_server_that_breaks_off_keeps_nothing(
    remote: RemoteText, server: Server, tmp_path: Path
) -> None:
    server.body, server.length = BODY[:50], len(BODY)
    with pytest.raises(TextError, match="could not be fetched"):
        fetch_text(remote, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("where", ["/elsewhere", "file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_nobody_is_sent_elsewhere(
    status: int, where: str, remote: RemoteText, server: Server, tmp_path: Path
) -> None:
    server.status, server.headers = status, {"Location": where}
    with pytest.raises(TextError, match="could not be fetched"):
        fetch_text(remote, tmp_path)
    assert server.asked == ["/input.txt"]
    assert list(tmp_path.iterdir()) == []


def test_a_packed_bomb_is_not_unpacked(remote: RemoteText, server: Server, tmp_path: Path) -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    server.body, server.headers = bomb, {"Content-Encoding": "gzip, gzip"}
    tracemalloc.start()
    with pytest.raises(TextError, match="another size or checksum"):
        fetch_text(replace(remote, size=10**9), tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_no_name_and_password_of_the_home_is_sent(
    remote: RemoteText, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    fetch_text(remote, tmp_path)
    assert server.authorizations == [None]


def test_a_cache_that_cannot_be_written_is_a_sentence(remote: RemoteText, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(TextError, match="could not be kept in"):
        fetch_text(remote, blocked)


def test_tiny_shakespeare_is_offered() -> None:
    remote = remote_text("tiny-shakespeare")
    assert remote in REMOTE_TEXTS
    assert remote.size == 1_115_394
    assert len(remote.sha256) == 64


def test_an_unknown_text_lists_those_there_are() -> None:
    with pytest.raises(TextError, match="choose one of tiny-shakespeare"):
        remote_text("moby-dick")
