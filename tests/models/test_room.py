"""Memory that a step takes at least, against what one really took; memory that is free."""

import subprocess
import sys
from functools import cache
from itertools import accumulate
from pathlib import Path

import pytest
import torch
from torch.profiler import ProfilerActivity, profile

from rnnlab.config import RunConfig, TextConfig
from rnnlab.models.room import free_bytes, least_bytes
from rnnlab.text import Corpus, build_corpus, source_from_text
from rnnlab.training.learner import Learner

# Vocabulary size and settings, each large enough for what is counted to outweigh the rest.
CASES: list[tuple[int, dict[str, object]]] = [
    (60, {"cell": "lstm", "batch_size": 64}),
    (60, {"cell": "gru", "batch_size": 64, "hidden_size": 256}),
    (60, {"cell": "rnn-tanh", "batch_size": 128}),
    (60, {"cell": "gru-simplified", "batch_size": 64}),
    (60, {"cell": "window", "batch_size": 128}),
    (60, {"cell": "average", "batch_size": 128}),
    (60, {"cell": "rnn-tanh", "reservoir": True, "batch_size": 256}),
    (8000, {"hidden_size": 32, "batch_size": 16}),
    (60, {"hidden_size": 1024, "batch_size": 1, "sequence_length": 2}),
    (60, {"hidden_size": 1024, "batch_size": 1, "sequence_length": 2, "optimizer": "sgd"}),
]


@cache
def _text(words: int) -> Corpus:
    letters = "".join(chr(ord("一") + number) for number in range(words))
    return build_corpus(source_from_text(letters * (120_000 // words), "Letters"), TextConfig())


def _most_at_once(config: RunConfig, corpus: Corpus) -> int:
    """Bytes of tensors that were there at once while a learner was made and made two steps."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiled:
        learner = Learner(config, corpus, torch.device("cpu"))
        for _ in range(2):
            learner.move(learner.read(1.0), 0.001)
    events = profiled.profiler.kineto_results.events()
    told = sorted((e for e in events if e.name() == "[memory]"), key=lambda e: e.start_ns())
    return max(accumulate(event.nbytes() for event in told))


@pytest.mark.parametrize(("words", "values"), CASES)
def test_a_step_takes_the_least_that_was_foretold_and_not_much_more(
    words: int, values: dict[str, object]
) -> None:
    config = RunConfig().changed(device="cpu", threads=1, **{"initialisation": "default", **values})
    corpus = _text(words)
    share = _most_at_once(config, corpus) / least_bytes(config, len(corpus.vocabulary))
    assert 1 < share < 2.5


MEMINFO = "MemTotal:       1000 kB\nMemAvailable:    600 kB\nSwapFree:        100 kB\n"


def test_free_is_what_the_system_could_give_swap_included(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text(MEMINFO)
    assert free_bytes(meminfo, tmp_path / "no container") == 700 * 1024


@pytest.mark.parametrize(
    ("most", "used", "free"),
    [("300000", "200000", 150_000), ("100", "90000", 0), ("max", "200000", 700 * 1024)],
)
def test_a_container_may_leave_less(tmp_path: Path, most: str, used: str, free: int) -> None:
    for name, content in (
        ("meminfo", MEMINFO),
        ("memory.max", most),
        ("memory.current", used),
        ("memory.stat", "anon 5\ninactive_file 50000\n"),
    ):
        (tmp_path / name).write_text(content)
    assert free_bytes(tmp_path / "meminfo", tmp_path) == free


def test_where_nobody_says_what_is_free_nothing_is_known(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "meminfo", tmp_path) is None


def test_what_is_free_is_asked_without_torch() -> None:
    code = (
        "import sys; from rnnlab.models.room import free_bytes, least_bytes; free_bytes();"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
