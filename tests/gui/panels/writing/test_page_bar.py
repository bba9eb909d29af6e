"""The choice among the pages."""

import re

import pytest

from rnnlab.gui.panels.writing.explanations import EXPLANATIONS, NAMES
from rnnlab.gui.panels.writing_panel import WritingPanel


def test_every_page_is_named_and_explained(panel: WritingPanel) -> None:
    assert list(panel.pages) == list(NAMES) == list(EXPLANATIONS)


@pytest.mark.parametrize("page", EXPLANATIONS)
def test_an_explanation_has_three_sentences_and_an_equation(page: str) -> None:
    words = re.sub(r"<[^>]+>", "", EXPLANATIONS[page])
    assert len(re.findall(r"\.(?=\s|$)", words)) == 3
    assert re.search(r"[∝=~&]", words)


@pytest.mark.parametrize(("width", "in_a_row"), [(800, True), (240, False)])
def test_the_pages_are_in_a_list_where_it_is_narrow(
    panel: WritingPanel, width: int, in_a_row: bool
) -> None:
    panel.resize(width, 500)
    assert panel.bar.tabs.isVisible() is in_a_row
    assert panel.bar.menu.isVisible() is not in_a_row


def test_a_page_chosen_in_the_list_is_shown(panel: WritingPanel) -> None:
    panel.bar.menu.textActivated.emit("Beam")
    assert panel.beam_page.isVisible()
    assert panel.bar.tabs.value() == "Beam"
    assert panel.button.text() == "Search"
