"""What would fit into memory is found by trying, and by nothing that is tried for long."""

from typing import Any

import pytest
import torch

from rnnlab.config import RunConfig
from rnnlab.models.room import least_bytes
from rnnlab.text import Corpus
from rnnlab.text.stopping import GivenUpError, StopSign
from rnnlab.training import fitting
from rnnlab.training import trainer as trainers
from rnnlab.training.fitting import find_fit
from rnnlab.training.trainer import Trainer

BASE = {"hidden_size": 24, "embedding_size": 6, "batch_size": 20, "sequence_length": 12}


@pytest.fixture
def config(corpus: Corpus) -> RunConfig:
    return RunConfig(text=corpus.codec.config).changed(device="cpu", threads=1, **BASE)


class Machine:
    """A machine on which memory holds what a test says; it notes what is tried on it."""

    def __init__(self, holds: Any) -> None:
        self.holds = holds
        self.tried: list[RunConfig] = []

    def attempt(self, config: RunConfig, *_: object) -> None:
        self.tried.append(config)
        if not self.holds(config):
            raise torch.OutOfMemoryError("CUDA out of memory")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(lambda _: False)
    monkeypatch.setattr(fitting, "_try", made.attempt)
    monkeypatch.setattr(fitting, "free_bytes", lambda: None)
    return made


@pytest.mark.parametrize(("most", "found"), [(19, 10), (9, 5), (3, 2), (1, 1)])
def test_the_batch_is_halved_until_it_fits(
    config: RunConfig, corpus: Corpus, machine: Machine, most: int, found: int
) -> None:
    machine.holds = lambda tried: tried.training.batch_size <= most
    assert find_fit(config, corpus) == {"batch_size": found}


@pytest.mark.parametrize("tokens", [20, 45, 200])
def test_where_one_column_is_too_long_the_sequence_is_halved(
    corpus: Corpus, machine: Machine, config: RunConfig, tokens: int
) -> None:
    long = config.changed(batch_size=2, sequence_length=1000)
    machine.holds = lambda tried: _tokens(tried) <= tokens
    found = find_fit(long, corpus)
    assert found is not None
    assert list(found) == ["sequence_length"]
    assert _tokens(long.changed(**found)) <= tokens < 2 * _tokens(long.changed(**found)) + 4


def _tokens(config: RunConfig) -> int:
    return config.training.batch_size * config.training.sequence_length


def test_where_not_even_one_token_fits_the_model_is_too_wide(
    config: RunConfig, corpus: Corpus, machine: Machine
) -> None:
    machine.holds = lambda tried: tried.model.hidden_size <= 7
    assert find_fit(config, corpus) == {"hidden_size": 6}
    batches = {(tried.training.batch_size, _tokens(tried)) for tried in machine.tried[1:]}
    assert batches == {(20, 240)}  # with the batch that the run has


def test_tied_sizes_stay_equal(config: RunConfig, corpus: Corpus, machine: Machine) -> None:
    machine.holds = lambda tried: tried.model.hidden_size <= 7
    tied = config.changed(tie_weights=True, embedding_size=24)
    assert find_fit(tied, corpus) == {"hidden_size": 6, "embedding_size": 6}


def test_nothing_is_advised_where_nothing_fits(
    config: RunConfig, corpus: Corpus, machine: Machine
) -> None:
    assert find_fit(config, corpus) is None


def test_there_are_only_a_handful_of_tries(
    config: RunConfig, corpus: Corpus, machine: Machine
) -> None:
    machine.holds = lambda tried: _tokens(tried) == 1
    assert find_fit(config.changed(batch_size=65_536, sequence_length=16_384), corpus) is None
    assert len(machine.tried) == 1 + 16 + 14


def test_what_would_take_the_memory_of_the_machine_is_not_even_tried(
    config: RunConfig, corpus: Corpus, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.holds = lambda _: True
    free = 3 * least_bytes(config.changed(batch_size=5), len(corpus.vocabulary))
    monkeypatch.setattr(fitting, "free_bytes", lambda: free)
    assert find_fit(config, corpus) == {"batch_size": 5}
    assert 10 not in {tried.training.batch_size for tried in machine.tried}


def test_a_run_that_cannot_fit_is_refused_before_it_takes_anything(
    config: RunConfig, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    least = least_bytes(config, len(corpus.vocabulary))
    monkeypatch.setattr(trainers, "free_bytes", lambda: least)
    assert Trainer(config, corpus).make_step()
    monkeypatch.setattr(trainers, "free_bytes", lambda: least - 1)
    monkeypatch.setattr(trainers, "Learner", _never)
    with pytest.raises(MemoryError):
        Trainer(config, corpus)


def _never(*_: object) -> None:
    raise AssertionError("something was made")


def test_the_search_ends_when_nobody_waits(
    config: RunConfig, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign, asked = StopSign(), []

    def check() -> None:
        asked.append(None)
        if len(asked) == 2:
            sign.put_up()
        sign.check()

    with pytest.raises(GivenUpError):
        find_fit(config, corpus, check)
    assert len(asked) == 2


def test_a_real_try_leaves_random_numbers_alone(config: RunConfig, corpus: Corpus) -> None:
    before = torch.random.get_rng_state()
    assert find_fit(config.changed(dropout=0.3), corpus) == {"batch_size": 10}
    assert torch.equal(before, torch.random.get_rng_state())


def test_an_error_that_is_about_something_else_is_told(
    config: RunConfig, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(fitting, "Learner", broken)
    with pytest.raises(ZeroDivisionError):
        find_fit(config, corpus)
