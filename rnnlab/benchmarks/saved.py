"""Results written as JSON and read again."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnnlab.benchmarks.errors import BenchmarkError
from rnnlab.benchmarks.results import Goal, Result, Row
from rnnlab.benchmarks.timing import Spread

MOST_BYTES = 8 * 1024**2


@dataclass(frozen=True)
class Session:
    """What one call of ``rnnlab bench`` found.

    Attributes:
        machine: See `describe_machine`.
        threads: Torch's, on the CPU.
        results: By the names of the benchmarks.
    """

    machine: dict[str, Any]
    threads: int
    results: dict[str, Result]

    def plain(self) -> dict[str, Any]:
        """JSON-able data."""
        results = {name: result.plain() for name, result in self.results.items()}
        return {"machine": self.machine, "threads": self.threads, "results": results}


def read_session(path: Path) -> Session:
    """What ``rnnlab bench --json`` has written.

    Raises:
        BenchmarkError: It cannot be read, or holds something else.
    """
    try:
        with path.open("rb") as file:
            plain = json.loads(file.read(MOST_BYTES))
        results = {str(name): _result(found) for name, found in plain["results"].items()}
        return Session(_machine(plain["machine"]), int(plain["threads"]), results)
    except OSError as error:
        raise BenchmarkError(f"“{path}” cannot be read: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BenchmarkError(
            f"“{path}” holds no results; write some with “rnnlab bench --json > {path.name}”."
        ) from error


def _machine(plain: dict[str, Any]) -> dict[str, Any]:
    """Checked for what a table says of it."""
    for name in ("rnnlab", "python", "system", "processor", "cuda"):
        plain[name]
    dict(plain["packages"]), plain["cores"]["physical"], plain["cores"]["logical"]
    return plain


def _result(plain: dict[str, Any]) -> Result:
    rows = tuple(_row(row) for row in plain["rows"])
    return Result(str(plain["title"]), rows, tuple(str(note) for note in plain["notes"]))


def _row(plain: dict[str, Any]) -> Row:
    goals = [Goal(kind, float(limit)) for kind, limit in plain.get("goal", {}).items()]
    if any(goal.kind not in ("at least", "at most") for goal in goals):
        raise ValueError("an unknown kind of goal")
    return Row(
        name=str(plain["name"]),
        unit=str(plain["unit"]),
        figure=_spread(plain),
        against=str(plain.get("against", "")),
        reference=_spread(plain["reference"]) if "reference" in plain else None,
        ratio=_spread(plain["ratio"]) if "ratio" in plain else None,
        goal=goals[0] if goals else None,
        headline=plain.get("headline") is True,
    )


def _spread(plain: dict[str, Any]) -> Spread:
    return Spread(float(plain["median"]), float(plain["lowest"]), float(plain["highest"]))
