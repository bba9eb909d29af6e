"""How many CPU cores this process may use."""

import math
import os
import platform
import subprocess
from pathlib import Path

SYSFS = Path("/sys/devices/system/cpu")
QUOTA = Path("/sys/fs/cgroup/cpu.max")


def logical_cores() -> int:
    """Hardware threads this process may run on, and no more than its container pays for."""
    allowed = len(_allowed())
    return min(allowed, quota() or allowed)


def physical_cores() -> int:
    """The same with each core counted once, however many threads it runs."""
    match platform.system():
        case "Linux":
            cores = len({core_of(number) for number in _allowed()})
        case "Darwin":
            cores = _mac_cores()
        case _:  # Windows tells only through ctypes; two threads a core is the usual case
            cores = logical_cores() // 2
    return max(1, min(cores, logical_cores()))


def _allowed() -> set[int]:
    if hasattr(os, "sched_getaffinity"):  # Linux
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def core_of(number: int, sysfs: Path = SYSFS) -> str:
    """A name for the core of a hardware thread: the threads that share it, if that is known."""
    try:
        text = (sysfs / f"cpu{number}" / "topology" / "thread_siblings_list").read_text()
    except OSError:
        return str(number)
    return text.strip()


def quota(file: Path = QUOTA) -> int | None:
    """Cores a container may keep busy, rounded up; None if there is no limit."""
    try:
        limit, period = file.read_text().split()
    except (OSError, ValueError):
        return None
    return None if limit == "max" else math.ceil(int(limit) / int(period))


def _mac_cores() -> int:
    command = ["/usr/sbin/sysctl", "-n", "hw.physicalcpu"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return logical_cores()
    return int(answer.stdout)
