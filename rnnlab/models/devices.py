"""Where the arithmetic can be done."""

import errno
import platform
import re
from dataclasses import dataclass

import torch

from rnnlab.config import Device, DeviceError
from rnnlab.models.cores import logical_cores, physical_cores

# Of torch, of its kernels for recurrent layers on the CPU, of CUDA and its libraries, of threads.
_NO_MEMORY = (
    "DefaultCPUAllocator",
    "could not create a primitive",
    "out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
    "can't start new thread",
)


@dataclass(frozen=True)
class DeviceInfo:
    """A place to do the arithmetic.

    Attributes:
        device: Its name in the settings: ``cpu``, ``cuda`` or ``mps``.
        title: Its name for a person.
        reason: Why it cannot be used, as a sentence; empty if it can.
    """

    device: Device
    title: str
    reason: str = ""

    @property
    def available(self) -> bool:
        """Whether it can be used."""
        return not self.reason


def available_devices() -> tuple[DeviceInfo, ...]:
    """The CPU, CUDA and Apple's GPU, each with the reason if it cannot be used."""
    return (_cpu(), _cuda(), _mps())


def pick_device(name: Device) -> torch.device:
    """The device of a setting; ``auto`` takes CUDA if it is there, else the CPU.

    Raises:
        DeviceError: It is not there.
    """
    found = {info.device: info for info in available_devices()}
    if name == "auto":
        name = "cuda" if found["cuda"].available else "cpu"
    if not found[name].available:
        raise DeviceError(f"{found[name].reason} Choose “cpu” or “auto” as the device.")
    return torch.device(name)


def use_threads(threads: int) -> int:
    """Set the number of CPU threads that torch calculates with.

    Args:
        threads: At most the number of logical cores is taken. 0 leaves one physical core
            to the window: with all of them in use, training collapses at times.

    Returns:
        The number in use.
    """
    wanted = threads or physical_cores() - 1
    used = max(1, min(wanted, logical_cores()))
    torch.set_num_threads(used)
    return used


def is_out_of_memory(error: BaseException) -> bool:
    """Whether this exception says that memory ran out, on whatever device."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, RuntimeError) and any(sign in str(error) for sign in _NO_MEMORY)


def is_lost_device(error: BaseException) -> bool:
    """Whether this exception says that a graphics card has stopped answering.

    After such an error nothing on it can be read any more, and the process gets no other one.
    """
    signs = ("CUDA error", "CUDNN_STATUS_EXECUTION_FAILED", "CUBLAS_STATUS_EXECUTION_FAILED")
    known = any(sign in str(error) for sign in signs)
    return isinstance(error, RuntimeError) and known and not is_out_of_memory(error)


def requested_bytes(error: BaseException) -> int | None:
    """How much memory an out-of-memory error asked for in one piece, if it says so."""
    found = re.search(r"tried to allocate ([\d.]+) *(bytes|[KMG]iB)", str(error), re.IGNORECASE)
    if found is None:
        return None
    units = {"bytes": 1, "kib": 2**10, "mib": 2**20, "gib": 2**30}
    return int(float(found[1]) * units[found[2].lower()])


def _cpu() -> DeviceInfo:
    cores = physical_cores()
    return DeviceInfo("cpu", f"CPU, {cores} core{'s' if cores > 1 else ''} ({platform.machine()})")


def _cuda() -> DeviceInfo:
    if torch.cuda.is_available():
        gigabytes = torch.cuda.get_device_properties(0).total_memory / 1e9
        return DeviceInfo("cuda", f"{torch.cuda.get_device_name(0)}, {gigabytes:.0f} GB")
    if torch.version.cuda is None:
        return DeviceInfo("cuda", "CUDA", "The installed PyTorch was built without CUDA.")
    return DeviceInfo("cuda", "CUDA", "No NVIDIA GPU with a working driver was found.")


def _mps() -> DeviceInfo:
    if torch.backends.mps.is_available():
        return DeviceInfo("mps", "Apple GPU (Metal)")
    if not torch.backends.mps.is_built():
        return DeviceInfo("mps", "Apple GPU (Metal)", "The Apple GPU needs a Mac.")
    reason = "The Apple GPU needs an Apple silicon Mac with macOS 12.3 or later."
    return DeviceInfo("mps", "Apple GPU (Metal)", reason)
