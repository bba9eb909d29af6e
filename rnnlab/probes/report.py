"""What a probe found, as plain data."""

import math
from collections.abc import Sequence
from typing import Any

from rnnlab.probes.result import FloatArray, ProbeResult


def probe_to_json(result: ProbeResult, tokens: Sequence[str]) -> dict[str, Any]:
    """The object that ``rnnlab probe --json`` prints.

    Gates are means over the units of a layer. A network without recurrence has
    ``input_gradient_norm``, by the vectors it read, in place of ``hidden_gradient_norm``.
    A number that is not finite, as when states explode, becomes None, for which JSON has a word.

    Args:
        result: Of a text of N tokens.
        tokens: The text itself, N of them.
    """
    measured = "input_gradient_norm" if result.by_input else "hidden_gradient_norm"
    answer: dict[str, Any] = {
        "tokens": list(tokens),
        measured: _rows(result.hidden_gradient_norm),
    }
    if result.cell_gradient_norm is not None:
        answer["cell_gradient_norm"] = _rows(result.cell_gradient_norm)
    answer["gates"] = {name: _rows(gate.mean(axis=2)) for name, gate in result.gates.items()}
    return answer


def _rows(values: FloatArray) -> list[list[float | None]]:
    return [
        [number if math.isfinite(number) else None for number in row] for row in values.tolist()
    ]
