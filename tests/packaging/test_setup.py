"""`packaging/setup` on machines that are played by a few small scripts."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ("packaging/setup", "packaging/system-packages.txt", "packaging/constraints.txt")

# A Python that can do everything, makes environments with a copy of itself, and writes down
# what it was asked for.
PYTHON = """#!/bin/sh
echo "python $*" >>"$RECORD"
case "$*" in
-V) echo "Python 3.12.3" ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
esac
"""
APT = """#!/bin/sh
echo "apt-get $*" >>"$RECORD"
"""


class Machine:
    """A folder with the project's set-up in it and a PATH that begins with made-up commands."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.commands = folder / "commands"
        self.record = folder / "record"
        self.commands.mkdir()
        for name in (*FILES, "pyproject.toml"):
            target = self.project / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
        self.has_libraries(self.libraries())
        self.command("python3", PYTHON)
        self.command("apt-get", APT)
        for name in ("Xvfb", "xauth"):
            self.command(name, "#!/bin/sh\n")
        self.user(1000)

    def libraries(self) -> list[str]:
        listed = (ROOT / "packaging/system-packages.txt").read_text(encoding="utf-8")
        return [word[4:] for word in listed.split() if word.startswith("lib:lib")]

    def has_libraries(self, names: list[str]) -> None:
        known = "\n".join(f"\t{name} (libc6,x86-64) => /lib/{name}" for name in names)
        self.command("ldconfig", f"#!/bin/sh\ncat <<'.'\n{known}\n.\n")

    def user(self, number: int) -> None:
        self.command("id", f"#!/bin/sh\necho {number}\n")

    def command(self, name: str, text: str) -> None:
        path = self.commands / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def set_up(self, purpose: str, **environment: str) -> subprocess.CompletedProcess[str]:
        settings = {
            **os.environ,
            "PATH": f"{self.commands}:/usr/bin:/bin",
            "PYTHON": str(self.commands / "python3"),
            "RECORD": str(self.record),
            **environment,
        }
        return subprocess.run(
            [self.project / "packaging/setup", purpose],
            env=settings, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def asked(self, beginning: str) -> list[str]:
        """The recorded commands that begin like this; the record starts afresh."""
        lines = self.record.read_text(encoding="utf-8").splitlines() if self.record.exists() else []
        self.record.unlink(missing_ok=True)
        return [line for line in lines if line.startswith(beginning)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.has_libraries(made.libraries())
    return made


def without(machine: Machine, *names: str) -> list[str]:
    return [name for name in machine.libraries() if not name.startswith(names)]


def test_a_plain_user_gets_a_line_with_just_what_is_missing(machine: Machine) -> None:
    machine.has_libraries(without(machine, "libxcb-cursor", "libEGL"))
    finished = machine.set_up("run")
    assert finished.returncode == 3
    assert (
        "sudo apt-get update && sudo apt-get install -y libegl1 libxcb-cursor0\n" in finished.stderr
    )


def test_a_plain_user_installs_nothing_into_the_system(machine: Machine) -> None:
    machine.has_libraries([])
    machine.set_up("run")
    assert machine.asked("apt-get") == []


def test_root_installs_what_is_missing(machine: Machine) -> None:
    machine.user(0)
    machine.has_libraries(without(machine, "libxcb-cursor", "libEGL"))
    assert machine.set_up("run").returncode == 0
    assert machine.asked("apt-get") == [
        "apt-get -q update",
        "apt-get -q install -y --no-install-recommends libegl1 libxcb-cursor0",
    ]


def test_a_package_that_is_there_under_another_name_is_not_asked_for(machine: Machine) -> None:
    """The libraries are looked for, not the names: t64 on Ubuntu 24.04."""
    assert machine.set_up("run").returncode == 0


def test_another_system_is_told_what_is_needed(machine: Machine) -> None:
    (machine.commands / "apt-get").unlink()
    machine.has_libraries(without(machine, "libxcb-cursor"))
    system = machine.commands / "system"
    system.mkdir()
    for name in ("cat", "dirname", "find", "head", "uname"):
        found = shutil.which(name)
        assert found is not None
        (system / name).symlink_to(found)
    finished = machine.set_up("run", PATH=f"{machine.commands}:{system}")
    assert finished.returncode == 3
    assert "libxcb-cursor0" in finished.stderr


def test_running_does_not_install_what_only_tests_need(machine: Machine) -> None:
    machine.set_up("run")
    (installed,) = machine.asked("python -m pip")
    assert installed.endswith("install --constraint packaging/constraints.txt --editable .")


def test_developing_installs_the_tools_too(machine: Machine) -> None:
    machine.set_up("dev")
    (installed,) = machine.asked("python -m pip")
    assert installed.endswith("install --constraint packaging/constraints.txt --editable .[dev]")


@pytest.mark.parametrize("second", ["run", "dev"])
def test_nothing_is_installed_twice(machine: Machine, second: str) -> None:
    machine.set_up("dev")
    machine.asked("python -m pip")
    assert machine.set_up(second).returncode == 0
    assert machine.asked("python -m pip") == []


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/constraints.txt"])
def test_a_change_of_the_dependencies_is_noticed(machine: Machine, name: str) -> None:
    machine.set_up("run")
    changed = machine.project / name
    changed.write_text("# changed\n" + changed.read_text(encoding="utf-8"), encoding="utf-8")
    machine.asked("")
    machine.set_up("run")
    assert len(machine.asked("python -m pip")) == 1


def test_a_setting_of_a_tool_changes_no_dependency(machine: Machine) -> None:
    machine.set_up("run")
    with (machine.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    machine.asked("")
    machine.set_up("run")
    assert machine.asked("python -m pip") == []


def test_a_moved_folder_gets_a_new_environment(machine: Machine) -> None:
    machine.set_up("run")
    machine.project = machine.project.rename(machine.project.with_name("moved"))
    machine.asked("")
    machine.set_up("run")
    assert "python -m venv .venv" in machine.asked("python -m venv")


def test_an_installation_that_failed_is_tried_again(machine: Machine) -> None:
    machine.command("python3", PYTHON.replace("esac", '"-m pip "*) exit 1 ;;\nesac'))
    assert machine.set_up("run").returncode == 5
    machine.asked("")
    assert machine.set_up("run").returncode == 5
    assert len(machine.asked("python -m pip")) == 1


def test_an_unsuitable_python_is_refused_in_a_sentence(machine: Machine) -> None:
    machine.command("python3", "#!/bin/sh\nexit 1\n")
    finished = machine.set_up("run")
    assert finished.returncode == 4
    assert "Python 3.11, 3.12, 3.13 or 3.14" in finished.stderr
