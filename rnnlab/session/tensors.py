"""Named tensors as safetensors: a header in JSON, then plain numbers. Nothing can be run."""

from collections.abc import Mapping

import safetensors.torch
import torch
from torch import Tensor

from rnnlab.session.errors import UnreadableError

# A model of eight layers has some thirty tensors; this is room for a hundred thousand.
_LARGEST_HEADER = 2**24


def pack_tensors(tensors: Mapping[str, Tensor]) -> bytes:
    """The tensors as one safetensors file; those that share memory are written one by one."""
    alone = {
        name: tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for name, tensor in tensors.items()
    }
    return safetensors.torch.save(alone)


def unpack_tensors(content: bytes) -> dict[str, Tensor]:
    """The tensors of a safetensors file, on the CPU.

    safetensors itself makes sure that each shape fits its bytes and that all bytes are used
    once, before it takes memory for the tensors.

    Raises:
        UnreadableError: The header is longer than the file or than any model needs.
        SafetensorError: Types, shapes and places do not fit the file.
    """
    header = int.from_bytes(content[:8], "little")
    if header > min(len(content), _LARGEST_HEADER):
        raise UnreadableError("a part of it has a header that cannot be; it is damaged.")
    return safetensors.torch.load(content)
