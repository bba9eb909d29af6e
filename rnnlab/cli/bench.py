"""``rnnlab bench``: measure speed on this machine."""

import argparse
import sys
from pathlib import Path

from rnnlab.benchmarks.catalogue import chosen_benchmarks, run_benchmark
from rnnlab.benchmarks.machine import describe_machine
from rnnlab.benchmarks.results import Result
from rnnlab.benchmarks.saved import Session, read_session
from rnnlab.cli.bench_table import markdown, result_table
from rnnlab.cli.output import show_json
from rnnlab.cli.texts import open_text
from rnnlab.models import use_threads


def run(options: argparse.Namespace) -> None:
    """Measure what is named, or read what was measured before, and show it."""
    quiet = options.json or options.markdown
    if options.saved:
        session = _chosen(read_session(Path(options.saved)), options.names)
        if not quiet:
            _show(session)
    else:
        session = _measure(options.names, options.text, quiet)
    if options.json:
        show_json(session.plain())
    elif options.markdown:
        print(markdown(session.results, session.machine, session.threads))


def _measure(wanted: list[str], text: str | None, quiet: bool) -> Session:
    """Each result is shown as soon as it is there, unless all come together in the end."""
    names = chosen_benchmarks(wanted)
    source = open_text(text) if text else None
    threads = use_threads(0)
    results: dict[str, Result] = {}
    if not quiet:
        _show_heading(threads)
    for name in names:
        if sys.stderr.isatty():
            print(f"measuring {name} …", file=sys.stderr)
        results[name] = run_benchmark(name, source)
        if not quiet:
            print("\n" + result_table(name, results[name]), flush=True)
    return Session(describe_machine(), threads, results)


def _chosen(session: Session, names: list[str]) -> Session:
    """Only what is named; all of it without names."""
    chosen_benchmarks(names)
    kept = {name: found for name, found in session.results.items() if not names or name in names}
    return Session(session.machine, session.threads, kept)


def _show(session: Session) -> None:
    _show_heading(session.threads)
    for name, result in session.results.items():
        print("\n" + result_table(name, result))


def _show_heading(threads: int) -> None:
    print(f"{threads} thread{'s' if threads > 1 else ''}; medians (lowest–highest)")
