"""Files made to do harm: nothing in them runs, and no memory is taken for what they claim."""

import io
import json
import os
import pickle
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rnnlab.session import RunFileError, SavedRun, load_run, read_manifest
from rnnlab.session.recovery import RecoveryFolder, crashed_windows
from rnnlab.session.recovery_note import RunNote, WindowNote
from rnnlab.session.settings_file import SettingsError, read_settings

MakeRun = Callable[..., SavedRun]
Parts = dict[str, bytes]

MEMBERS = (
    "manifest.json",
    "weights.safetensors",
    "optimizer.safetensors",
    "state.json",
    "history.npz",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.rnnlab"


@pytest.fixture
def parts(sound_file: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(sound_file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def sentence_of(action: Callable[[], object]) -> str:
    """What a refusal says; empty if there is none. No other exception may come."""
    try:
        action()
    except RunFileError as error:
        return str(error)
    return ""


# pickles


class Trap:
    """Does something when it is unpickled."""

    def __init__(self, call: Any, *arguments: object) -> None:
        self._made = (call, arguments)

    def __reduce__(self) -> tuple[Any, ...]:
        return self._made


def touch_by_hand(mark: Path) -> bytes:
    """The oldest form of a pickle, in letters."""
    return b"cos\nsystem\n(S'touch " + str(mark).encode() + b"'\ntR."


def pickles(mark: Path) -> list[bytes]:
    """Pickles in every protocol, by several calls; each makes the file ``mark``."""
    traps = [
        Trap(Path.touch, mark),
        Trap(os.system, f"touch '{mark}'"),
        Trap(eval, f"open({str(mark)!r}, 'w').close()"),
        {"training": [Trap(Path.touch, mark)]},
    ]
    protocols = range(pickle.HIGHEST_PROTOCOL + 1)
    return [pickle.dumps(trap, protocol) for trap in traps for protocol in protocols]


def object_array(mark: Path) -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([Trap(Path.touch, mark)], dtype=object), allow_pickle=True)
    return file.getvalue()


def torch_file(mark: Path, new: bool) -> bytes:
    file = io.BytesIO()
    content = {"rnn.weight_ih_l0": Trap(Path.touch, mark)}
    torch.save(content, file, _use_new_zipfile_serialization=new)
    return file.getvalue()


def npz(members: Parts) -> bytes:
    return packed({f"{name}.npy": content for name, content in members.items()})


def hostile_files(parts: Parts, mark: Path) -> list[bytes]:
    """Run files with a pickle in every place where a careless reader would look for one."""
    loads = [*pickles(mark), touch_by_hand(mark), torch_file(mark, True), torch_file(mark, False)]
    loads.append(object_array(mark))
    files = [packed(parts | {member: load}) for load in loads for member in MEMBERS]
    files += [packed(parts | {"history.npz": npz({"training": load})}) for load in loads]
    files += [packed(parts | {"data.pkl": load}) for load in loads]
    return files + loads


def test_the_traps_work_so_that_a_reader_without_care_would_fall_into_them(
    tmp_path: Path,
) -> None:
    mark = tmp_path / "ran"
    for content in (*pickles(mark), touch_by_hand(mark)):
        pickle.loads(content)
        assert mark.exists()
        mark.unlink()


def test_no_pickle_is_run_wherever_it_stands(path: Path, parts: Parts, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    files = hostile_files(parts, mark)
    assert len(files) >= 200
    for content in files:
        path.write_bytes(content)
        for read in (load_run, read_manifest):
            sentence = sentence_of(lambda read=read: read(path))
            assert sentence.endswith(".") or read is read_manifest
            assert not mark.exists()


def test_no_pickle_is_run_in_settings_or_notes(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    folder = RecoveryFolder(tmp_path)
    for content in (*pickles(mark), touch_by_hand(mark)):
        (tmp_path / "note.json").write_bytes(content)
        (tmp_path / "settings.json").write_bytes(content)
        assert sentence_of(folder.read_note)
        with pytest.raises(SettingsError):
            read_settings(tmp_path / "settings.json")
        assert not mark.exists()


# changed bytes


def mutated(content: bytes, chance: random.Random) -> bytes:
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


@pytest.mark.slow
@pytest.mark.parametrize("member", [None, *MEMBERS])
def test_2000_changed_files_are_refused_in_a_sentence_or_sound(
    member: str | None, path: Path, parts: Parts, make_run: MakeRun
) -> None:
    chance, run = random.Random(7), make_run()
    count = sum(weight.numel() for weight in run.weights.values())
    sound, refused = packed(parts), 0
    for _ in range(2_000):
        if member is None:
            path.write_bytes(mutated(sound, chance))
        else:  # under a right checksum
            path.write_bytes(packed(parts | {member: mutated(parts[member], chance)}))
        sentence = sentence_of(lambda: load_run(path))
        refused += bool(sentence)
        assert not sentence or sentence.endswith(".")
        if not sentence:
            found = load_run(path)
            assert sum(weight.numel() for weight in found.weights.values()) == count
    assert refused > 200


@pytest.mark.parametrize("trials", [300, pytest.param(2_000, marks=pytest.mark.slow)])
def test_changed_notes_are_refused_in_a_sentence_or_sound(tmp_path: Path, trials: int) -> None:
    folder, chance = RecoveryFolder(tmp_path), random.Random(8)
    runs = tuple(RunNote(key, f"LSTM {key}", "training", 90, 80, 1e9) for key in (1, 2))
    folder.write_note(WindowNote(1.5e9, runs))
    note, refused = tmp_path / "note.json", 0
    sound = note.read_bytes()
    for _ in range(trials):
        note.write_bytes(mutated(sound, chance))
        sentence = sentence_of(folder.read_note)
        refused += bool(sentence)
        assert not sentence or sentence.endswith(".")
        if not sentence:
            found = folder.read_note()
            assert all(run.step >= 0 and isinstance(run.name, str) for run in found.runs)
            assert 0 <= found.moment < 2**40
    assert trials // 4 < refused < trials


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"[" * 200_000, b'{"a":' * 200_000, b" " * 3_000_000, b"\xff"],
    ids=lambda content: repr(content[:6]),
)
def test_a_crash_folder_with_nonsense_in_it_is_passed_over(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "window-1"
    folder.mkdir()
    (folder / "note.json").write_bytes(content)
    assert crashed_windows(tmp_path) == []
    assert not folder.exists()


# claims


LIMITED = """
import resource, sys
from pathlib import Path
from rnnlab.session import RunFileError, load_run
load_run(Path(sys.argv[1]))  # everything is loaded that reading needs
with open("/proc/self/statm") as file:
    used = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 64 * 2**20,) * 2)
for name in sys.argv[2:]:
    try:
        load_run(Path(name))
        print(name, "opened")
    except RunFileError as error:
        if "more memory" in str(error):
            print(name, "took memory")
print("done")
"""


def tensor(dtype: str, shape: list[int], end: int, numbers: bytes) -> bytes:
    header = json.dumps({"w": {"dtype": dtype, "shape": shape, "data_offsets": [0, end]}}).encode()
    return struct.pack("<Q", len(header)) + header + numbers


def array(shape: str) -> bytes:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({shape}), }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(8)


def bomb(parts: Parts, member: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (parts | {member: bytes(2**28)}).items():
            archive.writestr(name, part)
    return content.getvalue()


def lying_bomb(parts: Parts, member: str) -> bytes:
    """A bomb whose list of members says that it unpacks to a hundred bytes."""
    content = bytearray(bomb(parts, member))
    entry = content.index(member.encode(), content.index(b"PK\x01\x02")) - 46
    content[entry + 24 : entry + 28] = struct.pack("<I", 100)
    return bytes(content)


def long_list(count: int, in_64: bool) -> bytes:
    """A zip file that is nothing but a list of members."""
    entry = b"PK\1\2" + bytes(24) + struct.pack("<H", 8) + bytes(16)
    listed = b"".join(entry + f"{number:08}".encode() for number in range(count))
    end_64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 5, 5, len(listed), 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(listed), 1)
    size = 300 if in_64 else len(listed)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 5, 5, size, 0, 0)
    return listed + (end_64 + locator if in_64 else b"") + end


def test_a_file_with_the_ends_of_one_above_4_gb_opens(path: Path, parts: Parts) -> None:
    content = packed(parts)
    end = len(content) - 22
    counted = struct.unpack("<4s4H2LH", content[end:])
    sizes = (len(parts), len(parts), counted[5], counted[6])
    end_64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, *sizes)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    path.write_bytes(content[:end] + end_64 + locator + content[end:])
    assert load_run(path).step == 120
    path.write_bytes(content[:end] + end_64 + locator[:8] + bytes(8) + locator[16:] + content[end:])
    assert "damaged" in sentence_of(lambda: load_run(path))


