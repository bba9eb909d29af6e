"""ARPA files, read back by a small reader of their own."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from rnnlab.config import NgramConfig
from rnnlab.ngram import NgramError, NgramModel, count_ngrams, fit, join_sentences, write_arpa

WORDS = ("ox", "yak", "gnu", "<eos>")
END = 3
Rows = dict[tuple[str, ...], tuple[float, float]]


def fitted(order: int = 3, smoothing: str = "kneser-ney") -> NgramModel:
    generator = np.random.default_rng(4)
    ids, starts = join_sentences([generator.integers(0, END, 9) for _ in range(12)], END)
    counts = count_ngrams(ids, len(WORDS), order, starts)
    return fit(counts, NgramConfig(order=order, smoothing=smoothing))


def read(path: Path) -> tuple[dict[int, int], Rows]:
    """The announced numbers of n-grams, and logarithms (probability, weight) by n-gram."""
    announced: dict[int, int] = {}
    rows: Rows = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "\\data\\"
    assert lines[-1] == "\\end\\"
    for line in lines[1:-1]:
        if line.startswith("ngram "):
            order, number = line.removeprefix("ngram ").split("=")
            announced[int(order)] = int(number)
        elif line and not line.startswith("\\"):
            probability, ngram, *weight = line.split("\t")
            rows[tuple(ngram.split(" "))] = (float(probability), float((*weight, "0")[0]))
    return announced, rows


def backed_off(rows: Rows, ngram: tuple[str, ...]) -> float:
    """Katz's rule: the longest n-gram there is, times the weights of the contexts given up."""
    if ngram in rows:
        return rows[ngram][0]
    weight = rows.get(ngram[:-1], (0.0, 0.0))[1]
    return weight + backed_off(rows, ngram[1:])


def test_scores_from_the_file_are_those_of_the_model(tmp_path: Path) -> None:
    model = fitted()
    write_arpa(model, WORDS, tmp_path / "m.arpa", end=END)
    _, rows = read(tmp_path / "m.arpa")
    sentence = np.random.default_rng(8).integers(0, END, 30)
    ids, starts = join_sentences([sentence], END)
    text = ("<s>", *(WORDS[i] for i in sentence), "</s>")
    wanted = [backed_off(rows, text[max(0, i - 2) : i + 1]) for i in range(1, len(text))]
    found = model.log_probabilities(ids, starts) / np.log(10)
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_as_many_rows_are_written_as_are_announced(tmp_path: Path) -> None:
    write_arpa(fitted(), WORDS, tmp_path / "m.arpa", end=END)
    announced, rows = read(tmp_path / "m.arpa")
    lengths = [len(ngram) for ngram in rows]
    assert announced == {order: lengths.count(order) for order in (1, 2, 3)}


def test_the_begin_symbol_has_a_weight_and_no_probability(tmp_path: Path) -> None:
    write_arpa(fitted(), WORDS, tmp_path / "m.arpa", end=END)
    probability, weight = read(tmp_path / "m.arpa")[1][("<s>",)]
    assert probability == -99
    assert weight < 0


def test_a_stream_gets_the_end_symbol_that_readers_insist_on(tmp_path: Path) -> None:
    model = fit(count_ngrams(np.array([0, 1, 0, 0]), 2, 2), NgramConfig(order=2))
    write_arpa(model, ("a", "b"), tmp_path / "m.arpa")
    announced, rows = read(tmp_path / "m.arpa")
    assert announced == {1: 4, 2: 4}
    assert rows[("</s>",)] == (-99, 0)


def test_white_space_is_written_by_its_number(tmp_path: Path) -> None:
    model = fit(count_ngrams(np.array([0, 1, 2, 0, 1]), 3, 2), NgramConfig(order=2))
    write_arpa(model, (" ", "\n", "é"), tmp_path / "m.arpa")
    _, rows = read(tmp_path / "m.arpa")
    assert {("<U+0020>",), ("<U+000A>",), ("é",), ("<U+0020>", "<U+000A>")} <= set(rows)


@pytest.mark.parametrize("tokens", [("<s>", "b"), (" ", "<U+0020>")])
def test_tokens_that_would_look_the_same_are_refused(
    tokens: tuple[str, ...], tmp_path: Path
) -> None:
    model = fit(count_ngrams(np.array([0, 1]), 2, 1), NgramConfig(order=1))
    with pytest.raises(NgramError, match="Two tokens would both be written"):
        write_arpa(model, tokens, tmp_path / "m.arpa")


def test_a_model_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NgramError, match="choose Kneser–Ney"):
        write_arpa(fitted(smoothing="add-delta"), WORDS, tmp_path / "m.arpa")


def test_maximum_likelihood_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NgramError, match="leaves nothing to n-grams that were never seen"):
        write_arpa(fitted(smoothing="maximum-likelihood"), WORDS, tmp_path / "m.arpa")


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "m.arpa"
    path.write_text("old")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(NgramError, match="No space left on device"):
        write_arpa(fitted(), WORDS, path, end=END)
    assert [(left.name, left.read_text()) for left in tmp_path.iterdir()] == [("m.arpa", "old")]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NgramError, match="cannot be written"):
        write_arpa(fitted(), WORDS, tmp_path / "missing" / "m.arpa", end=END)
