"""The machine and the programs that figures were taken with."""

import platform
from pathlib import Path
from typing import Any

import torch

from rnnlab.models.cores import logical_cores, physical_cores
from rnnlab.session.diagnosis import versions

CPU_INFO = Path("/proc/cpuinfo")


def describe_machine() -> dict[str, Any]:
    """What makes figures comparable, as JSON-able data."""
    return {
        **versions(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor_name(),
        "cores": {"physical": physical_cores(), "logical": logical_cores()},
        "cuda": torch.cuda.get_device_name(0) if torch.cuda.is_available() else None,
    }


def processor_name(info: Path = CPU_INFO) -> str:
    """What its maker calls it, or at least its kind, ``x86_64``."""
    try:
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(filter(None, named), platform.processor() or platform.machine())
