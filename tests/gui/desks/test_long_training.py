"""A run that trains for days: what the desks keep of it stays bounded, however much it tells."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from rnnlab.config import SamplingConfig
from rnnlab.gui.desks import reaching
from rnnlab.gui.desks.diary import MOST_TOKENS, DiaryDesk
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.undo import _MOST_DEEDS
from rnnlab.gui.desks.writers import WriterDesk
from rnnlab.gui.instrument import Instrument
from rnnlab.jobs.messages import RunMessage
from rnnlab.probes.groups import GroupFlow
from rnnlab.probes.result import ProbeResult
from rnnlab.training import films, table
from rnnlab.training.records import (
    GroupsRecord,
    ProbeRecord,
    Record,
    StepRecord,
    ValidationRecord,
)

LENGTH = 33  # time steps of a look inside
MOST_KILOBYTES = 16.0
Live = Callable[[int, int], None]


@pytest.fixture
def _bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Histories that are full after a few hundred steps, so that a test sees them full."""
    monkeypatch.setattr(table, "MOST_ROWS", 256)
    monkeypatch.setattr(films, "MOST_PROBES", 16)
    monkeypatch.setattr(reaching, "MOST_POINTS", 40)


@pytest.fixture
def live(small: Instrument, _bounds: None) -> Live:
    """Lets a run that has no thread tell what it would between two steps."""
    small.runs.set_setting("steps", 1_000_000_000)
    key, corpus = small.runs.new_key(), small.texts.corpus
    assert corpus is not None
    run = Run(key, "long", small.runs.settings, corpus.codec, 0, corpus, small.texts.source)
    run.status = Status.TRAINING
    small.runs.add(run)

    def tell(first: int, last: int) -> None:
        for step in range(first, last):
            for record in _told(step):
                small.runs.receive(RunMessage(key, record))
            small.runs.tell_changes()

    return tell


def _told(step: int) -> list[Record]:
    random = np.random.default_rng(step)
    tokens = 64 * step
    told: list[Record] = [StepRecord(step, tokens, random.random(), 0.01, 2.0, 1.0, 0.1 * step)]
    if step % 5 == 0:
        told.append(ValidationRecord(step, tokens, random.random()))
        told.append(ProbeRecord(step, tokens, _look(random)))
        flows = [GroupFlow(name, 9, *random.random(4)) for name in ("embedding", "output")]
        told.append(GroupsRecord(step, tokens, tuple(flows), 0.02))
    return told


def _look(random: np.random.Generator) -> ProbeResult:
    steps = np.zeros(LENGTH, dtype=np.int32)
    distance = np.arange(LENGTH)[::-1]
    return ProbeResult(
        loss_at="last",
        inputs=steps,
        targets=steps,
        hidden_gradient_norm=np.exp(-distance / (2.0 + random.random()))[None],
        cell_gradient_norm=None,
        hidden=random.uniform(-1, 1, (1, LENGTH, 8)),
        cell=None,
        gates={"forget": random.uniform(0, 1, (1, LENGTH, 8))},
    )


def test_what_a_run_tells_for_days_takes_no_more_memory(live: Live) -> None:
    tracemalloc.start()
    try:
        live(1, 1_000)
        before, _ = tracemalloc.get_traced_memory()
        live(1_000, 3_000)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (after - before) / 1024 < MOST_KILOBYTES


def test_of_a_long_training_the_beginning_and_the_end_are_kept(
    live: Live, small: Instrument
) -> None:
    live(1, 3_000)
    (run,) = small.runs.runs.values()
    history, track = run.history, small.reaching.tracks[run.key]
    for steps, most in (
        (history.training.column("step"), 256),
        (history.validation.column("step"), 256),
        (history.film.steps, 16),
        (history.gates.steps, 16),
        (history.groups.steps, 16),
        (np.array(track.tokens) / 64, 40),
    ):
        assert len(steps) <= most
        assert steps[0] <= 5
        assert steps[-1] >= 3_000 * 0.9


def test_of_the_settings_that_were_changed_the_last_are_remembered(small: Instrument) -> None:
    for number in range(_MOST_DEEDS + 20):
        small.runs.set_setting("seed", number + 1)
        small.runs.set_setting("dropout", 0.1 * (1 + number % 2))
    assert small.undoing.stack.count() == _MOST_DEEDS


def test_an_entry_of_a_diary_is_of_bounded_length(small: Instrument) -> None:
    kept = DiaryDesk(small.background, small.runs, WriterDesk(small.runs))
    kept.begin(10, "the ", SamplingConfig(length=1_000_000))
    assert kept.order is not None
    assert kept.order.config.length == MOST_TOKENS
