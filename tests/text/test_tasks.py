"""The exercises: each line obeys the rule it is meant to teach."""

import re
from collections.abc import Callable

import pytest

from rnnlab.text.tasks import brackets, copying, counting, recall

TASKS = [brackets, copying, counting, recall]


@pytest.mark.parametrize("task", TASKS)
def test_the_size_is_reached_by_less_than_a_line(task: Callable[..., str]) -> None:
    text = task(5000)
    assert text.endswith("\n")
    assert len(text) - len(text.splitlines()[-1]) - 1 < 5000 <= len(text)


@pytest.mark.parametrize("task", TASKS)
def test_the_seed_decides(task: Callable[..., str]) -> None:
    assert task(2000) == task(2000)
    assert task(2000) != task(2000, seed=2)


def _reduced(line: str) -> str:
    """What is left when matching neighbours are struck out, again and again."""
    shorter = re.sub(r"\(\)|\[\]|\{\}", "", line)
    return line if shorter == line else _reduced(shorter)


def _depth(line: str) -> int:
    depths = [0]
    for sign in line:
        depths.append(depths[-1] + (1 if sign in "([{" else -1))
    return max(depths)


def test_brackets_match() -> None:
    lines = brackets(50_000).splitlines()
    assert all(line and _reduced(line) == "" for line in lines)
    assert max(map(_depth, lines)) == 8


def test_brackets_keep_to_their_depth() -> None:
    assert max(map(_depth, brackets(20_000, deepest=3).splitlines())) == 3


def test_counting_has_as_many_of_each() -> None:
    lines = counting(50_000, longest=12).splitlines()
    assert {line.count("a") for line in lines} == set(range(1, 13))
    assert all(line == "a" * (len(line) // 2) + "b" * (len(line) // 2) for line in lines)


def test_a_copy_repeats_its_letters() -> None:
    halves = [line.split(">") for line in copying(50_000).splitlines()]
    assert all(first == second for first, second in halves)
    assert {len(first) for first, _ in halves} == set(range(3, 11))


@pytest.mark.parametrize("lag", [2, 7, 40])
def test_recall_asks_for_the_capital_at_its_lag(lag: int) -> None:
    lines = recall(20_000, lag=lag).splitlines()
    assert {len(line) for line in lines} == {lag + 1}
    assert all(line[lag] == line[0] and line[0].isupper() for line in lines)
    assert all(re.fullmatch(r"[a-d]*\?", line[1:lag]) for line in lines)
    assert len({line[0] for line in lines}) == 8
