"""Which devices are there, how many threads, and whether memory ran out."""

import errno
import os
from pathlib import Path

import pytest
import torch

from rnnlab.config import Device, DeviceError, ModelConfig
from rnnlab.models import BLOCKS, available_devices, check_parity, pick_device, use_threads
from rnnlab.models.cores import core_of, logical_cores, physical_cores, quota
from rnnlab.models.devices import is_lost_device, is_out_of_memory, requested_bytes
from rnnlab.models.parity import Parity

THERE = [info.device for info in available_devices() if info.available]
ABSENT = [info.device for info in available_devices() if not info.available]


def test_the_cpu_is_always_there() -> None:
    assert "cpu" in THERE
    assert pick_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", THERE)
def test_a_device_that_is_offered_can_calculate(name: Device) -> None:
    device = pick_device(name)
    assert float(torch.ones(3, device=device).sum()) == 3.0


@pytest.mark.parametrize("name", ABSENT)
def test_a_device_that_is_not_there_is_refused_with_its_reason(name: Device) -> None:
    reason = {info.device: info.reason for info in available_devices()}[name]
    with pytest.raises(DeviceError, match="Choose “cpu” or “auto”") as caught:
        pick_device(name)
    assert str(caught.value).startswith(reason)


def test_automatic_takes_cuda_if_it_is_there() -> None:
    assert pick_device("auto").type == ("cuda" if "cuda" in THERE else "cpu")


@pytest.mark.parametrize("name", THERE)
@pytest.mark.parametrize("cell", BLOCKS)
def test_every_device_that_is_there_calculates_like_the_cpu(name: Device, cell: str) -> None:
    config = ModelConfig(cell=cell, layers=2, dropout=0.3)
    assert check_parity(torch.device(name), config).agrees


@pytest.mark.parametrize("difference", [0.5, float("nan"), float("inf")])
def test_a_device_that_deviates_does_not_agree(difference: float) -> None:
    assert not Parity(difference).agrees


@pytest.fixture
def _threads_put_back():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("_threads_put_back")
def test_automatic_threads_leave_a_core_to_the_window() -> None:
    assert use_threads(0) == max(1, physical_cores() - 1) == torch.get_num_threads()


@pytest.mark.usefixtures("_threads_put_back")
def test_no_more_threads_than_the_machine_has() -> None:
    assert use_threads(1000) == logical_cores() == torch.get_num_threads()


@pytest.mark.usefixtures("_threads_put_back")
def test_one_thread_is_one_thread() -> None:
    assert use_threads(1) == 1 == torch.get_num_threads()


def test_there_are_not_more_cores_than_hardware_threads() -> None:
    assert 1 <= physical_cores() <= logical_cores() <= (os.cpu_count() or 1)


def test_two_threads_of_a_core_are_one_core(tmp_path: Path) -> None:
    for number, siblings in enumerate(("0,2", "1,3", "0,2", "1,3")):
        folder = tmp_path / f"cpu{number}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(siblings + "\n")
    assert {core_of(number, tmp_path) for number in range(4)} == {"0,2", "1,3"}


def test_a_core_of_unknown_build_counts_for_itself(tmp_path: Path) -> None:
    assert {core_of(number, tmp_path) for number in range(3)} == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("content", "cores"),
    [("200000 100000\n", 2), ("150000 100000\n", 2), ("max 100000\n", None), ("", None)],
)
def test_the_share_of_a_container(tmp_path: Path, content: str, cores: int | None) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(content)
    assert quota(file) == cores


def test_without_a_container_there_is_no_share(tmp_path: Path) -> None:
    assert quota(tmp_path / "cpu.max") is None


def test_memory_that_runs_out_on_the_cpu_is_recognised_with_its_size() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**50, dtype=torch.uint8)
    assert is_out_of_memory(caught.value)
    assert requested_bytes(caught.value) == 2**50


def test_memory_that_runs_out_on_cuda_is_recognised_with_its_size() -> None:
    error = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has …")
    assert is_out_of_memory(error)
    assert requested_bytes(error) == 2.5 * 2**30


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("could not create a primitive"),  # what oneDNN says
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
        RuntimeError("can't start new thread"),
    ],
)
def test_memory_that_runs_out_is_recognised_whoever_says_so(error: Exception) -> None:
    assert is_out_of_memory(error)
    assert not is_lost_device(error)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("shapes cannot be multiplied"),
        ValueError(),
        OSError(errno.ENOENT, "No such file"),
    ],
)
def test_other_errors_are_not_about_memory(error: Exception) -> None:
    assert not is_out_of_memory(error)
    assert requested_bytes(error) is None


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (RuntimeError("CUDA error: unspecified launch failure"), True),
        (RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"), True),
        (RuntimeError("CUDA error: out of memory"), False),
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"), False),
        (RuntimeError("shapes do not match"), False),
        (ValueError("CUDA error"), False),
    ],
)
def test_a_lost_graphics_card_is_told_from_all_else(error: Exception, lost: bool) -> None:
    assert is_lost_device(error) is lost
