"""What is saved comes back, and others can open it."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
from torch import Tensor

from rnnlab import __version__
from rnnlab.config import Cell, RunConfig
from rnnlab.models import BLOCKS, build_model
from rnnlab.session import RunFileError, SavedRun, load_run, read_manifest, run_file, save_run
from rnnlab.text import Vocabulary
from rnnlab.text.stopping import GivenUpError, StopSign

MakeRun = Callable[..., SavedRun]
PLAIN_FIELDS = (
    "name",
    "config",
    "vocabulary",
    "corpus_name",
    "corpus_sha256",
    "step",
    "tokens",
    "seed",
    "state",
)
KINDS = ("?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8")


def kept(run: SavedRun, folder: Path) -> SavedRun:
    path = folder / "run.rnnlab"
    save_run(path, run)
    return load_run(path)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def assert_same_bits(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name].dtype == value.dtype
        assert found[name].shape == value.shape
        assert _bits(found[name]) == _bits(value)


def _bits(numbers: Tensor | np.ndarray) -> bytes:
    if isinstance(numbers, Tensor):
        return numbers.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()
    return numbers.tobytes()


def test_all_but_numbers_comes_back(tmp_path: Path, make_run: MakeRun) -> None:
    run = make_run()
    found = kept(run, tmp_path)
    for name in PLAIN_FIELDS:
        assert getattr(found, name) == getattr(run, name), name


def test_numbers_come_back_bit_for_bit(tmp_path: Path, make_run: MakeRun) -> None:
    run = make_run()
    found = kept(run, tmp_path)
    assert_same_bits(found.weights, run.weights)
    assert_same_bits(found.optimizer, run.optimizer)
    assert_same_bits(found.history, run.history)


@pytest.mark.parametrize("cell", get_args(Cell))
@pytest.mark.parametrize("shape", ["plain", "tied", "one-hot"])
def test_every_kind_of_model_comes_back(
    cell: Cell, shape: str, tmp_path: Path, make_run: MakeRun
) -> None:
    more = {
        "plain": {},
        "tied": {"embedding_size": 6, "tie_weights": True},
        "one-hot": {"input_encoding": "one-hot"},
    }[shape]
    layers = 2 if cell in BLOCKS else 1
    run = make_run(config=RunConfig().changed(cell=cell, hidden_size=6, layers=layers, **more))
    assert_same_bits(kept(run, tmp_path).weights, run.weights)


def test_numbers_that_are_not_finite_come_back(tmp_path: Path, make_run: MakeRun) -> None:
    odd = torch.tensor([float("nan"), float("inf"), -0.0, 1e-45])
    history = {"loss": odd.double().numpy()}
    state = {"best": float("inf")}
    found = kept(make_run(optimizer={"odd": odd}, history=history, state=state), tmp_path)
    assert_same_bits(found.optimizer, {"odd": odd})
    assert_same_bits(found.history, history)
    assert found.state == state


def test_tensors_of_any_layout_and_type_come_back(tmp_path: Path, make_run: MakeRun) -> None:
    whole = torch.arange(12.0).reshape(3, 4)
    optimizer = {
        "step": torch.tensor(3.0),
        "turned": whole.T,
        "part": whole[1],
        "whole": whole,
        "none": torch.empty(0, 2),
        "random": torch.arange(16, dtype=torch.uint8),
        "count": torch.tensor([2**40]),
        "learning": torch.ones(2, dtype=torch.float64, requires_grad=True),
    }
    found = kept(make_run(optimizer=optimizer), tmp_path)
    assert_same_bits(found.optimizer, {n: t.detach() for n, t in optimizer.items()})


def test_an_optimizer_without_memory_comes_back(tmp_path: Path, make_run: MakeRun) -> None:
    assert kept(make_run(optimizer={}), tmp_path).optimizer == {}


arrays = st.sampled_from(KINDS).flatmap(
    lambda kind: st_numpy.arrays(
        np.dtype(kind), st_numpy.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
    )
)


@given(history=st.dictionaries(st.from_regex(r"[a-z_.\-0-9]{1,9}", fullmatch=True), arrays))
def test_arrays_of_any_kind_and_shape_come_back(
    history: dict[str, np.ndarray], tmp_path_factory: pytest.TempPathFactory, make_run: MakeRun
) -> None:
    found = kept(make_run(history=history), tmp_path_factory.mktemp("history"))
    assert_same_bits(found.history, history)


def test_arrays_in_another_memory_order_come_back(tmp_path: Path, make_run: MakeRun) -> None:
    turned = np.arange(6.0).reshape(2, 3).T
    found = kept(make_run(history={"turned": turned, "big": turned.astype(">f8")}), tmp_path)
    np.testing.assert_array_equal(found.history["turned"], turned)
    np.testing.assert_array_equal(found.history["big"], turned)


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([object()]), np.array([1j])])
def test_arrays_of_anything_but_numbers_are_not_saved(
    array: np.ndarray, tmp_path: Path, make_run: MakeRun
) -> None:
    with pytest.raises(ValueError, match="not kept in run files"):
        save_run(tmp_path / "run.rnnlab", make_run(history={"odd": array}))


# Any string at all: also halves of surrogate pairs, two of which must not melt into one.
any_token = st.text(st.characters(), min_size=1, max_size=4)
half_pairs = st.sampled_from(["\ud83d", "\ude00", "\ud83d\ude00", "\U0001f600", "<unk>", "\x00"])


@given(tokens=st.lists(any_token | half_pairs, min_size=1, max_size=12, unique=True))
def test_a_vocabulary_of_any_strings_comes_back(
    tokens: list[str], tmp_path_factory: pytest.TempPathFactory, make_run: MakeRun
) -> None:
    run = make_run(vocabulary=Vocabulary(tuple(tokens)))
    assert kept(run, tmp_path_factory.mktemp("tokens")).vocabulary.tokens == tuple(tokens)


any_name = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=200)


@given(name=any_name, corpus_name=any_name, state=st.dictionaries(st.text(), st.text()))
def test_names_of_any_signs_and_a_state_of_any_strings_come_back(
    name: str,
    corpus_name: str,
    state: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
    make_run: MakeRun,
) -> None:
    run = make_run(name=name, corpus_name=corpus_name, state=state)
    found = kept(run, tmp_path_factory.mktemp("names"))
    assert (found.name, found.corpus_name, found.state) == (name, corpus_name, state)


def test_the_manifest_tells_program_format_version_and_time(
    tmp_path: Path, make_run: MakeRun
) -> None:
    save_run(tmp_path / "run.rnnlab", make_run())
    manifest = json.loads(
        members(tmp_path / "run.rnnlab")["manifest.json"].decode("utf-8", "replace")
    )
    assert manifest["program"] == "rnnlab"
    assert manifest["format"] == 1
    assert manifest["version"] == __version__
    age = datetime.now(UTC) - datetime.fromisoformat(manifest["created"])
    assert timedelta(0) <= age < timedelta(minutes=5)
    assert manifest["config"]["text"]["unit"] == "char"


def test_the_manifest_is_read_without_the_numbers(
    tmp_path: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, path = make_run(), tmp_path / "run.rnnlab"
    save_run(path, run)
    monkeypatch.delattr(run_file, "unpack_tensors")
    monkeypatch.delattr(run_file, "unpack_arrays")
    manifest = read_manifest(path)
    assert (manifest.name, manifest.config, manifest.step) == (run.name, run.config, run.step)
    assert manifest.vocabulary == run.vocabulary
    assert manifest.created.tzinfo is UTC


def test_settings_that_an_older_file_lacks_take_their_defaults(
    tmp_path: Path, make_run: MakeRun
) -> None:
    path = tmp_path / "run.rnnlab"
    save_run(path, make_run())
    parts = members(path)
    manifest = json.loads(parts["manifest.json"].decode("utf-8", "surrogatepass"))
    del manifest["config"]["training"]["gradient_clip"]
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert load_run(path).config == make_run().config


def test_the_weights_open_with_safetensors_and_torch_alone(
    tmp_path: Path, make_run: MakeRun
) -> None:
    run, path = make_run(), tmp_path / "run.rnnlab"
    save_run(path, run)
    weights = safetensors.torch.load(members(path)["weights.safetensors"])
    V = len(run.vocabulary)
    network = torch.nn.ModuleDict(
        {
            "embedding": torch.nn.Embedding(V, 3),
            "rnn": torch.nn.LSTM(3, 5, num_layers=2),
            "output": torch.nn.Linear(5, V),
        }
    )
    network.load_state_dict(weights)
    ids = torch.tensor([[3], [1], [4], [1], [5]])
    hidden, _ = network["rnn"](network["embedding"](ids))
    model = build_model(run.config.model, V, seed=4)
    expected, _ = model(ids, model.initial_state(1))
    torch.testing.assert_close(network["output"](hidden), expected)


def test_the_history_opens_with_numpy_alone(tmp_path: Path, make_run: MakeRun) -> None:
    run, path = make_run(), tmp_path / "run.rnnlab"
    save_run(path, run)
    with np.load(io.BytesIO(members(path)["history.npz"]), allow_pickle=False) as arrays:
        assert_same_bits(dict(arrays), run.history)


def test_a_vocabulary_too_large_to_open_again_is_not_saved(
    tmp_path: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_file, "LARGEST_JSON", 100)
    with pytest.raises(RunFileError, match="too large"):
        save_run(tmp_path / "run.rnnlab", make_run())
    assert list(tmp_path.iterdir()) == []


def test_what_is_given_up_in_the_middle_is_not_told_of_the_file(
    tmp_path: Path, make_run: MakeRun
) -> None:
    path, sign = tmp_path / "run.rnnlab", StopSign()
    save_run(path, make_run(step=1))
    before = path.read_bytes()
    sign.put_up()
    with pytest.raises(GivenUpError):
        load_run(path, sign.check)
    with pytest.raises(GivenUpError):
        save_run(path, make_run(step=2), sign.check)
    assert path.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == {"run.rnnlab"}
