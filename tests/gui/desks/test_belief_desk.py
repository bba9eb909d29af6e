"""Questions asked of runs and n-gram models in the background."""

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.generation import NetworkScorer, rank, score
from rnnlab.gui.desks.belief_questions import HowLikely, Question, WhatElse, WhatFits, WhichOne
from rnnlab.gui.desks.believing import FILL_IN, INSTEAD, LIKELIHOOD, RANK, BeliefDesk
from rnnlab.gui.desks.judging import Answer
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.text import source_from_text
from rnnlab.text.grammar import cats_and_clauses

PATIENCE = 20_000
TEXT = "The cats, loved by many wolves, were full."


@pytest.fixture
def desk(small: Instrument) -> BeliefDesk:
    return small.believing


@pytest.fixture
def trained(small: Instrument, qtbot: QtBot) -> Run:
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    return run


def wait_for(desk: BeliefDesk, qtbot: QtBot, page: str, key: str, question: Question) -> Answer:
    """The answer of a judge to just this question."""
    desk.wake(page, True)
    desk.ask(page, question)

    def answered() -> bool:
        answer = desk.answer(page, key)
        return answer is not None and answer.question == question

    qtbot.waitUntil(answered, timeout=PATIENCE)
    answer = desk.answer(page, key)
    assert answer is not None
    return answer


def key_of(run: Run) -> str:
    return f"run {run.key}"


def test_a_run_answers_as_its_model_scores(desk: BeliefDesk, trained: Run, qtbot: QtBot) -> None:
    answer = wait_for(desk, qtbot, LIKELIHOOD, key_of(trained), HowLikely((TEXT,)))
    trainer = trained.trainer()
    assert trainer is not None
    expected = score(trainer.model, trained.codec.encode(TEXT))
    np.testing.assert_allclose(answer.result[0].log_probabilities, expected, rtol=1e-9)
    assert answer.step == trained.step


def test_the_highest_order_answers_until_others_are_chosen(
    small: Instrument, desk: BeliefDesk, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(small.ngrams.models) == 6, timeout=PATIENCE)
    assert [judge.name for judge in desk.judges()] == ["6-gram"]
    desk.choose_orders(frozenset({2, 4}))
    assert [judge.name for judge in desk.judges()] == ["4-gram", "2-gram"]
    answer = wait_for(desk, qtbot, LIKELIHOOD, "2-gram", HowLikely((TEXT,)))
    assert small.texts.corpus is not None
    ids = small.texts.corpus.codec.encode(TEXT)
    by_hand = [
        np.log(small.ngrams.models[2].distribution(ids[place : place + 1])[ids[place + 1]])
        for place in range(len(ids) - 1)
    ]
    np.testing.assert_allclose(answer.result[0].log_probabilities, by_hand, rtol=1e-9)


def test_the_run_in_front_comes_first(small: Instrument, desk: BeliefDesk, trained: Run) -> None:
    small.runs.set_setting("hidden_size", 9)
    small.runs.train()
    assert [judge.run for judge in desk.judges()[:2]] == [small.runs.current, trained]
    small.runs.select(trained.key)
    assert desk.judges()[0].run is trained


def test_nobody_is_asked_while_nobody_looks(
    small: Instrument, desk: BeliefDesk, trained: Run, qtbot: QtBot
) -> None:
    desk.ask(LIKELIHOOD, HowLikely((TEXT,)))
    qtbot.waitUntil(lambda: not small.background.busy, timeout=PATIENCE)
    assert desk.answer(LIKELIHOOD, key_of(trained)) is None


def test_a_run_in_training_answers_from_a_copy_and_again_later(
    small: Instrument, desk: BeliefDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnnlab.gui.desks.believing.SHORTEST_INTERVAL", 0.05)
    monkeypatch.setattr("rnnlab.gui.desks.believing.SHARE", 1.0)
    small.runs.set_setting("steps", 1_000_000)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 5, timeout=PATIENCE)
    first = wait_for(desk, qtbot, LIKELIHOOD, key_of(run), HowLikely((TEXT,)))

    def later() -> bool:
        answer = desk.answer(LIKELIHOOD, key_of(run))
        return answer is not None and (answer.step or 0) > (first.step or 0)

    qtbot.waitUntil(later, timeout=PATIENCE)
    assert run.status is Status.TRAINING


def test_the_last_answer_is_of_the_last_step(
    small: Instrument, desk: BeliefDesk, qtbot: QtBot
) -> None:
    desk.wake(LIKELIHOOD, True)
    desk.ask(LIKELIHOOD, HowLikely((TEXT,)))
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)

    def last() -> bool:
        answer = desk.answer(LIKELIHOOD, key_of(run))
        return answer is not None and answer.step == 40

    qtbot.waitUntil(last, timeout=PATIENCE)


def test_of_many_questions_the_newest_is_answered(
    desk: BeliefDesk, trained: Run, qtbot: QtBot
) -> None:
    desk.wake(LIKELIHOOD, True)
    for end in range(2, len(TEXT)):
        desk.ask(LIKELIHOOD, HowLikely((TEXT[:end],)))
    wait_for(desk, qtbot, LIKELIHOOD, key_of(trained), HowLikely((TEXT,)))


