"""Names of colours by meaning."""

import pytest

from rnnlab.gui.look import Look, cell_color, gate_color, ngram_color, run_color
from rnnlab.gui.look.colours import contrast

CELLS = ("rnn-tanh", "rnn-relu", "gru", "gru-simplified", "lstm")
GATES = ("input", "forget", "candidate", "output", "reset", "update")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("cell", CELLS)
def test_four_runs_of_a_cell_have_four_shades(look: Look, theme: str, cell: str) -> None:
    look.set_theme(theme)
    assert len({look.color(run_color(cell, index)).name() for index in range(4)}) == 4


def test_the_first_run_of_a_cell_has_the_colour_of_the_cell(look: Look) -> None:
    assert look.color(run_color("lstm", 0)) == look.color(cell_color("lstm"))
    assert look.color(run_color("lstm", 0)).name() == "#0072b2"


def test_any_number_of_runs_has_colours(look: Look) -> None:
    assert look.color(run_color("gru", 123)).isValid()


@pytest.mark.parametrize(
    "gates", [("input", "forget", "candidate", "output"), ("reset", "update", "candidate")]
)
def test_the_gates_of_a_cell_have_different_colours(look: Look, gates: tuple[str, ...]) -> None:
    assert len({look.color(gate_color(gate)).name() for gate in gates}) == len(gates)


def test_gates_that_keep_the_old_state_share_a_colour(look: Look) -> None:
    assert look.color(gate_color("forget")) == look.color(gate_color("update"))


@pytest.mark.parametrize("order", [1, 2, 6, 7, 12])
def test_every_order_of_ngrams_has_a_grey(look: Look, order: int) -> None:
    red, green, blue, _ = look.color(ngram_color(order)).getRgb()
    assert max(red, green, blue) - min(red, green, blue) <= 16


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_ink_has_a_form_that_can_be_read(look: Look, theme: str) -> None:
    look.set_theme(theme)
    names = [run_color(cell, index) for cell in CELLS for index in range(4)]
    names += [gate_color(gate) for gate in GATES] + [ngram_color(order) for order in range(1, 8)]
    panel = look.color("panel")
    assert min(contrast(look.text_color(name), panel) for name in names) >= 4.5


def test_a_name_changes_its_colour_with_the_theme(look: Look) -> None:
    before = look.color("muted")
    look.set_theme("dark")
    assert look.color("muted") != before


def test_a_colour_may_be_given_by_its_number(look: Look) -> None:
    assert look.color("#12AB34").name() == "#12ab34"


@pytest.mark.parametrize(
    "name", ["no-such-token", "run:transformer:0", "gate:peephole", "tint:lstm"]
)
def test_an_unknown_name_is_refused(look: Look, name: str) -> None:
    with pytest.raises(KeyError):
        look.color(name)