def nested_bomb(levels: int) -> bytes:
    content = bytes(2**26)
    for level in range(levels):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{level}.npy", content)
        content = file.getvalue()
    return content


def test_what_claims_to_be_huge_is_refused_within_64_mb(
    tmp_path: Path, parts: Parts, sound_file: bytes
) -> None:
    pytest.importorskip("resource")
    if not Path("/proc/self/statm").exists():
        pytest.skip("the memory of a process is not told here")
    manifest = json.loads(parts["manifest.json"].decode("utf-8", "surrogatepass"))
    huge = {"model": {"hidden_size": 4096, "layers": 8, "cell": "lstm"}}
    words = json.dumps(manifest | {"vocabulary": ["x" * 8_000_000]}).encode()
    files = [bomb(parts, member) for member in MEMBERS]
    files += [lying_bomb(parts, member) for member in MEMBERS]
    files += [long_list(300_000, in_64) for in_64 in (False, True)]
    files += [packed(parts | {"history.npz": nested_bomb(levels)}) for levels in (1, 2)]
    changes: list[Parts] = [
        {"weights.safetensors": tensor("F32", [2**31], 4, bytes(4))},
        {"weights.safetensors": tensor("F32", [2**31, 2**31], 2**64 - 4, bytes(4))},
        {"optimizer.safetensors": tensor("F64", [2**31], 2**34, bytes(8))},
        {"optimizer.safetensors": struct.pack("<Q", 2**63) + b"{}"},
        {"history.npz": npz({"training": array("2147483648,")})},
        {"history.npz": npz({"training": array("2147483648, 2147483648, 0")})},
        {"state.json": b'{"a":' * 2_000_000},
        {"manifest.json": b"[" * 10_000_000},
        {"manifest.json": b'{"a": [' + b"[]," * 4_000_000 + b"0]}"},
        {"state.json": b'{"a": [' + b"0.1," * 3_000_000 + b"0]}"},
        {"manifest.json": json.dumps(manifest | {"config": huge}).encode()},
        {"manifest.json": words},
        {"manifest.json": words.replace(b"x", b"\\", 2)},
        {"../../../etc/evil": b"x"},
        {"/etc/evil": b"x"},
        {"weights.safetensors/../evil": b"x"},
        {"C:\\evil": b"x"},
    ]
    files += [packed(parts | change) for change in changes]
    names = []
    for number, content in enumerate(files):
        names.append(tmp_path / f"{number}.rnnlab")
        names[-1].write_bytes(content)
    sound = tmp_path / "sound.rnnlab"
    sound.write_bytes(sound_file)
    command = [sys.executable, "-c", LIMITED, str(sound), *map(str, names)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.stdout == "done\n", finished.stdout + finished.stderr
    assert not (tmp_path.parent / "evil").exists()