def test_every_page_has_its_answers(desk: BeliefDesk, trained: Run, qtbot: QtBot) -> None:
    other = TEXT.replace("were", "was")
    trainer = trained.trainer()
    assert trainer is not None
    weighed = rank(NetworkScorer(trainer.model), trained.codec, [TEXT, other], "")
    shares = {each.text: each.share for each in weighed}
    key = key_of(trained)
    ranked = wait_for(desk, qtbot, RANK, key, WhichOne("", (TEXT, other))).result
    assert [each.share for each in ranked] == pytest.approx([shares[TEXT], shares[other]])
    blank = WhatFits(TEXT.replace("were", "▢"), ("were", "was"))
    fitted = wait_for(desk, qtbot, FILL_IN, key, blank).result
    assert [each.whole.share for each in fitted] == pytest.approx([shares[TEXT], shares[other]])
    expected = wait_for(desk, qtbot, INSTEAD, key, WhatElse(TEXT, 4, tuple(TEXT))).result
    assert len(expected) == 5
    assert sum(chance for _, chance in expected) <= 1.0


def test_what_a_model_cannot_read_is_its_own_sentence(
    small: Instrument, desk: BeliefDesk, trained: Run, qtbot: QtBot
) -> None:
    answer = wait_for(desk, qtbot, RANK, key_of(trained), WhichOne("", ("ß", "x")))
    assert answer.result is None
    assert "never seen" in answer.sentence


def test_a_run_of_another_unit_answers_with_its_own_tokens(
    small: Instrument, desk: BeliefDesk, trained: Run, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(small.texts.corpus_changed, timeout=PATIENCE):
        small.runs.set_setting("unit", "word")
    qtbot.waitUntil(lambda: len(small.ngrams.models) == 6, timeout=PATIENCE)
    by_character = wait_for(desk, qtbot, LIKELIHOOD, key_of(trained), HowLikely((TEXT,)))
    by_word = wait_for(desk, qtbot, LIKELIHOOD, "6-gram", HowLikely((TEXT,)))
    assert by_character.result[0].tokens == tuple(TEXT)
    assert by_word.result[0].tokens[:4] == ("The", "cats", ",", "loved")
    assert "(chars)" in desk.judges()[0].name


def test_a_removed_run_is_forgotten(
    small: Instrument, desk: BeliefDesk, trained: Run, qtbot: QtBot
) -> None:
    wait_for(desk, qtbot, LIKELIHOOD, key_of(trained), HowLikely((TEXT,)))
    small.runs.remove(trained.key)
    assert desk.answer(LIKELIHOOD, key_of(trained)) is None
    assert all(judge.run is None for judge in desk.judges())


def test_a_run_that_begins_anew_is_asked_anew(
    small: Instrument, desk: BeliefDesk, trained: Run, qtbot: QtBot
) -> None:
    wait_for(desk, qtbot, LIKELIHOOD, key_of(trained), HowLikely((TEXT,)))
    small.runs.reset()

    def untrained() -> bool:
        answer = desk.answer(LIKELIHOOD, key_of(trained))
        return answer is not None and answer.step == 0

    qtbot.waitUntil(untrained, timeout=PATIENCE)


def test_a_hidden_run_is_not_asked(
    small: Instrument, desk: BeliefDesk, trained: Run, qtbot: QtBot
) -> None:
    small.runs.set_visible(trained.key, False)
    qtbot.waitUntil(lambda: bool(small.ngrams.models), timeout=PATIENCE)
    assert all(judge.run is None for judge in desk.judges())


def test_another_text_has_its_own_counts(small: Instrument, desk: BeliefDesk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(small.ngrams.models) == 6, timeout=PATIENCE)
    first = wait_for(desk, qtbot, LIKELIHOOD, "6-gram", HowLikely((TEXT,)))
    other = source_from_text(cats_and_clauses(size=5_000, seed=9), "other").text
    with qtbot.waitSignal(small.texts.corpus_changed, timeout=PATIENCE):
        small.texts.open_pasted(other)
    assert desk.answer(LIKELIHOOD, "6-gram") is None
    qtbot.waitUntil(lambda: len(small.ngrams.models) == 6, timeout=PATIENCE)
    second = wait_for(desk, qtbot, LIKELIHOOD, "6-gram", HowLikely((TEXT,)))
    sums = [each.result[0].log_probabilities.sum() for each in (first, second)]
    assert sums[0] != sums[1]


def test_what_breaks_is_told_once_and_does_not_stop_the_desk(
    small: Instrument, desk: BeliefDesk, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(small.ngrams.models) == 6, timeout=PATIENCE)
    told: list[str] = []
    small.background.work_failed.connect(lambda sentence, _report: told.append(sentence))
    not_text: Any = 3
    answer = wait_for(desk, qtbot, LIKELIHOOD, "6-gram", HowLikely((not_text,)))
    assert answer.result is None
    assert len(told) == 1
    assert wait_for(desk, qtbot, LIKELIHOOD, "6-gram", HowLikely((TEXT,))).result
