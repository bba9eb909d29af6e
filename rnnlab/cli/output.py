"""The two ways a command answers: one JSON object, or lines for a person."""

import json
from collections.abc import Iterable, Mapping
from typing import Any


def show_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object on one line, in ASCII, which every pipe passes on unharmed."""
    print(json.dumps(data, allow_nan=False))


def show_table(rows: Mapping[str, object]) -> None:
    """Print names and values in two columns."""
    width = max(len(name) for name in rows)
    for name, value in rows.items():
        print(f"{name:<{width}}  {value}")


def show_lines(lines: Iterable[str]) -> None:
    """Print lines as they are."""
    for line in lines:
        print(line)
