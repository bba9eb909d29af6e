"""``rnnlab bench``: measure speed on this machine."""

import argparse
import sys
from typing import Any

from rnnlab.benchmarks.catalogue import chosen_benchmarks, run_benchmark
from rnnlab.benchmarks.results import Result, Row
from rnnlab.benchmarks.timing import Spread
from rnnlab.cli.output import show_json
from rnnlab.cli.texts import open_text
from rnnlab.models import use_threads

_HEADINGS = ("", "rnnlab", "yardstick", "ratio", "goal")


def run(options: argparse.Namespace) -> None:
    """Measure what is named, and show each result as soon as it is there."""
    names = chosen_benchmarks(options.names)
    source = open_text(options.text) if options.text else None
    threads = use_threads(0)
    if not options.json:
        print(f"{threads} thread{'s' if threads > 1 else ''}; medians (lowest–highest)")
    results: dict[str, Any] = {}
    for name in names:
        if sys.stderr.isatty():
            print(f"measuring {name} …", file=sys.stderr)
        result = run_benchmark(name, source)
        results[name] = result.plain()
        if not options.json:
            print("\n" + result_table(name, result), flush=True)
    if options.json:
        show_json({"threads": threads, "results": results})


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
    return f"{sign} {row.goal.limit:g} {'met' if row.met else 'missed'}"


def _spread(spread: Spread) -> str:
    if spread.lowest == spread.highest:
        return _number(spread.median)
    return f"{_number(spread.median)} ({_number(spread.lowest)}–{_number(spread.highest)})"


def _number(value: float) -> str:
    """Three digits, but whole thousands in full."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
