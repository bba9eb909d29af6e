"""A run beside an n-gram model on the same tokens."""

import math

import numpy as np
import pytest
import torch
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.comparing import SHARES, Contest
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.models.language_model import LanguageModel
from rnnlab.text.held_out import LEFT_OUT

PATIENCE = 30_000


@pytest.fixture
def trained(small: Instrument, qtbot: QtBot) -> Run:
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(
        lambda: run.status is Status.FINISHED and small.ngrams.counts is not None, timeout=PATIENCE
    )
    return run


@pytest.fixture
def contest(small: Instrument, trained: Run, qtbot: QtBot) -> Contest:
    small.contest.wake(True)
    qtbot.waitUntil(lambda: small.contest.contest is not None, timeout=PATIENCE)
    found = small.contest.contest
    assert found is not None
    return found


def test_nothing_is_measured_before_somebody_looks(small: Instrument, trained: Run) -> None:
    assert small.contest.contest is None
    assert not small.contest.busy


def test_the_network_scores_what_torch_says(contest: Contest, trained: Run) -> None:
    trainer = trained.trainer()
    assert trainer is not None
    config, size = trained.config.model, len(trained.codec.vocabulary)
    model = LanguageModel(config, size).double()
    model.load_torch_weights(trainer.model.torch_weights())
    model.eval()
    inputs = torch.from_numpy(contest.quick.inputs)
    with torch.no_grad():
        logits, _ = model(inputs, model.initial_state(inputs.shape[1]))
    scores = torch.log_softmax(logits, -1).numpy()
    rows, columns = np.indices(contest.quick.targets.shape)
    counting = contest.quick.targets != LEFT_OUT
    expected = scores[rows, columns, np.where(counting, contest.quick.targets, 0)]
    assert contest.network[counting] == pytest.approx(expected[counting], abs=1e-9)


def test_the_loss_of_the_step_is_that_of_the_last_validation(
    contest: Contest, trained: Run
) -> None:
    assert contest.step == trained.step
    counting = contest.quick.targets != LEFT_OUT
    loss = float(trained.history.validation.column("loss")[-1])
    assert -contest.network[counting].mean() == pytest.approx(loss, abs=1e-5)


def test_the_ngram_model_is_measured_on_the_same_tokens(
    contest: Contest, small: Instrument
) -> None:
    assert contest.rival == "6-gram"
    counting = contest.quick.targets != LEFT_OUT
    perplexity = math.exp(-contest.ngram[counting].mean())
    assert perplexity == pytest.approx(small.ngrams.perplexities[6])


def test_the_mixture_is_that_of_the_probabilities(contest: Contest) -> None:
    counting = contest.quick.targets != LEFT_OUT
    network, ngram = np.exp(contest.network[counting]), np.exp(contest.ngram[counting])
    for place in (0, 25, 50, 100):
        share = SHARES[place]
        mixture = share * network + (1 - share) * ngram
        by_hand = math.exp(-np.log(mixture).mean())
        assert contest.perplexities[place] == pytest.approx(by_hand)
    assert contest.best_perplexity <= contest.perplexities.min() * (1 + 1e-5)
    assert abs(contest.best - SHARES[contest.perplexities.argmin()]) <= 0.011


def test_a_duel_has_both_distributions_of_one_token(
    contest: Contest, small: Instrument, qtbot: QtBot
) -> None:
    row, column = 9, 2
    small.contest.ask(column, row)
    qtbot.waitUntil(lambda: small.contest.duel is not None, timeout=PATIENCE)
    duel = small.contest.duel
    assert duel is not None
    token = contest.ids[contest.quick.positions[row, column]]
    assert duel.network.sum() == pytest.approx(1.0)
    assert duel.ngram.sum() == pytest.approx(1.0)
    assert math.log(duel.network[token]) == pytest.approx(contest.network[row, column])
    assert math.log(duel.ngram[token]) == pytest.approx(contest.ngram[row, column])


def test_another_order_is_measured_when_it_is_chosen(
    contest: Contest, small: Instrument, qtbot: QtBot
) -> None:
    small.contest.choose(None, "2-gram")
    qtbot.waitUntil(lambda: small.contest.contest is not None, timeout=PATIENCE)
    found = small.contest.contest
    assert found is not None
    assert found.rival == "2-gram"
    assert found.model is small.ngrams.models[2]


def test_a_run_that_goes_leaves_no_contest(
    contest: Contest, small: Instrument, trained: Run
) -> None:
    small.runs.remove(trained.key)
    assert small.contest.contest is None
    assert "press Train first" in small.contest.sentence


def test_the_run_of_another_text_is_not_compared(
    contest: Contest, small: Instrument, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(small.texts.corpus_changed, timeout=PATIENCE):
        small.texts.open_pasted("Another text, which the run has not read. " * 60)
    qtbot.waitUntil(lambda: not small.ngrams.busy, timeout=PATIENCE)
    assert small.contest.contest is None
    assert "not the one that is open" in small.contest.sentence


def test_while_it_trains_a_copy_is_measured_and_training_goes_on(
    small: Instrument, qtbot: QtBot
) -> None:
    small.runs.set_setting("steps", 100_000)
    small.contest.wake(True)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: small.contest.contest is not None, timeout=PATIENCE)
    found = small.contest.contest
    assert found is not None
    qtbot.waitUntil(lambda: run.step > found.step, timeout=PATIENCE)
    assert run.status is Status.TRAINING


def test_a_place_that_a_shorter_text_does_not_have_is_not_looked_at(
    small: Instrument, contest: Contest, qtbot: QtBot
) -> None:
    rows, columns = contest.quick.positions.shape
    with qtbot.assertNotEmitted(small.background.work_failed):
        for place in ((columns, 0), (0, rows)):
            small.contest.ask(*place)
            qtbot.waitUntil(lambda: not small.background.busy, timeout=PATIENCE)
    assert small.contest.duel is None
    small.contest.ask(columns - 1, 0)
    qtbot.waitUntil(lambda: small.contest.duel is not None, timeout=PATIENCE)
