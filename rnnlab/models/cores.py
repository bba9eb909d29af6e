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
    return max(1, min(len(_allowed()), _quota()))


def physical_cores() -> int:
    """The same with each core counted once, however many threads it runs."""
    match platform.system():
        case "Linux":
            cores = len({_siblings(number) for number in _allowed()})
        case "Darwin":
            cores = _mac_cores()
        case _:  # Windows tells only through ctypes; two threads a core is the usual case
            cores = logical_cores() // 2
    return max(1, min(cores, logical_cores()))


def _allowed() -> set[int]:
    if hasattr(os, "sched_getaffinity"):  # Linux
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def _siblings(number: int, sysfs: Path = SYSFS) -> str:
    """The hardware threads that share a core with this one; itself where that is unknown."""
    try:
        text = (sysfs / f"cpu{number}" / "topology" / "thread_siblings_list").read_text()
    except OSError:
        return str(number)
    return text.strip()


def _quota(file: Path = QUOTA) -> int:
    """Whole cores a container may keep busy; a huge number if there is no limit."""
    try:
        limit, period = file.read_text().split()
    except (OSError, ValueError):
        return 2**31
    return 2**31 if limit == "max" else math.ceil(int(limit) / int(period))


def _mac_cores() -> int:
    command = ["/usr/sbin/sysctl", "-n", "hw.physicalcpu"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return logical_cores()
    return int(answer.stdout)
