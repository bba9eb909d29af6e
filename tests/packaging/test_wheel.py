"""The wheel alone, installed away from the source tree, is the whole program."""

import json
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

import rnnlab

ROOT = Path(__file__).parents[2]


def run(command: Sequence[str | Path], folder: Path) -> str:
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr + finished.stdout
    return finished.stdout


@dataclass(frozen=True)
class Installation:
    """The wheel in an environment of its own; the folder is empty and outside the tree."""

    environment: Path
    folder: Path

    def program(self, name: str) -> Path:
        folder = "Scripts" if sys.platform == "win32" else "bin"
        return self.environment / folder / name

    def python(self, code: str) -> str:
        return run([self.program("python"), "-c", code], self.folder).strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    run([*build, "--outdir", str(folder), str(ROOT)], folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=sys.platform != "win32")
    installation = Installation(environment, tmp_path_factory.mktemp("elsewhere"))
    packages = installation.python("import sysconfig; print(sysconfig.get_path('purelib'))")
    # Lends the dependencies; the .pth of the tree itself, which lies there, is not followed.
    Path(packages, "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(installation.program("python"))]
    run([*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel)], installation.folder)
    return installation


def test_the_package_comes_from_the_wheel(installed: Installation) -> None:
    place = Path(installed.python("import rnnlab; print(rnnlab.__file__)"))
    assert place.is_relative_to(installed.environment)


def test_the_command_answers(installed: Installation) -> None:
    answer = json.loads(run([installed.program("rnnlab"), "info", "--json"], installed.folder))
    assert answer["rnnlab"] == rnnlab.__version__


def test_all_resources_are_found(installed: Installation) -> None:
    code = "from rnnlab.gui.resources import resource_folder; print(resource_folder())"
    folder = Path(installed.python(code))
    assert folder.is_relative_to(installed.environment)
    assert contents(folder) == contents(ROOT / "resources")


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_every_module_is_in_the_wheel(wheel: Path) -> None:
    in_tree = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("rnnlab/**/*.py")}
    with zipfile.ZipFile(wheel) as archive:
        assert {name for name in archive.namelist() if name.endswith(".py")} == in_tree


def test_the_desktop_finds_the_program(installed: Installation) -> None:
    entry = installed.environment / "share" / "applications" / "rnnlab.desktop"
    command = re.search(r"^Exec=(\S+)", entry.read_text(encoding="utf-8"), re.MULTILINE)
    assert command is not None
    assert installed.program(command[1]).is_file()


def test_the_software_centre_knows_the_release() -> None:
    described = ElementTree.parse(ROOT / "packaging" / "rnnlab.metainfo.xml")
    release = described.find("releases/release")
    assert release is not None
    assert release.get("version") == rnnlab.__version__
