"""Results of ``rnnlab bench`` as tables: for a terminal, and for the README."""

from collections.abc import Iterator, Mapping
from typing import Any

from rnnlab.benchmarks.results import Result, Row
from rnnlab.benchmarks.timing import Spread

_HEADINGS = ("", "rnnlab", "yardstick", "ratio", "goal")
_MARKDOWN_HEAD = (
    "| what | figure | against | ratio | goal |",
    "|---|---|---|---|---|",
)


def result_table(name: str, result: Result) -> str:
    """A result as lines for a person, columns aligned."""
    lines = [_HEADINGS, *(_cells(row) for row in result.rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    table = [f"  {line}".rstrip() for line in padded]
    return "\n".join([f"{name}: {result.title}", *table, *(f"  {note}" for note in result.notes)])


def markdown(results: Mapping[str, Result], machine: Mapping[str, Any], threads: int) -> str:
    """The README's table: the rows that stand for each result, and where they were taken."""
    lines = [*_provenance(machine, threads), "", *_MARKDOWN_HEAD]
    for name, result in results.items():
        lines.append(f"| **{name}**: {_escaped(result.title)} | | | | |")
        lines += [f"| {' | '.join(map(_escaped, _cells(row)))} |" for row in _telling(result)]
    return "\n".join(lines)


def _provenance(machine: Mapping[str, Any], threads: int) -> Iterator[str]:
    """Machine, versions and threads, and how to take the figures again."""
    packages, cores = machine["packages"], machine["cores"]
    versions = ", ".join(f"{name} {version}" for name, version in packages.items())
    card = f", {machine['cuda']}" if machine["cuda"] else ""
    yield (
        f"Taken with rnnlab {machine['rnnlab']} on {machine['system']}, {machine['processor']}, "
        f"{cores['physical']} cores ({cores['logical']} threads){card}; Python "
        f"{machine['python']}, {versions}; calculating with {_counted(threads, 'thread')}. Medians "
        "(lowest–highest); a ratio is taken round by round of one run, side by side."
    )
    yield (
        "Again: `rnnlab bench --json > bench.json`, then `rnnlab bench --from bench.json "
        "--markdown`; every row: `rnnlab bench --from bench.json`."
    )


def _telling(result: Result) -> list[Row]:
    """The rows marked as such; where none is, those with a goal."""
    marked = [row for row in result.rows if row.headline]
    return marked or [row for row in result.rows if row.goal is not None]


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    figure = f"{_spread(row.figure)} {row.unit}"
    if row.reference is None or row.ratio is None:
        return row.name, figure, "", "", _goal(row)
    yardstick = f"{row.against} {_number(row.reference.median)}"
    return row.name, figure, yardstick, _spread(row.ratio), _goal(row)


def _goal(row: Row) -> str:
    if row.goal is None:
        return ""
    sign = {"at least": "≥", "at most": "≤"}[row.goal.kind]
    return f"{sign} {row.goal.limit:.3g} {'met' if row.met else 'missed'}"


def _spread(spread: Spread) -> str:
    if spread.lowest == spread.highest:
        return _number(spread.median)
    return f"{_number(spread.median)} ({_number(spread.lowest)}–{_number(spread.highest)})"


def _number(value: float) -> str:
    """Three digits, but whole thousands in full."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")
