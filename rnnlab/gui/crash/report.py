"""A report about a bug: what is needed to mend it, and nothing that is private."""

import re
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rnnlab.session.diagnosis import versions

_LONGEST_MESSAGE = 300
_PACKAGE = Path(__file__).parents[2]

# The last line of a traceback: the kind of the exception and what it says.
_MESSAGE = re.compile(r"^(?P<kind>(?:[A-Za-z_]\w*\.)*[A-Z]\w*)(?:: (?P<words>.*))?$")
# Where a traceback begins, goes on or names a place; below a place stands a line of code, and
# below that perhaps marks.
_FRAME = re.compile(r'\s+File "')
_PLACE = re.compile(
    r'\s+File "|\s+\[Previous line repeated |\s+<no Python frame>|Traceback|During handling of|'
    r"The above exception was|Thread 0x|Current thread |Fatal Python error: |Extension modules: "
)
_MARKS = re.compile(r"[ ~^]*")
# Errors about the program's own names; what others say may quote the person's text.
_ABOUT_NAMES = ("AttributeError", "NameError", "TypeError", "ImportError", "ModuleNotFoundError")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|‘[^’]*’")
_PATH = re.compile(r"(?<![\w.\-])(?:[A-Za-z]:\\|/)[^\s\"'“”<>|]*")


def make_report(trace: str, facts: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """The report as text.

    Args:
        trace: A traceback.
        facts: What is known of the moment, such as the device.
        settings: Those of the run in front.
    """
    about = versions()
    packages = ", ".join(f"{name} {number}" for name, number in about.pop("packages").items())
    lines = [f"{name}: {value}" for name, value in about.items()]
    lines += [f"packages: {packages}"]
    lines += [f"{name}: {value}" for name, value in facts.items()]
    chosen = ", ".join(f"{name}={value}" for name, value in settings.items())
    return "\n".join([*lines, f"settings: {chosen or 'none'}", "", without_secrets(trace).strip()])


def without_secrets(trace: str) -> str:
    """A traceback without the person's texts and without the names of their folders.

    Of what an exception says only the first line is kept, without what stands in quotes; any
    further ones may be anything.
    """
    kept: list[str] = []
    says, code = False, False  # whether an exception is speaking; whether a line of code follows
    for line in trace.splitlines():
        if _PLACE.match(line):
            says = False
            kept.append(_without_folders(line))
        elif not says and _MARKS.fullmatch(line):
            kept.append(line)
        elif code and line.startswith("    "):
            kept.append(_without_folders(line))
        elif not says:
            says = _MESSAGE.match(line) is not None
            kept.append(_clean(line))
        code = _FRAME.match(line) is not None
    return "\n".join(kept)


def _clean(line: str) -> str:
    message = _MESSAGE.match(line)
    if message is None:
        return _without_folders(_QUOTED.sub("“…”", line)[:_LONGEST_MESSAGE])
    words = message["words"] or ""
    if message["kind"].rpartition(".")[2] not in _ABOUT_NAMES:
        words = _QUOTED.sub("“…”", words)
        words = words if words.count("'") + words.count('"') == 0 else "…"  # an open quotation
    words = _without_folders(words)[:_LONGEST_MESSAGE]
    return f"{message['kind']}: {words}" if words else message["kind"]


def _without_folders(line: str) -> str:
    """Names of the program's files from where it is installed; other paths are left out."""
    for folder, short in _installed():
        line = line.replace(folder, short)
    home = str(Path.home())
    if len(home) > 1:
        # The name of a folder may hold spaces, so a quoted path is taken as a whole.
        line = re.sub(re.escape(home) + r"[^\"'“”\n]*(?=[\"'”])", "<a file of yours>", line)
    return _PATH.sub(_shortened, line)


def _shortened(match: re.Match[str]) -> str:
    path = match[0]
    return "<a file of yours>" if len(path) > 1 and any(c.isalpha() for c in path) else path


def _installed() -> list[tuple[str, str]]:
    """Folders of code and what to call them, the longest first."""
    paths = sysconfig.get_paths()
    folders = {
        str(_PACKAGE): "rnnlab",
        paths["purelib"]: "site-packages",
        paths["platlib"]: "site-packages",
        paths["stdlib"]: "python",
        sys.prefix: "prefix",
        sys.base_prefix: "prefix",
    }
    return sorted(folders.items(), key=lambda pair: len(pair[0]), reverse=True)
