"""Names of colours by meaning, which a theme turns into colours.

A plot keeps the name (``"run:lstm:1"``) and asks for the colour each time it draws, so
that a change of theme needs no new data.
"""

from collections.abc import Callable

from PySide6.QtGui import QColor

from rnnlab.gui.look.colours import mix
from rnnlab.gui.look.palette import Palette

# How far the later runs of a cell move towards the colour of text.
_SHADES = (0.0, 0.35, 0.6, 0.8)
# What a gate does decides its colour: the GRU's z keeps the old state, as the forget gate does.
_GATE_ROLES = {
    "input": "input",
    "reset": "input",
    "forget": "keep",
    "update": "keep",
    "candidate": "candidate",
    "output": "output",
}


def run_color(cell: str, index: int = 0) -> str:
    """Name of the colour of the ``index``-th run (from 0) that uses this cell."""
    return f"run:{cell}:{index % len(_SHADES)}"


def cell_color(cell: str) -> str:
    """Name of the colour of a cell."""
    return run_color(cell)


def gate_color(gate: str) -> str:
    """Name of the colour of a gate, ``forget`` or ``update`` and so on."""
    return f"gate:{gate}"


def ngram_color(order: int) -> str:
    """Name of the grey of an n-gram model."""
    return f"ngram:{order}"


def resolve(name: str, palette: Palette) -> QColor:
    """The colour of a name: a meaning as above, a token such as ``muted``, or ``#RRGGBB``.

    Raises:
        KeyError: There is no such name.
    """
    if name.startswith("#"):
        return QColor(name)
    kind, _, rest = name.partition(":")
    if rest:
        return _MEANINGS[kind](palette, rest)
    return QColor(palette.tokens()[name])


def _run(palette: Palette, rest: str) -> QColor:
    cell, _, index = rest.partition(":")
    return mix(QColor(palette.cells[cell]), QColor(palette.text), _SHADES[int(index)])


def _gate(palette: Palette, rest: str) -> QColor:
    return QColor(palette.gates[_GATE_ROLES[rest]])


def _ngram(palette: Palette, rest: str) -> QColor:
    return QColor(palette.ngrams[min(int(rest), len(palette.ngrams)) - 1])


_MEANINGS: dict[str, Callable[[Palette, str], QColor]] = {
    "run": _run,
    "gate": _gate,
    "ngram": _ngram,
}
