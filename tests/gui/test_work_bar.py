"""What goes on in the background is said after a moment, and can be given up."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rnnlab.gui import work_bar
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.work_bar import WorkBar
from rnnlab.text.stopping import StopSign

Until = Callable[[Callable[[], object]], None]
Rest = Callable[[], None]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever begins is said at once."""
    monkeypatch.setattr(work_bar, "_PATIENCE", 0.0)


@pytest.fixture
def bar(instrument: Instrument, look: Look, qtbot: QtBot) -> WorkBar:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    return WorkBar(instrument.background, look, window)


class Work:
    """Goes on until it is released or given up."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.stop = StopSign()
        self.given_up = False
        self.heard: list[object] = []

    def begin(self, kit: Instrument, title: str) -> None:
        kit.background.start(
            self._go_on,
            self.heard.append,
            lambda: self.heard.append("end"),
            self.heard.append,
            stop=self.stop,
            title=title,
            on_given_up=lambda: setattr(self, "given_up", True),
        )

    def _go_on(self) -> Iterator[str]:
        while not self.released.wait(0.001):
            self.stop.check()
        yield "done"


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.released.set()


@pytest.mark.usefixtures("patient")
def test_it_says_what_goes_on_until_it_ends(
    bar: WorkBar, instrument: Instrument, work: Work, rest: Rest
) -> None:
    assert bar.isHidden()
    work.begin(instrument, "Reading a.arpa")
    assert bar.isVisible()
    assert bar.text() == bar.accessibleName() == "Reading a.arpa …"
    work.released.set()
    rest()
    assert bar.isHidden()
    assert work.heard == ["done", "end"]


@pytest.mark.usefixtures("patient")
def test_what_is_given_up_ends_and_only_its_owner_hears_of_it(
    bar: WorkBar, instrument: Instrument, work: Work, rest: Rest, qtbot: QtBot
) -> None:
    work.begin(instrument, "Reading a.arpa")
    qtbot.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
    assert bar.isHidden()
    assert work.given_up
    rest()
    assert work.heard == []


def test_what_is_soon_done_is_not_said(
    bar: WorkBar, instrument: Instrument, work: Work, rest: Rest
) -> None:
    work.begin(instrument, "Reading a.arpa")
    assert bar.isHidden()
    work.released.set()
    rest()
    assert bar.isHidden()


def test_it_comes_after_a_moment(
    bar: WorkBar,
    instrument: Instrument,
    work: Work,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work_bar, "_PATIENCE", 0.05)
    work.begin(instrument, "Reading a.arpa")
    assert bar.isHidden()
    qtbot.waitUntil(bar.isVisible)


@pytest.mark.usefixtures("patient")
def test_of_several_the_oldest_is_said_and_given_up(
    bar: WorkBar, instrument: Instrument, work: Work, qtbot: QtBot, until: Until
) -> None:
    second = Work()
    work.begin(instrument, "Reading a.arpa")
    second.begin(instrument, "Opening b.rnnlab")
    assert bar.text() == "Reading a.arpa and 1 more …"
    qtbot.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
    assert (work.given_up, second.given_up) == (True, False)
    assert bar.text() == "Opening b.rnnlab …"
    second.released.set()
    until(lambda: bar.isHidden())


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("size", [(900, 600), (300, 200)])
def test_it_lies_inside_the_window_at_its_lower_edge(
    bar: WorkBar, instrument: Instrument, work: Work, size: tuple[int, int]
) -> None:
    bar.window().resize(*size)
    work.begin(instrument, "Counting n-grams up to order 6")
    for width, height in (size, (size[0] + 80, size[1] + 40)):
        bar.window().resize(width, height)
        assert bar.window().rect().contains(bar.geometry())
        assert bar.geometry().bottom() > height - 40
        assert abs(bar.geometry().center().x() - width / 2) <= 1
    work.released.set()


@pytest.mark.usefixtures("patient")
def test_counting_can_be_given_up_and_begun_again(
    bar: WorkBar, instrument: Instrument, rest: Rest, until: Until
) -> None:
    instrument.texts.open_pasted("a rose is a rose. " * 2_000)
    until(lambda: instrument.ngrams.busy)
    assert bar.text().startswith("Counting n-grams up to order")
    bar.cancel.click()
    assert not instrument.ngrams.busy
    rest()
    assert "begin again" in instrument.ngrams.sentence
    instrument.ngrams.set_config(instrument.ngrams.config)
    rest()
    assert sorted(instrument.ngrams.models) == list(range(1, instrument.ngrams.config.order + 1))
