"""What can be looked at in a cell: gates, candidate, states."""

import numpy as np

from rnnlab.gui.plots import FloatArray, Range
from rnnlab.probes.result import Activations

TITLES = {
    "input": "Input gate i",
    "forget": "Forget gate f",
    "candidate": "Candidate g",
    "output": "Output gate o",
    "reset": "Reset gate r",
    "update": "Update gate z",
    "hidden": "State h",
    "cell": "Cell c",
}
GATES = ("input", "forget", "output", "reset", "update")
FIRST = ("forget", "update", "hidden")  # shown until another is chosen: what keeps or forgets
SHUT, OPEN = 0.1, 0.9


def symbol(name: str) -> str:
    """The letter of a gate or state."""
    return TITLES[name].rpartition(" ")[2]


def signals_of(seen: Activations) -> list[str]:
    """The names of what a cell has to show."""
    return [*seen.gates, "hidden", *(["cell"] if seen.cell is not None else [])]


def values_of(seen: Activations, name: str) -> FloatArray:
    """(L, T, H) of a gate or state."""
    if name == "hidden":
        return seen.hidden
    if name == "cell" and seen.cell is not None:
        return seen.cell
    return seen.gates[name]


def scale_of(name: str, cell: str, values: FloatArray) -> Range:
    """A scale that stays: gates 0 to 1, bounded states −1 to 1, others a round bound."""
    if name in GATES:
        return 0.0, 1.0
    largest = float(np.nanmax(np.abs(values), initial=1.0))
    bound = 1.0 if largest <= 1.0 else 2.0 ** np.ceil(np.log2(largest))
    return (0.0, bound) if cell == "rnn-relu" else (-bound, bound)


def saturation_words(name: str, values: FloatArray) -> str:
    """How much of a gate is nearly shut or nearly open; nothing of what is no gate."""
    if name not in GATES:
        return ""
    shut, open_ = float((values < SHUT).mean()), float((values > OPEN).mean())
    return f" · {shut:.0%} below {SHUT}, {open_:.0%} above {OPEN}"
