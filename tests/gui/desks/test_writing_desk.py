import threading
from collections.abc import Callable

import numpy as np
import pytest

from rnnlab.config import RunConfig, SamplingConfig
from rnnlab.generation import Manuscript, Writer, WriterState, prime_ids, write_text
from rnnlab.gui.desks.drafts import slices
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.writers import writer_of
from rnnlab.gui.instrument import Instrument
from rnnlab.training.records import WriterRecord

Rest = Callable[[], None]
Until = Callable[[Callable[[], object]], None]
TEXT = "the cat sat on the mat and the dog sat on the log. " * 60
SHORT = SamplingConfig(length=40)


@pytest.fixture
def heard(instrument: Instrument) -> list[str]:
    """What the network's text tells, in order: pieces joined, titles and ends in brackets."""
    told: list[str] = []
    network = instrument.writing.network
    network.begun.connect(lambda title: told.append(f"[{title}]"))
    network.written.connect(lambda written: told.append(written.text))
    network.ended.connect(lambda: told.append("[end]"))
    return told


@pytest.fixture
def run(instrument: Instrument, rest: Rest) -> Run:
    """A small run in front, untrained."""
    instrument.texts.open_pasted(TEXT)
    rest()
    corpus = instrument.texts.corpus
    assert corpus is not None
    settings = {"hidden_size": 8, "embedding_size": 4, "batch_size": 4, "sequence_length": 16}
    config = RunConfig().changed(**settings, steps=10, threads=1, device="cpu")
    made = Run(
        key=instrument.runs.new_key(),
        name="LSTM 8",
        config=config,
        codec=corpus.codec,
        shade=0,
        corpus=corpus,
        source=instrument.texts.source,
    )
    instrument.runs.add(made)
    return made


def test_a_run_that_has_ended_writes_with_its_last_weights(
    instrument: Instrument, run: Run, heard: list[str], rest: Rest, until: Until
) -> None:
    instrument.runs.train()
    until(lambda: run.status is Status.FINISHED)
    instrument.writing.write(run, "the ", SHORT)
    rest()
    trainer = run.trainer()
    assert trainer is not None
    ids = prime_ids(run.codec, "the ")
    expected = write_text(Writer.from_model(trainer.model), run.codec, ids, SHORT)
    assert "".join(heard) == "[LSTM 8, step 10]" + "".join(expected) + "[end]"


def test_weights_are_those_of_the_moment_even_if_training_goes_on_at_once(
    instrument: Instrument, run: Run, until: Until
) -> None:
    instrument.runs.train()
    until(lambda: run.status is Status.FINISHED)
    trainer = run.trainer()
    assert trainer is not None
    make_writer = writer_of(run)
    run.status = Status.TRAINING
    writer, expected = make_writer(), Writer.from_model(trainer.model)
    run.status = Status.FINISHED
    scores = [each.step(each.start(), 0)[0].tolist() for each in (writer, expected)]
    assert scores[0] == scores[1]


def test_a_run_that_ends_before_it_answers_writes_nevertheless(
    instrument: Instrument, run: Run, heard: list[str], rest: Rest, until: Until
) -> None:
    instrument.runs.train()
    assert run.job is not None
    run.job.join()  # all steps are made, but nothing has been heard of that
    instrument.writing.write(run, "the ", SHORT)
    assert instrument.writing.waiting
    until(lambda: not instrument.writing.waiting)
    rest()
    assert heard[0] == "[LSTM 8, step 10]"
    assert heard[-1] == "[end]"


def test_a_run_that_is_removed_before_it_answers_keeps_nobody_waiting(
    instrument: Instrument, run: Run, until: Until
) -> None:
    run.config = run.config.changed(steps=100_000)
    instrument.runs.settings = run.config
    instrument.runs.train()
    until(lambda: run.step > 0)
    instrument.runs.remove(run.key)
    instrument.writing.write(run, "", SHORT)
    until(lambda: not instrument.runs.runs)
    assert not instrument.writing.waiting


def test_weights_that_were_not_asked_for_write_nothing(
    instrument: Instrument, run: Run, heard: list[str]
) -> None:
    writer = Writer.from_model(run.make_model())
    instrument.runs.writer_arrived.emit(run.key, WriterRecord(5, writer))
    assert heard == []


def test_after_stopping_nothing_more_is_written(
    instrument: Instrument, run: Run, heard: list[str], rest: Rest, until: Until
) -> None:
    instrument.writing.write(run, "", SamplingConfig(length=10_000_000))
    until(lambda: len(heard) > 1)
    instrument.writing.stop()
    told = list(heard)
    rest()
    assert heard == told
    assert heard[-1] == "[end]"


