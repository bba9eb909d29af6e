"""What the source files themselves have to keep to."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "rnnlab").rglob("*.py"))
MOST_LINES = 400
OF_ONE_MACHINE = {
    "a folder of one person": re.compile(
        r"(?<![\w.~}/])/(?:builds?|home|media|mnt|opt|root|srv|tmp|Users|work|workspace)/\w"
        r"|[A-Z]:\\+Users\\"
    ),
    "a private host": re.compile(
        r"\b(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+\b"
        r"|//[\w.-]+\.(?:local|internal|corp|lan)\b"
    ),
}


def kept_files() -> list[Path]:
    """All text files that git keeps; without git, or in an unpacked archive, those that matter."""
    paths = [ROOT / name for name in listed_by_git()]
    if not paths:
        folders = ("rnnlab", "resources", "packaging", "tests")
        paths = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()]


def listed_by_git() -> list[str]:
    if shutil.which("git") is None:
        return []
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return [name for name in answer.stdout.split("\0") if name]


def identify(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=identify)
def test_a_file_is_short_enough_to_have_one_subject(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.parent.name != "cli"], ids=identify
)
def test_only_the_command_line_prints(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert not [
        call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]


@pytest.mark.parametrize("what", OF_ONE_MACHINE)
def test_nothing_names_one_machine(what: str) -> None:
    found = [
        f"{identify(path)}:{number}: {line.strip()}"
        for path in kept_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if OF_ONE_MACHINE[what].search(line)
    ]
    assert not found, f"{what}:\n" + "\n".join(found)
