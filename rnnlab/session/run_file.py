"""A run in one file that anyone can open: a zip of JSON, safetensors and npz.

| member                  | what                                                         |
|-------------------------|--------------------------------------------------------------|
| `manifest.json`         | settings, vocabulary, text, step; see `Manifest`             |
| `weights.safetensors`   | weights by torch.nn's names, in its gate order               |
| `optimizer.safetensors` | the optimiser's memory                                       |
| `state.json`            | random states, place in the data                             |
| `history.npz`           | what was measured on the way                                 |

Reading believes nothing: sizes are bounded by that of the file, nothing is unpickled or
evaluated, and whatever is wrong comes out as a `RunFileError`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy.typing as npt
from torch import Tensor

from rnnlab import __version__
from rnnlab.config import RunConfig
from rnnlab.models import count_parameters
from rnnlab.session.archive import Archive, write_members
from rnnlab.session.arrays import pack_arrays, unpack_arrays
from rnnlab.session.atomic import replace_file
from rnnlab.session.errors import RunFileError, UnreadableError, cannot_reach, opening
from rnnlab.session.manifest import Manifest
from rnnlab.session.plain import pack_json, unpack_json
from rnnlab.session.tensors import pack_tensors, unpack_tensors
from rnnlab.text import Vocabulary
from rnnlab.text.regular_file import open_regular
from rnnlab.text.stopping import Check, never

MANIFEST = "manifest.json"
WEIGHTS = "weights.safetensors"
OPTIMIZER = "optimizer.safetensors"
STATE = "state.json"
HISTORY = "history.npz"
MEMBERS = (MANIFEST, WEIGHTS, OPTIMIZER, STATE, HISTORY)

# JSON takes many times its size in memory once it is read; a million words are some 15 MB.
LARGEST_JSON = 2**26
LARGEST_STATE = 2**22  # a few numbers, and where the text came from


@dataclass(frozen=True, eq=False)
class SavedRun:
    """Everything that a run file keeps of a run.

    Attributes:
        name: What the person calls it.
        config: Every setting.
        vocabulary: The tokens.
        corpus_name: What the text is called.
        corpus_sha256: Of the text's UTF-8.
        step: Training steps made.
        tokens: Training tokens read.
        seed: Of the initial weights.
        weights: On the CPU, as `LanguageModel.torch_weights` gives them.
        optimizer: The optimiser's memory by flat names.
        state: The rest that later steps depend on, as JSON-able data.
        history: Arrays of numbers.
    """

    name: str
    config: RunConfig
    vocabulary: Vocabulary
    corpus_name: str
    corpus_sha256: str
    step: int
    tokens: int
    seed: int
    weights: dict[str, Tensor]
    optimizer: dict[str, Tensor]
    state: dict[str, Any]
    history: dict[str, npt.NDArray[Any]]


def save_run(path: Path, run: SavedRun, check: Check = never) -> None:
    """Write a run file in one step, keeping the one it replaces as ``NAME.rnnlab~``.

    Args:
        path: Where it shall be.
        run: What is written.
        check: Called now and then; if it raises, the file that was there is as it was.

    Raises:
        RunFileError: It cannot be written; the file that was there is as it was.
        GivenUpError: From ``check``.
    """
    members = {
        MANIFEST: pack_json(_manifest_of(run).to_json()),
        WEIGHTS: pack_tensors(run.weights),
        OPTIMIZER: pack_tensors(run.optimizer),
        STATE: pack_json(run.state),
        HISTORY: pack_arrays(run.history),
    }
    if len(members[MANIFEST]) > LARGEST_JSON or len(members[STATE]) > LARGEST_STATE:
        raise RunFileError(
            "The run cannot be saved: its vocabulary and state are too large; "
            "use a smaller vocabulary."
        )
    replace_file(path, lambda file: write_members(file, members, check))


def size_of_run(run: SavedRun) -> int:
    """Bytes that its file takes, within some per cent."""
    tensors = [*run.weights.values(), *run.optimizer.values()]
    numbers = sum(tensor.numel() * tensor.element_size() for tensor in tensors)
    tokens = sum(len(token) + 8 for token in run.vocabulary.tokens)
    return numbers + sum(array.nbytes for array in run.history.values()) + tokens + 2**14


def load_run(path: Path, check: Check = never) -> SavedRun:
    """Read a run file.

    Args:
        path: The file.
        check: Called between two of its parts.

    Raises:
        RunFileError: It cannot be read, or it is not a sound run file.
        GivenUpError: From ``check``.
    """
    with _opened(path) as file, opening(path):
        archive = _open_archive(file)
        manifest = _read_manifest(archive)
        _check_members(archive)
        check()
        weights = unpack_tensors(archive.read(WEIGHTS))
        check()
        _check_weights(weights, manifest)
        return SavedRun(
            name=manifest.name,
            config=manifest.config,
            vocabulary=manifest.vocabulary,
            corpus_name=manifest.corpus_name,
            corpus_sha256=manifest.corpus_sha256,
            step=manifest.step,
            tokens=manifest.tokens,
            seed=manifest.seed,
            weights=weights,
            optimizer=unpack_tensors(archive.read(OPTIMIZER)),
            state=unpack_json(archive.read(STATE, LARGEST_STATE)),
            history=unpack_arrays(archive.read(HISTORY)),
        )


def read_manifest(path: Path) -> Manifest:
    """What a run file says about itself, without reading its numbers.

    Raises:
        RunFileError: It cannot be read, or it is not a run file.
    """
    with _opened(path) as file, opening(path):
        return _read_manifest(_open_archive(file))


def _manifest_of(run: SavedRun) -> Manifest:
    return Manifest(
        name=run.name,
        config=run.config,
        vocabulary=run.vocabulary,
        corpus_name=run.corpus_name,
        corpus_sha256=run.corpus_sha256,
        step=run.step,
        tokens=run.tokens,
        seed=run.seed,
        version=__version__,
        created=datetime.now(UTC),
    )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = open_regular(path)
    except IsADirectoryError as error:
        raise RunFileError(f"“{path}” is a folder; name a run file in it.") from error
    except OSError as error:
        raise cannot_reach(path, error) from error
    except ValueError as error:  # a name that no file can have
        raise RunFileError(f"“{path}” is no name of a file; choose another.") from error
    with file:
        yield file


def _open_archive(file: BinaryIO) -> Archive:
    start = file.read(2)
    if not start:
        raise UnreadableError("it is empty.")
    if start != b"PK":
        raise UnreadableError("it is not a run of rnnlab.")
    return Archive(file)


def _read_manifest(archive: Archive) -> Manifest:
    if MANIFEST not in archive.names:
        raise UnreadableError("it is not a run of rnnlab.")
    return Manifest.from_json(unpack_json(archive.read(MANIFEST, LARGEST_JSON)))


def _check_members(archive: Archive) -> None:
    for name in archive.names.symmetric_difference(MEMBERS):
        fault = "lacks" if name in MEMBERS else "has an unknown part"
        raise UnreadableError(f"it {fault} “{name}”; it was changed by another program.")


def _check_weights(weights: dict[str, Tensor], manifest: Manifest) -> None:
    """Make sure that a model built from the settings takes no more room than the file."""
    if not all(tensor.is_floating_point() for tensor in weights.values()):
        raise UnreadableError("its weights are not numbers of the right kind.")
    expected = count_parameters(manifest.config.model, len(manifest.vocabulary))
    if sum(tensor.numel() for tensor in weights.values()) != expected:
        raise UnreadableError("its weights do not fit its settings; it is damaged.")
