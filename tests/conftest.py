"""What every test stands on: its own home, no network, one seed, nothing left behind.

Neither Qt nor torch is imported here: a test that needs neither starts at once.
"""

import gc
import ipaddress
import os
import random
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

SEED = 20_240_229
THREAD_GRACE_SECONDS = 2.0
# Environment that would let one person's desktop change what a test sees.
DESKTOP_VARIABLES = (
    "QT_LOGGING_RULES",
    "QT_QPA_PLATFORMTHEME",
    "QT_SCALE_FACTOR",
    "QT_SCREEN_SCALE_FACTORS",
    "QT_STYLE_OVERRIDE",
)

# Of the system, opened by Qt and the C library for themselves: icons, fonts, devices.
_SYSTEM = ("/dev/", "/etc/", "/lib", "/memfd:", "/opt/", "/proc/", "/sys/", "/usr/", "/var/cache/")
_CACHES = ("fontconfig", "mesa_shader", "qtshadercache", "qtpipelinecache", "dconf", "ibus")

settings.register_profile("rnnlab", deadline=None, derandomize=True, database=None)
settings.load_profile("rnnlab")


class NetworkRefusedError(AssertionError):
    """A test tried to leave this machine. Not an `OSError`, which code may rightly catch."""


def pytest_configure(config: pytest.Config) -> None:
    """Choose screen, home and order of seeding before anything can read them."""
    _choose_screen()
    _move_home(config)
    if hasattr(config.option, "randomly_reset_seed"):
        # pytest-randomly shuffles the tests; their seed stays the one set below.
        config.option.randomly_reset_seed = False


def pytest_collection_finish() -> None:
    """Set aside what the imports made; looking for leftovers then reads only what is new."""
    gc.collect()
    gc.freeze()


def _choose_screen() -> None:
    """Draw into memory, unless ``RNNLAB_TEST_PLATFORM`` (see `make e2e`) names a screen."""
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("RNNLAB_TEST_PLATFORM", "offscreen")
    for name in DESKTOP_VARIABLES:
        os.environ.pop(name, None)
    os.environ["LC_ALL"] = "C.UTF-8"  # numbers have a point whatever the desktop's language


def _move_home(config: pytest.Config) -> None:
    """Point the home and the XDG folders to a folder that goes when the tests end."""
    home = Path(tempfile.mkdtemp(prefix="rnnlab-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["HOME"] = os.environ["USERPROFILE"] = str(home)
    for name in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        os.environ[f"XDG_{name}"] = str(folder)
    # temporary files come to lie there too, but for pytest's own, which outlive the tests
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    temporary = home / "tmp"
    temporary.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _require_loopback(address[0])
        return connect(self, address)

    return guarded


def _guarded_lookup(lookup: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *arguments: Any, **options: Any) -> Any:
        _require_loopback(host)
        return lookup(host, *arguments, **options)

    return guarded


def _require_loopback(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        allowed = ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        allowed = False
    if not allowed:
        raise NetworkRefusedError(f"a test tried to reach {name}; tests stay on this machine")


@pytest.fixture(autouse=True)
def _seeded() -> None:
    random.seed(SEED)
    np.random.seed(SEED)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(SEED)
        torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    shows = not {"qapp", "qtbot"}.isdisjoint(request.fixturenames)
    threads = set(threading.enumerate())
    before = _surviving_of_qt() if shows else {}
    opened, written = _open_files(), _files_outside()
    yield
    found = _surviving_threads(threads)
    found += _new_of_qt(before) if shows else []
    found += _still_open(opened)
    found += _new_files(written)
    if found:
        pytest.fail("left behind: " + ", ".join(found), pytrace=False)


def _surviving_threads(before: set[threading.Thread]) -> list[str]:
    started = [thread for thread in set(threading.enumerate()) - before if _is_ours(thread)]
    for thread in started:
        thread.join(THREAD_GRACE_SECONDS)
    return [f"thread {thread.name}" for thread in started if thread.is_alive()]


def _is_ours(thread: threading.Thread) -> bool:
    """Leave out threads that C code started and tqdm's single watcher, which never ends."""
    return type(thread).__name__ not in ("_DummyThread", "TMonitor")


def _new_of_qt(before: dict[int, str]) -> list[str]:
    """Name the timers and windows that were not there before the test."""
    core = sys.modules["PySide6.QtCore"]
    # deleteLater() waits for an event loop, and between tests there is none
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    if not _surviving_of_qt().keys() <= before.keys():
        gc.collect()  # a cycle may hold what the test itself has let go
    return [name for address, name in _surviving_of_qt().items() if address not in before]


def _surviving_of_qt() -> dict[int, str]:
    """Name running timers and windows by their address, so that none is kept alive."""
    address = sys.modules["shiboken6"].getCppPointer
    return {address(thing)[0]: _describe(thing) for thing in (*_active_timers(), *_windows())}


def _active_timers() -> list[Any]:
    """List timers made in Python; Qt's own, such as a blinking caret, are its business."""
    timer = sys.modules["PySide6.QtCore"].QTimer
    alive = sys.modules["shiboken6"].isValid
    made = [thing for thing in gc.get_objects() if issubclass(type(thing), timer)]
    return [thing for thing in made if alive(thing) and thing.isActive()]


def _windows() -> list[Any]:
    """List windows and free widgets, but not a tooltip, which fades by itself."""
    shown = sys.modules["PySide6.QtWidgets"].QApplication.topLevelWidgets()
    return [widget for widget in shown if widget.metaObject().className() != "QTipLabel"]


def _describe(thing: Any) -> str:
    return f"{type(thing).__name__} “{thing.objectName()}”"


def _still_open(before: set[tuple[str, str]]) -> list[str]:
    """Name the files that a test has opened and not closed."""
    if not _open_files() <= before:
        gc.collect()  # a cycle may hold what the test itself has let go
    return [f"open file {path}" for _, path in sorted(_open_files() - before)]


def _new_files(before: set[str]) -> list[str]:
    """Name the files that a test has left in the home and the like."""
    if not _files_outside() <= before:
        gc.collect()  # the same
    return [f"file {path}" for path in sorted(_files_outside() - before)]


def _open_files() -> set[tuple[str, str]]:
    """List descriptors of files by number and path; pipes and sockets are no files.

    Nor are those without a name, in which large texts lie: they go with what reads them, and
    what a fixture has made pytest itself holds until the test is over.
    """
    found: set[tuple[str, str]] = set()
    if not sys.platform.startswith("linux"):
        return found
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one that has read the folder is closed again
            path = str(descriptor.readlink())
            nameless = path.endswith(" (deleted)")
            if path.startswith("/") and not path.startswith(_SYSTEM) and not nameless:
                found.add((descriptor.name, path))
    return found


def _files_outside() -> set[str]:
    """List files in the home and among the temporary ones, but for caches of the desktop's own."""
    home = Path(os.environ["HOME"])
    found = {f"{folder}/{name}" for folder, _, names in os.walk(home) for name in names}
    return {path for path in found if not any(cache in path for cache in _CACHES)}
