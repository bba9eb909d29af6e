"""The equations of a cell with live numbers in them."""

import numpy as np

from rnnlab.probes.result import Activations


def equation(result: Activations, layer: int, step: int, unit: int) -> list[str]:
    """The equations of a cell with the numbers of one unit at one token, rich text lines."""
    gates = {name: float(values[layer, step, unit]) for name, values in result.gates.items()}
    hidden = float(result.hidden[layer, step, unit])
    before = float(result.hidden[layer, step - 1, unit]) if step else 0.0
    if result.cell is not None:
        cell = float(result.cell[layer, step, unit])
        cell_before = float(result.cell[layer, step - 1, unit]) if step else 0.0
        return _lstm(gates, cell_before, cell, hidden)
    if "update" in gates:
        return _gru(gates, before, hidden)
    return [f"<i>h</i> = {_n(hidden)}, before {_n(before)}"]


def _lstm(gates: dict[str, float], before: float, cell: float, hidden: float) -> list[str]:
    i, f, g, o = (gates[name] for name in ("input", "forget", "candidate", "output"))
    return [
        f"<i>f</i> = {_sigma(f)}, <i>i</i> = {_sigma(i)}, <i>o</i> = {_sigma(o)}",
        f"<i>c</i> = <i>f·c</i>′ + <i>i·g</i> = {_n(f)}·{_p(before)} + {_n(i)}·{_p(g)}"
        f" = <b>{_n(cell)}</b>",
        f"<i>h</i> = <i>o</i>·tanh <i>c</i> = {_n(o)}·{_p(float(np.tanh(cell)))}"
        f" = <b>{_n(hidden)}</b>",
    ]


def _gru(gates: dict[str, float], before: float, hidden: float) -> list[str]:
    z, n = gates["update"], gates["candidate"]
    reset = f", <i>r</i> = {_sigma(gates['reset'])}" if "reset" in gates else ""
    return [
        f"<i>z</i> = {_sigma(z)}{reset}",
        f"<i>h</i> = (1 − <i>z</i>)·<i>n</i> + <i>z·h</i>′ = {_n(1 - z)}·{_p(n)} + "
        f"{_n(z)}·{_p(before)} = <b>{_n(hidden)}</b>",
    ]


def _sigma(gate: float) -> str:
    """σ(what went in) = the gate; saturated, what went in cannot be told from the gate."""
    if not 0.0 < gate < 1.0:
        return _n(gate)
    return f"σ({_n(float(np.log(gate / (1.0 - gate))))}) = {_n(gate)}"


def _n(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _p(value: float) -> str:
    return f"({_n(value)})" if value < 0 else _n(value)
