"""Needle tasks: every answer is found again by a reader that knows nothing of the makers."""

import re

import numpy as np
import pytest

from rnnlab.text import TextError
from rnnlab.text.lexicon import NOUNS
from rnnlab.text.needles import (
    AGREEMENT_MIXED,
    NEEDLE_TASKS,
    NeedleBatch,
    NeedleTask,
    agreement_batch,
)

PARTNERS = {"(": ")", "[": "]", "{": "}"}
SINGULAR = {pair.singular for pair in NOUNS["animal"]}
LAGS = (3, 4, 5, 6, 7, 12, 48)


def lines(task: NeedleTask, batch: NeedleBatch) -> list[list[str]]:
    return [[task.tokens[token] for token in column] for column in batch.tokens.T.tolist()]


def drawn(key: str, lag: int, size: int = 40) -> tuple[list[list[str]], NeedleBatch]:
    task = NEEDLE_TASKS[key]
    batch = task.batch(lag, size, np.random.default_rng(7))
    return lines(task, batch), batch


def scored_places(batch: NeedleBatch, column: int) -> list[int]:
    return np.flatnonzero(batch.scored[:, column]).tolist()


@pytest.mark.parametrize("lag", LAGS)
def test_recall_ends_with_its_key_after_so_many_steps(lag: int) -> None:
    found, batch = drawn("recall", lag)
    for column, line in enumerate(found):
        assert re.fullmatch(rf"([A-H])[a-h]{{{lag - 1}}}\?\1", "".join(line))
        assert scored_places(batch, column) == [lag]


@pytest.mark.parametrize("lag", LAGS)
def test_brackets_are_closed_by_their_own_kind(lag: int) -> None:
    found, batch = drawn("brackets", lag)
    for column, line in enumerate(found):
        open_ones: list[str] = []
        for sign in line:
            if sign in PARTNERS:
                open_ones.append(sign)
            else:
                assert sign == PARTNERS[open_ones.pop()]
        assert not open_ones
        closers = [place - 1 for place, sign in enumerate(line) if sign in PARTNERS.values()]
        assert scored_places(batch, column) == closers
        assert len(line) - 2 == 2 * (lag // 2)  # the outermost is asked for at the last input


@pytest.mark.parametrize("lag", LAGS)
def test_counting_has_as_many_b_as_a_and_asks_at_its_end(lag: int) -> None:
    found, batch = drawn("counting", lag)
    for column, line in enumerate(found):
        match = re.fullmatch(r"(a+)(b+)⏎+", "".join(line))
        assert match is not None
        n = len(match[1])
        assert n == len(match[2])
        assert lag // 2 <= n <= lag
        asked = [line[place + 1] for place in scored_places(batch, column)]
        assert asked == ["b", "⏎"]


@pytest.mark.parametrize("lag", LAGS)
def test_a_copy_is_asked_for_letter_by_letter(lag: int) -> None:
    found, batch = drawn("copying", lag)
    for column, line in enumerate(found):
        original, _, copy = "".join(line).partition(">")
        assert original == copy
        assert len(copy) == lag
        assert scored_places(batch, column) == [lag + k for k in range(lag)]


@pytest.mark.parametrize("lag", LAGS)
def test_parity_is_that_of_all_bits(lag: int) -> None:
    for line in drawn("parity", lag)[0]:
        bits, _, answer = "".join(line).partition("=")
        assert len(bits) == lag
        assert int(answer) == bits.count("1") % 2


@pytest.mark.parametrize("lag", LAGS)
def test_adding_sums_the_two_marked_numbers_of_which_one_comes_first(lag: int) -> None:
    for line in drawn("adding", lag)[0]:
        *numbers, sign, answer = line
        marked = [int(number[:-1]) for number in numbers if number.endswith("*")]
        assert (sign, len(numbers), len(marked)) == ("=", lag, 2)
        assert numbers[0].endswith("*")
        assert int(answer) == sum(marked)


@pytest.mark.parametrize("lag", [1, 2, *LAGS])
def test_a_verb_agrees_with_the_subject_before_so_many_words(lag: int) -> None:
    found, batch = drawn("agreement", lag)
    for column, line in enumerate(found):
        assert line[0] == "the"
        assert line[lag + 2] == ("was" if line[1] in SINGULAR else "were")
        assert scored_places(batch, column) == [lag + 1]
        assert batch.needle[:, column].nonzero()[0].tolist() == [1]


def test_mixed_distances_are_all_distances_and_end_with_full_stops() -> None:
    batch = AGREEMENT_MIXED.batch(6, 500, np.random.default_rng(3))
    seen = set()
    for line in lines(AGREEMENT_MIXED, batch):
        verb = next(place for place, word in enumerate(line) if word in ("was", "were"))
        seen.add(verb - 2)
        assert line[verb] == ("was" if line[1] in SINGULAR else "were")
        assert set(line[verb + 1 :]) <= {"."}
    assert seen == {1, 2, 3, 4, 5, 6}


def test_nouns_between_do_not_tell_the_number_of_the_subject() -> None:
    batch = agreement_batch(np.full(4_000, 3), np.random.default_rng(5))
    words = lines(AGREEMENT_MIXED, batch)
    near_verb = [line[4].endswith("s") or line[4] == "churches" for line in words]
    plural = [line[5] == "were" for line in words]
    assert abs(np.corrcoef(near_verb, plural)[0, 1]) < 0.05


@pytest.mark.parametrize("key", NEEDLE_TASKS)
def test_chance_is_what_the_best_constant_guess_gets(key: str) -> None:
    task = NEEDLE_TASKS[key]
    batch = task.batch(12, 4_000, np.random.default_rng(2))
    answers = batch.targets[batch.scored]
    best = np.bincount(answers).max() / len(answers)
    assert best == pytest.approx(task.chance, abs=0.03)


@pytest.mark.parametrize("key", NEEDLE_TASKS)
def test_the_same_seed_gives_the_same_exercises(key: str) -> None:
    first, again, other = (
        NEEDLE_TASKS[key].batch(9, 5, np.random.default_rng(seed)).tokens for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_accuracy_counts_scored_places_alone() -> None:
    batch = NEEDLE_TASKS["recall"].batch(3, 4, np.random.default_rng(1))
    predicted = np.full_like(batch.targets, -1)
    predicted[-1] = batch.targets[-1]
    predicted[-1, 0] = -1
    assert batch.accuracy(predicted) == 0.75


@pytest.mark.parametrize("key", NEEDLE_TASKS)
@pytest.mark.parametrize("lag", [0, -5, 100_000, 10**30])
def test_a_lag_without_meaning_is_refused_in_a_sentence(key: str, lag: int) -> None:
    task = NEEDLE_TASKS[key]
    with pytest.raises(TextError, match=f"choose one from {task.shortest} to 1,000\\.$"):
        task.batch(lag, 1, np.random.default_rng(1))


def test_an_example_names_the_part_of_each_token() -> None:
    parts = [(part.text, part.role) for part in NEEDLE_TASKS["recall"].example(3)]
    assert [role for _, role in parts] == ["needle", "filler", "filler", "question", "answer"]
    assert parts[0][0] == parts[-1][0]


@pytest.mark.parametrize("key", NEEDLE_TASKS)
def test_every_right_answer_is_among_the_possible_ones(key: str) -> None:
    task = NEEDLE_TASKS[key]
    batch = task.batch(12, 200, np.random.default_rng(4))
    right = {task.tokens[token] for token in batch.targets[batch.scored].tolist()}
    assert right <= set(task.answers)
    assert [task.tokens[place] for place in task.answer_ids] == list(task.answers)
