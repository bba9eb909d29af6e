"""Training steps against bare loops, by processor time; floors leave room for a busy machine."""

from collections.abc import Callable
from functools import partial
from time import process_time

import pytest

from rnnlab.benchmarks.results import Row
from rnnlab.benchmarks.step_rows import CELLS, LAYERS, PRODUCT, StepRace, every_model

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(300)]

MODELS = {config.model.title: config for config in every_model(hidden_size=256)}
RECURRENT = [name for name, config in MODELS.items() if config.model.is_recurrent]
Best = Callable[[Callable[[], Row], float], float]


def _row(race: StepRace, against: str) -> Row:
    rows = race.rows(rounds=7, steps=2)
    return next(row for row in rows if row.against == against)


def _race(name: str, against: str) -> StepRace:
    race = StepRace(MODELS[name].changed(threads=1), matrix_size=512, clock=process_time)
    race.works = {key: work for key, work in race.works.items() if key in ("", against)}
    return race


@pytest.mark.parametrize("name", MODELS)
def test_a_training_step_costs_little_more_than_one_with_torchs_layers(
    name: str, best: Best
) -> None:
    assert best(partial(_row, _race(name, LAYERS), LAYERS), 0.9) > 0.9


@pytest.mark.parametrize("name", RECURRENT)
def test_a_training_step_costs_no_more_than_one_with_torchs_cells(name: str, best: Best) -> None:
    floor = 1.7 if name == "LSTM" else 0.85
    assert best(partial(_row, _race(name, CELLS), CELLS), floor) > floor


def test_an_lstm_multiplies_at_a_good_part_of_the_speed_of_large_products(best: Best) -> None:
    assert best(partial(_row, _race("LSTM", PRODUCT), PRODUCT), 0.4) > 0.4
