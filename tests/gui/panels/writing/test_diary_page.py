"""What was written while training."""

import threading
from collections.abc import Callable, Iterator

import pytest

from rnnlab.config import SamplingConfig
from rnnlab.generation import Writer, prime_ids, write_text
from rnnlab.gui.desks import diary
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.panels.writing.diary_page import DiaryPage
from rnnlab.gui.panels.writing_panel import WritingPanel
from rnnlab.models import build_model

Rest = Callable[[], None]
Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def page(panel: WritingPanel, run: Run) -> DiaryPage:
    """An entry every second step, after “the ”, on a run of 20 steps."""
    panel.prime.line.setText("the ")
    panel.bar.choose("Diary")
    panel.diary_page.every.setValue(2)
    return panel.diary_page


def _trained(panel: WritingPanel, run: Run, instrument: Instrument, until: Until) -> None:
    panel.button.click()
    instrument.runs.train()
    until(lambda: run.status is Status.FINISHED)
    until(lambda: not instrument.background.busy)


def _text(run: Run, writer: Writer) -> str:
    config = SamplingConfig(length=60)
    return "".join(write_text(writer, run.codec, prime_ids(run.codec, "the "), config))


def test_the_first_entry_is_of_the_initial_weights(
    page: DiaryPage, panel: WritingPanel, run: Run, rest: Rest
) -> None:
    panel.button.click()
    rest()
    (entry,) = page._diary.entries(run)
    model = build_model(run.config.model, len(run.codec.vocabulary), run.config.training.seed)
    assert entry.step == 0
    assert entry.text == _text(run, Writer.from_model(model))


def test_the_last_entry_is_of_the_last_weights(
    page: DiaryPage, panel: WritingPanel, run: Run, instrument: Instrument, until: Until
) -> None:
    _trained(panel, run, instrument, until)
    last = page._diary.entries(run)[-1]
    trainer = run.trainer()
    assert trainer is not None
    assert last.step == 20
    assert last.text == _text(run, Writer.from_model(trainer.model))


def test_every_entry_is_listed_and_the_newest_is_shown(
    page: DiaryPage, panel: WritingPanel, run: Run, instrument: Instrument, until: Until
) -> None:
    _trained(panel, run, instrument, until)
    entries = page._diary.entries(run)
    steps = [int(page.entries.item(i).text().split()[0]) for i in range(page.entries.count())]
    assert steps == [entry.step for entry in entries]
    assert page.view.text() == "the " + entries[-1].text


def test_an_earlier_entry_stays_chosen_while_others_come(
    page: DiaryPage, panel: WritingPanel, run: Run, instrument: Instrument, until: Until
) -> None:
    run.config = run.config.changed(steps=100_000)
    instrument.runs.settings = run.config
    panel.button.click()
    instrument.runs.train()
    until(lambda: page.entries.count() >= 3)
    page.entries.setCurrentRow(1)
    shown, count = page.view.text(), page.entries.count()
    until(lambda: page.entries.count() > count)
    assert page.entries.currentRow() == 1
    assert page.view.text() == shown


def test_training_does_not_wait_for_a_slow_entry(
    page: DiaryPage,
    panel: WritingPanel,
    run: Run,
    instrument: Instrument,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = threading.Event()

    def slow(*_: object) -> Iterator[str]:
        go_on.wait(30)
        yield "slow"

    monkeypatch.setattr(diary, "_entry", slow)
    panel.button.click()
    instrument.runs.train()
    until(lambda: run.status is Status.FINISHED)
    assert page._diary.entries(run) == ()
    go_on.set()
    until(lambda: not instrument.background.busy)
    assert [entry.step for entry in page._diary.entries(run)] == [0, 20]


def test_after_its_end_nothing_more_is_written(
    page: DiaryPage, panel: WritingPanel, run: Run, instrument: Instrument, until: Until
) -> None:
    panel.button.click()
    panel.button.click()
    instrument.runs.train()
    until(lambda: run.status is Status.FINISHED)
    assert page._diary.entries(run) == ()
    assert panel.button.text() == "Begin"


def test_other_words_begin_another_diary(
    page: DiaryPage, panel: WritingPanel, run: Run, rest: Rest
) -> None:
    panel.button.click()
    rest()
    panel.prime.line.setText("a dog ")
    assert page.state.text().startswith("as begun")
    panel.button.click()
    panel.button.click()
    rest()
    assert page.state.text() == ""
    assert page.view.text().startswith("a dog ")


def test_the_diary_of_a_removed_run_goes(
    page: DiaryPage, panel: WritingPanel, run: Run, instrument: Instrument, rest: Rest
) -> None:
    panel.button.click()
    rest()
    instrument.runs.remove(run.key)
    assert page._diary.diaries == {}
    assert page.entries.count() == 0
