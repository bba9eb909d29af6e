"""The likeliest texts beside a drawn one."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from rnnlab.config import BeamConfig, SamplingConfig
from rnnlab.generation import beam_search, prime_ids, write
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.writers import writer_of
from rnnlab.gui.panels.writing.beam_page import BeamPage
from rnnlab.gui.panels.writing_panel import WritingPanel

Rest = Callable[[], None]


@pytest.fixture
def page(panel: WritingPanel, run: Run) -> BeamPage:
    panel.prime.line.setText("the ")
    panel.bar.choose("Beam")
    panel.beam_page.width_box.setValue(3)
    panel.beam_page.length_box.setValue(12)
    return panel.beam_page


def _log_probability(run: Run, text: str, prime: str) -> float:
    """By torch, in nats."""
    ids = torch.from_numpy(run.codec.encode(prime + text).astype(np.int64))[:, None]
    with torch.no_grad():
        logits, _ = run.make_model()(ids)
    logs = logits[:-1, 0].double().log_softmax(-1).gather(-1, ids[1:])[:, 0]
    return float(logs[len(prime) - 1 :].sum())


def test_the_best_texts_are_those_of_the_search(
    page: BeamPage, panel: WritingPanel, run: Run, rest: Rest
) -> None:
    panel.write()
    rest()
    *_, best = beam_search(
        writer_of(run)(), prime_ids(run.codec, "the "), 12, BeamConfig(beam_width=3)
    )
    shown = [view.text.text() for view in page.results if view.isVisible()]
    assert [shown[0], *shown[2:]] == [run.codec.decode(list(each.ids)).strip("\n") for each in best]
    expected = _log_probability(run, run.codec.decode(list(best[0].ids)), "the ")
    assert page.results[0].facts.text().startswith(f"1.  log p = −{-expected:.1f} nats")


def test_the_drawn_text_is_less_likely_and_its_own_truth_is_told(
    page: BeamPage, panel: WritingPanel, run: Run, rest: Rest
) -> None:
    panel.write()
    rest()
    ids = prime_ids(run.codec, "the ")
    drawn = run.codec.decode(list(write(writer_of(run)(), ids, SamplingConfig(length=12))))
    drawn_view = page.results[1]
    assert drawn_view.text.text() == drawn.strip("\n")
    expected = _log_probability(run, drawn, "the ")
    assert drawn_view.facts.text().startswith(f"drawn at T 1  log p = −{-expected:.1f} nats")


def test_a_long_search_is_stopped(
    page: BeamPage, panel: WritingPanel, rest: Rest, until: Callable[[Callable[[], object]], None]
) -> None:
    page.length_box.setValue(500)
    page.width_box.setValue(64)
    panel.write()
    until(lambda: "%" in page.title.text())
    panel.button.click()
    rest()
    assert not panel.busy()
    assert panel.button.text() == "Search"


def test_choices_of_drawing_are_not_offered(page: BeamPage, panel: WritingPanel) -> None:
    assert not panel.controls.isVisible()


def test_without_a_run_nothing_can_be_searched(panel: WritingPanel) -> None:
    panel.bar.choose("Beam")
    assert not panel.button.isEnabled()
