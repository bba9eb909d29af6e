"""Whatever a file holds, opening it gives a sound run or one sentence."""

import io
import json
import random
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnlab.session import RunFileError, SavedRun, load_run, read_manifest, save_run

MakeRun = Callable[..., SavedRun]
Parts = dict[str, bytes]
MEMBERS = (
    "manifest.json",
    "weights.safetensors",
    "optimizer.safetensors",
    "state.json",
    "history.npz",
)
SENTENCE = re.compile(r"“[^”]+” cannot be opened: [a-z].+\.", re.DOTALL)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.rnnlab"


@pytest.fixture
def parts(sound_file: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(sound_file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, parts: Parts, method: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def refusal(path: Path) -> str:
    with pytest.raises(RunFileError) as caught:
        load_run(path)
    assert SENTENCE.fullmatch(str(caught.value))
    return str(caught.value)


def with_manifest(parts: Parts, **changes: Any) -> Parts:
    manifest = json.loads(parts["manifest.json"].decode("utf-8", "surrogatepass"))
    return parts | {"manifest.json": json.dumps(manifest | changes).encode()}


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Up to eight bytes changed; or a piece cut out, doubled or filled with zeros."""
    changed = bytearray(content)
    place = chance.randrange(len(content))
    piece = slice(place, place + chance.choice([1, 2, 16, 200]))
    match chance.randrange(6):
        case 0:
            del changed[piece]
        case 1:
            changed[place:place] = changed[piece]
        case 2:
            changed[piece] = bytes(len(changed[piece]))
        case _:
            for _ in range(chance.choice([1, 1, 2, 8])):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def opens_soundly_or_is_refused(path: Path, run: SavedRun) -> bool:
    """Whether it opened; then everything has the form it should have."""
    sentence = None
    try:
        found = load_run(path)
    except RunFileError as error:
        sentence = str(error)
    if sentence is not None:
        assert SENTENCE.fullmatch(sentence)
        return False
    count = sum(weight.numel() for weight in run.weights.values())
    assert sum(weight.numel() for weight in found.weights.values()) == count
    assert all(array.dtype.kind in "biuf" for array in found.history.values())
    assert isinstance(found.state, dict)
    return True


@pytest.mark.parametrize("percent", range(0, 100, 5))
def test_a_file_cut_short_anywhere_is_refused(percent: int, path: Path, sound_file: bytes) -> None:
    path.write_bytes(sound_file[: len(sound_file) * percent // 100])
    refusal(path)


def test_changed_bytes_never_give_a_wrong_number(
    path: Path, sound_file: bytes, make_run: MakeRun
) -> None:
    run, chance = make_run(), random.Random(1)
    refused = 0
    for _ in range(400):
        path.write_bytes(mutated(sound_file, chance))
        if opens_soundly_or_is_refused(path, run):
            found = load_run(path)
            assert all(w.equal(run.weights[name]) for name, w in found.weights.items())
        else:
            refused += 1
    assert refused > 300


@pytest.mark.parametrize("member", MEMBERS)
def test_changed_bytes_under_a_right_checksum_are_survived(
    member: str, path: Path, parts: Parts, make_run: MakeRun
) -> None:
    run, chance = make_run(), random.Random(2)
    for _ in range(150):
        pack(path, parts | {member: mutated(parts[member], chance)})
        opens_soundly_or_is_refused(path, run)


def test_changed_bytes_in_the_header_of_an_array_are_survived(
    path: Path, parts: Parts, make_run: MakeRun
) -> None:
    run, chance = make_run(), random.Random(3)
    inner = io.BytesIO()
    np.save(inner, np.arange(6.0).reshape(2, 3))
    header = inner.getvalue()[:128]
    for _ in range(300):
        broken = io.BytesIO()
        with zipfile.ZipFile(broken, "w") as archive:
            archive.writestr("a.npy", mutated(header, chance) + inner.getvalue()[128:])
        pack(path, parts | {"history.npz": broken.getvalue()})
        opens_soundly_or_is_refused(path, run)


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(RunFileError) as caught:
        load_run(path)
    assert str(caught.value) == f"There is no file “{path}”; check its name and folder."


def test_a_folder_is_told_from_a_file(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="is a folder"):
        load_run(tmp_path)


def test_an_empty_file_is_told_as_such(path: Path) -> None:
    path.touch()
    assert refusal(path).endswith("it is empty.")


def test_a_file_of_another_kind_is_told_as_such(path: Path) -> None:
    path.write_text("To be, or not to be\n" * 100)
    assert refusal(path).endswith("it is not a run of rnnlab.")


def test_a_zip_file_of_something_else_is_told_as_such(path: Path) -> None:
    pack(path, {"letter.txt": b"Dear"})
    assert refusal(path).endswith("it is not a run of rnnlab.")


def test_a_file_cut_short_is_told_as_damaged(path: Path, sound_file: bytes) -> None:
    path.write_bytes(sound_file[:-10])
    assert refusal(path).endswith("it is damaged or was cut short; open another copy.")


def test_the_save_before_is_offered_when_there_is_one(path: Path, make_run: MakeRun) -> None:
    save_run(path, make_run())
    save_run(path, make_run())
    path.write_bytes(path.read_bytes()[:-10])
    assert "The save before it is kept in “run.rnnlab~”." in refusal(path)


@pytest.mark.parametrize("read", [load_run, read_manifest])
def test_a_newer_format_is_told_with_its_version(
    read: Callable[[Path], object], path: Path, parts: Parts
) -> None:
    newer = with_manifest(parts, format=2, version="9.1.0")
    pack(path, newer | {"movie.bin": b"new"})
    with pytest.raises(RunFileError, match=r"made by a newer rnnlab \(9\.1\.0\); install"):
        read(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"program": "other"},
        {"format": "1"},
        {"format": -1},
        {"format": True},
        {"step": None},
        {"step": -1},
        {"step": 1.5},
        {"tokens": 10**400},
        {"seed": 2**63},
        {"name": 3},
        {"corpus": []},
        {"corpus": {"name": "x"}},
        {"config": []},
        {"config": {"model": {"cell": []}}},
        {"config": {"model": {"cell": "transformer"}}},
        {"config": {"model": {"hidden_size": 10**400}}},
        {"config": {"model": {"colour": 1}}},
        {"config": {"model": 1}},
        {"vocabulary": {}},
        {"vocabulary": []},
        {"vocabulary": ["a", "a"]},
        {"vocabulary": ["a", 1]},
        {"vocabulary": [["a"], ["b"]]},
        {"created": "yesterday"},
        {"created": "2024-01-01T00:00:00"},
        {"created": "0001-01-01T00:00:00+14:00"},
        {"version": None},
    ],
    ids=str,
)
def test_a_manifest_that_cannot_be_is_refused(
    changes: dict[str, Any], path: Path, parts: Parts
) -> None:
    pack(path, with_manifest(parts, **changes))
    refusal(path)


@pytest.mark.parametrize("name", ["x" * 10_000_000, "two\nlines", "\x1b[31m\u202egnp", "\ud800"])
def test_a_name_that_no_screen_can_take_is_cut(name: str, path: Path, parts: Parts) -> None:
    pack(path, with_manifest(parts, name=name, version=name, corpus={"name": name, "sha256": "0"}))
    for found in (load_run(path), read_manifest(path)):
        assert len(found.name) == len(found.corpus_name) <= 200
        assert (found.name + found.corpus_name).isprintable()


def test_a_name_of_joined_signs_stays_whole(path: Path, make_run: MakeRun) -> None:
    save_run(path, make_run(name="👨‍👩‍👧 a‌b"))
    assert load_run(path).name == "👨‍👩‍👧 a‌b"


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{", b"{}x", b"\xff", b'{"a":' * 100_000, b"[" * 100_000],
    ids=lambda content: repr(content[:8]),
)
@pytest.mark.parametrize("member", ["manifest.json", "state.json"])
def test_what_is_no_table_in_json_is_refused(
    member: str, content: bytes, path: Path, parts: Parts
) -> None:
    pack(path, parts | {member: content})
    refusal(path)


def test_a_model_larger_than_its_weights_is_refused_before_it_is_built(
    path: Path, parts: Parts
) -> None:
    config = {"model": {"hidden_size": 4096, "layers": 8, "cell": "lstm"}}
    pack(path, with_manifest(parts, config=config))
    assert "its weights do not fit its settings" in refusal(path)


@pytest.mark.parametrize("member", MEMBERS)
def test_a_missing_part_is_refused(member: str, path: Path, parts: Parts) -> None:
    del parts[member]
    pack(path, parts)
    refusal(path)


def test_an_unknown_part_is_refused(path: Path, parts: Parts) -> None:
    pack(path, parts | {"../../extra.py": b"print()"})
    assert "it has an unknown part “../../extra.py”" in refusal(path)


def test_a_part_that_stands_there_twice_is_refused(path: Path, parts: Parts) -> None:
    pack(path, parts)
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(path, "a") as archive,
    ):
        archive.writestr("state.json", b"{}")
    refusal(path)


def test_an_encrypted_part_is_told_as_such(path: Path, sound_file: bytes) -> None:
    changed = bytearray(sound_file)
    changed[changed.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(changed)
    assert "it is encrypted" in refusal(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(method: int, path: Path, parts: Parts) -> None:
    pack(path, parts, method)
    assert "packed again" in refusal(path)


def test_a_file_packed_again_in_the_usual_way_opens(
    path: Path, parts: Parts, make_run: MakeRun
) -> None:
    pack(path, parts, zipfile.ZIP_DEFLATED)
    assert load_run(path).vocabulary == make_run().vocabulary


def peak_of(action: Callable[[], object]) -> int:
    """Bytes that Python and numpy held at the most."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("member", MEMBERS)
def test_a_zip_bomb_takes_no_memory(member: str, path: Path, parts: Parts) -> None:
    pack(path, parts | {member: bytes(200_000_000)}, zipfile.ZIP_DEFLATED)
    assert peak_of(lambda: refusal(path)) < 5_000_000


def test_a_bomb_of_many_small_parts_takes_no_memory(path: Path, parts: Parts) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(300):
            archive.writestr(f"{number}.npy", bytes(1_000_000))
    pack(path, parts | {"history.npz": inner.getvalue()})
    assert peak_of(lambda: refusal(path)) < 5_000_000


def test_a_size_that_is_a_lie_takes_no_memory(path: Path, sound_file: bytes) -> None:
    changed = bytearray(sound_file)
    place = changed.index(b"PK\x01\x02")
    changed[place + 20 : place + 28] = struct.pack("<II", 2**31, 2**31)
    path.write_bytes(changed)
    assert peak_of(lambda: refusal(path)) < 5_000_000


def safetensors_of(header: bytes, numbers: bytes = b"", length: int | None = None) -> bytes:
    return struct.pack("<Q", len(header) if length is None else length) + header + numbers


def entry(dtype: str, shape: list[int], end: int) -> bytes:
    return json.dumps({"w": {"dtype": dtype, "shape": shape, "data_offsets": [0, end]}}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x01",
        safetensors_of(b"{}", length=2**62),
        safetensors_of(b"{}", length=2**64 - 1),
        safetensors_of(b"[]"),
        safetensors_of(b"{" * 1000),
        safetensors_of(b"{}", b"rest"),
        safetensors_of(entry("F32", [2**40], 4), bytes(4)),
        safetensors_of(entry("F32", [2**62, 4], 4), bytes(4)),
        safetensors_of(entry("F32", [-1], 4), bytes(4)),
        safetensors_of(entry("F32", [1], 2**40), bytes(4)),
        safetensors_of(entry("F99", [1], 4), bytes(4)),
        safetensors_of(entry("F4", [8], 4), bytes(4)),
        safetensors_of(entry("C64", [1], 8), bytes(8)),
        safetensors_of(entry("I64", [1], 8), bytes(8)),
        safetensors_of(entry("F32", [0, 2**63], 0)),
        safetensors_of(entry("F32", [2**40, 0, 2**40], 0)),
    ],
    ids=lambda content: repr(content[:70]),
)
def test_weights_that_cannot_be_take_no_memory(content: bytes, path: Path, parts: Parts) -> None:
    pack(path, parts | {"weights.safetensors": content})
    assert peak_of(lambda: refusal(path)) < 5_000_000


def npy(header: bytes, numbers: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    return b"\x93NUMPY" + version + struct.pack("<H", len(header)) + header + numbers


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY",
        npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,), }\n"),
        npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9223372036854775808), }\n"),
        npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (" + b"9" * 5000 + b",), }\n"),
        npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n", bytes(7)),
        npy(b"{'descr': '<b8', 'fortran_order': False, 'shape': (1,), }\n", bytes(8)),
        npy(b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", b"cos\nsystem\n"),
        npy(b"{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,), }\n"),
        npy(b"__import__('os').getcwd()\n"),
        npy(b"(" * 9000),
        npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (), }\n", bytes(8), b"\x09\x00"),
    ],
    ids=lambda content: repr(content[10:80]),
)
def test_arrays_that_cannot_be_take_no_memory(content: bytes, path: Path, parts: Parts) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("training.npy", content)
    pack(path, parts | {"history.npz": inner.getvalue()})
    assert peak_of(lambda: refusal(path)) < 5_000_000


def test_a_pickle_is_not_run(path: Path, parts: Parts, tmp_path: Path) -> None:
    inner, mark = io.BytesIO(), tmp_path / "ran"
    np.savez(inner, training=np.array([_Trap(mark)], dtype=object))
    pack(path, parts | {"history.npz": inner.getvalue()})
    refusal(path)
    assert not mark.exists()


class _Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self._mark,)
