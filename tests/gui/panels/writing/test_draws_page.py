"""Several temperatures from the same draws."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import SamplingConfig
from rnnlab.generation import prime_ids, write_side_by_side
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.writers import writer_of
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.draws_page import DrawsPage
from rnnlab.gui.panels.writing_panel import WritingPanel

Rest = Callable[[], None]


@pytest.fixture
def page(panel: WritingPanel, run: Run) -> DrawsPage:
    panel.prime.line.setText("the ")
    panel.bar.choose("Draws")
    return panel.draws_page


def test_each_text_is_the_one_of_its_temperature(
    page: DrawsPage, panel: WritingPanel, run: Run, rest: Rest
) -> None:
    page.line.setText("0.2, 1, 3")
    panel.write()
    rest()
    rows = write_side_by_side(
        writer_of(run)(), prime_ids(run.codec, "the "), SamplingConfig(length=60), [0.2, 1.0, 3.0]
    )
    texts = ["the " + run.codec.decode(list(ids)) for ids in zip(*rows, strict=True)]
    assert [view.view.text() for view in page.views] == texts


def test_the_first_token_that_differs_is_marked(
    page: DrawsPage, panel: WritingPanel, rest: Rest
) -> None:
    page.line.setText("0.5, 3")
    panel.write()
    rest()
    cool, warm = (view.view.text()[4:] for view in page.views)
    first = next(i for i, (a, b) in enumerate(zip(cool, warm, strict=True)) if a != b)
    assert page.views[1].first == first
    assert page.views[1].name.text() == f"T 3 · differs from token {first + 1} on"
    assert page.views[0].first is None


def test_equal_temperatures_never_differ(page: DrawsPage, panel: WritingPanel, rest: Rest) -> None:
    page.line.setText("1, 1")
    panel.write()
    rest()
    assert page.views[1].first is None
    assert page.views[0].view.text() == page.views[1].view.text()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("warm", "Type numbers with commas"),
        ("", "Type one to 6 temperatures"),
        ("1, 2, 3, 4, 5, 6, 7", "Type one to 6 temperatures"),
        ("1, 0", "Temperature must be"),
    ],
)
def test_what_is_no_temperature_is_told(
    page: DrawsPage, panel: WritingPanel, typed: str, words: str, qtbot: QtBot
) -> None:
    page.line.clear()
    page.line.setText(typed)
    page.line.textEdited.emit(typed)
    assert words in page.error.text()
    assert page.error.isVisible()
    assert not panel.button.isEnabled()


def test_long_texts_are_stopped(
    page: DrawsPage, panel: WritingPanel, rest: Rest, until: Callable[[Callable[[], object]], None]
) -> None:
    panel.controls.numbers["length"].set_value(10_000_000)
    panel.write()
    until(lambda: page.views[0].view.text())
    assert panel.button.text() == "Stop"
    panel.button.click()
    written = page.views[0].view.text()
    rest()
    assert page.views[0].view.text() == written
    assert len(written) <= 2_004


def test_temperature_has_no_effect_here_and_says_so(page: DrawsPage, panel: WritingPanel) -> None:
    assert not panel.controls.temperature.isEnabled()
    panel.bar.choose("Write")
    assert panel.controls.temperature.isEnabled()


def test_marks_outlive_another_theme(
    page: DrawsPage, panel: WritingPanel, look: Look, rest: Rest
) -> None:
    page.line.setText("0.5, 3")
    panel.write()
    rest()
    view = page.views[1].view
    first = view.marks[page.views[1].first or 0]
    look.set_theme("dark")
    assert first.probability == 2.0**-8
    assert view.marks[page.views[1].first or 0] == first
