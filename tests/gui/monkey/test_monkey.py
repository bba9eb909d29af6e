"""The whole window under a monkey: nothing breaks, nothing is warned of, everything ends.

A few hundred events belong to every run of the tests; the long ones are slow:

    python -m pytest tests/gui/monkey -m slow --timeout 3600
    RNNLAB_MONKEY_SEEDS="3 11" python -m pytest tests/gui/monkey -m slow --timeout 3600

A run that fails writes what was done to a file and names it; to do the same again:

    RNNLAB_MONKEY_LOG=that-file python -m pytest tests/gui/monkey -m slow
"""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.monkey.deeds import Deed, read_deeds, told
from tests.gui.monkey.habitat import Habitat
from tests.gui.monkey.monkey import Monkey
from tests.gui.monkey.watchdog import Watchdog

LOG = os.environ.get("RNNLAB_MONKEY_LOG", "")
CHOSEN = os.environ.get("RNNLAB_MONKEY_SEEDS", "0 1 2 3 4 5 6 7 8 9")
SEEDS = [int(Path(LOG).stem)] if LOG else [int(seed) for seed in CHOSEN.split()]
EVENTS = int(os.environ.get("RNNLAB_MONKEY_EVENTS", "5000"))


def _let_loose(folder: Path, seed: int, events: int, deeds: Sequence[Deed] = ()) -> Watchdog:
    """Do what the seed says, or what a log says; fails at the first thing that goes wrong."""
    habitat, watchdog = Habitat(folder, seed), Watchdog()
    with habitat.closed_off():
        monkey = Monkey(habitat.open(), seed, folder)
        watchdog.start()
        try:
            for number in range(len(deeds) or events):
                deed = deeds[number] if deeds else monkey.choose()
                watchdog.during = f"{number} {deed}"
                monkey.do(deed)
                habitat.live()
                if habitat.problems:
                    break
                if habitat.closed:
                    habitat.close()
                    monkey.window = habitat.open()
        finally:
            watchdog.stop()
            habitat.close()
    if habitat.problems:
        pytest.fail(_report(habitat.problems, monkey, folder), pytrace=False)
    return watchdog


def _report(problems: list[str], monkey: Monkey, folder: Path) -> str:
    path = folder / f"{monkey.seed}.log"
    path.write_text(told(monkey.log, len(monkey.log)), encoding="utf-8")
    return (
        f"seed {monkey.seed}, event {len(monkey.log)}; everything it did is in {path}\n"
        f"{told(monkey.log, 30)}\n\n" + "\n".join(problems)
    )


@pytest.mark.parametrize("seed", [1])
def test_a_few_hundred_events_break_nothing(qtbot: QtBot, tmp_path: Path, seed: int) -> None:
    _let_loose(tmp_path, seed, 200)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", SEEDS)
def test_thousands_of_events_break_nothing(qtbot: QtBot, tmp_path: Path, seed: int) -> None:
    deeds = read_deeds(Path(LOG).read_text(encoding="utf-8")) if LOG else ()
    watchdog = _let_loose(tmp_path, seed, EVENTS, deeds)
    longest = sorted(watchdog.holds, key=lambda hold: -hold.busy)[:40]
    logging.getLogger(__name__).info("held longest:\n%s", "\n".join(map(str, longest)))