class SlowReader:
    """A model that knows one token and waits before the first."""

    def __init__(self, go_on: threading.Event) -> None:
        self._go_on = go_on

    def start(self) -> int:
        self._go_on.wait(10)
        return 0

    def step(self, state: int, token_id: int) -> tuple[np.ndarray, int]:
        return np.zeros(3), state


def test_another_text_replaces_the_one_under_way(
    instrument: Instrument, run: Run, heard: list[str], rest: Rest
) -> None:
    go_on = threading.Event()
    network = instrument.writing.network
    network.write(lambda: SlowReader(go_on), run.codec, "", SHORT, "first")
    network.write(writer_of(run), run.codec, "", SHORT, "second")
    go_on.set()
    rest()
    assert heard[:2] == ["[first]", "[second]"]
    expected = write_text(writer_of(run)(), run.codec, prime_ids(run.codec, ""), SHORT)
    assert "".join(heard[2:]) == "".join(expected) + "[end]"


def test_length_and_time_begin_anew_with_each_text(
    instrument: Instrument, run: Run, rest: Rest
) -> None:
    network = instrument.writing.network
    for _ in range(2):
        network.write(writer_of(run), run.codec, "", SHORT, "title")
        rest()
    assert network.characters == 40
    assert 0 <= network.seconds < 5


def test_a_text_that_cannot_be_written_is_told_and_ended(
    instrument: Instrument, run: Run, heard: list[str], rest: Rest
) -> None:
    sentences: list[str] = []
    instrument.writing.network.refused.connect(sentences.append)
    instrument.writing.write(run, "çà", SHORT)
    rest()
    assert "“ç”" in sentences[0]
    assert heard[-1] == "[end]"
    assert not instrument.writing.network.busy


def manuscript_of(run: Run) -> Manuscript[WriterState]:
    return Manuscript(writer_of(run)(), prime_ids(run.codec, "the "), SHORT)


def test_quick_tokens_come_together(run: Run) -> None:
    (only,) = slices(manuscript_of(run), run.codec, seconds=60.0)
    assert len(only.lengths) == len(only.text) == 40
    assert only.first == 4


def test_slow_tokens_come_one_by_one(run: Run) -> None:
    found = list(slices(manuscript_of(run), run.codec, seconds=0.0))
    assert [len(each.text) for each in found] == [1] * 40 + [0]
    assert [each.first for each in found] == list(range(4, 45))


def test_a_slice_tells_how_likely_each_token_was(run: Run) -> None:
    manuscript = manuscript_of(run)
    found = list(slices(manuscript, run.codec))
    told = np.concatenate([each.probabilities for each in found])
    np.testing.assert_allclose(told, manuscript.probabilities[4:], rtol=1e-6)


def test_what_follows_a_change_is_written_anew_with_the_same_weights(
    instrument: Instrument, run: Run, heard: list[str], rest: Rest
) -> None:
    network = instrument.writing.network
    instrument.writing.write(run, "the ", SHORT)
    rest()
    heard.clear()
    network.go_on(14, "dog", SHORT)
    rest()
    before = manuscript_of(run)
    list(before.write())
    other = before.edited(14, run.codec.encode("dog"))
    expected = "".join(run.codec.vocabulary.tokens[each.token_id] for each in other.write())
    assert "".join(heard) == "[LSTM 8, untrained]" + expected + "[end]"


def test_alternatives_are_those_of_the_manuscript(
    instrument: Instrument, run: Run, rest: Rest
) -> None:
    network = instrument.writing.network
    told: list[tuple[int, object]] = []
    network.alternatives_arrived.connect(lambda place, found: told.append((place, found)))
    instrument.writing.write(run, "the ", SHORT)
    rest()
    network.ask_alternatives(9)
    rest()
    assert network.manuscript is not None
    assert told == [(9, network.manuscript.alternatives(9, 8))]


def test_a_long_prime_text_is_read_piece_by_piece(
    instrument: Instrument, run: Run, heard: list[str], rest: Rest
) -> None:
    shares: list[float] = []
    instrument.writing.network.reading.connect(shares.append)
    instrument.writing.write(run, "the cat " * 500, SHORT)
    rest()
    assert len(shares) >= 7
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1


def test_reading_a_long_prime_text_can_be_stopped(
    instrument: Instrument, run: Run, heard: list[str], rest: Rest, until: Until
) -> None:
    shares: list[float] = []
    instrument.writing.network.reading.connect(shares.append)
    instrument.writing.write(run, "the cat " * 100_000, SHORT)
    until(lambda: shares)
    instrument.writing.stop()
    rest()
    assert heard == ["[LSTM 8, untrained]", "[end]"]
