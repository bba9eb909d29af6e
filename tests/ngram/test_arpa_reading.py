"""ARPA files of this program and of others, whole and damaged."""

import random
from pathlib import Path

import numpy as np
import pytest

from rnnlab.config import NgramConfig
from rnnlab.ngram import NgramError, NgramModel, count_ngrams, fit, join_sentences, write_arpa
from rnnlab.ngram.arpa_reading import read_arpa

WORDS = ("ox", "yak", "gnu", "<eos>", "<unk>")
END, UNKNOWN = 3, 4
OTHERS = """Made by a tool that writes a line first.

\\data\\
ngram 1=5
ngram 2=4
ngram 3=1

\\1-grams:
-99 <s> -0.30103
-0.60206 a -0.30103
-0.90309 b
-0.60206 </s>
-1.0 <UNK>

\\2-grams:
-0.1 <s> a -0.2
-0.30103 a b
-0.5 b </s> 0
-0.7 b <UNK>

\\3-grams:
-0.04 <s> a b 0

\\end\\
"""


def fitted(smoothing: str = "kneser-ney", order: int = 3) -> NgramModel:
    generator = np.random.default_rng(4)
    ids, starts = join_sentences([generator.integers(0, END, 9) for _ in range(12)], END)
    counts = count_ngrams(ids, len(WORDS), order, starts)
    return fit(counts, NgramConfig(order=order, smoothing=smoothing))


def written(path: Path, smoothing: str = "kneser-ney") -> Path:
    write_arpa(fitted(smoothing), WORDS, path / "m.arpa", end=END)
    return path / "m.arpa"


def others(path: Path, *changes: tuple[str, str]) -> Path:
    text = OTHERS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (path / "o.arpa").write_text(text, encoding="utf-8")
    return path / "o.arpa"


SMOOTHINGS = ["kneser-ney", "witten-bell", "absolute-discounting", "jelinek-mercer"]


@pytest.mark.parametrize("smoothing", [*SMOOTHINGS, "stupid-backoff"])
def test_a_model_that_was_written_and_read_scores_alike(smoothing: str, tmp_path: Path) -> None:
    model, read = fitted(smoothing), read_arpa(written(tmp_path, smoothing))
    assert read.tokens == ("ox", "yak", "gnu", "</s>", "<unk>")
    assert (read.end, read.unknown) == (END, UNKNOWN)
    scored = join_sentences([np.random.default_rng(8).integers(0, END, 40)], END)
    np.testing.assert_allclose(
        read.model.log_probabilities(*scored), model.log_probabilities(*scored), atol=1e-5
    )


def test_a_file_of_another_tool_is_read_by_katz_rule(tmp_path: Path) -> None:
    read = read_arpa(others(tmp_path))
    assert read.tokens == ("a", "b", "</s>", "<unk>")
    assert read.model.order == 3
    # <s> a b </s>: a 3-gram, then from “a b </s>” back to b </s>; a b has no weight, so 1.
    found = read.model.log_probabilities(np.array([0, 1, 2]), np.array([0])) / np.log(10)
    np.testing.assert_allclose(found, [-0.1, -0.04, -0.5], atol=1e-12)
    # a a: 1-gram after weight(a); <unk> after a: the same way.
    found = read.model.log_probabilities(np.array([0, 0, 3])) / np.log(10)
    np.testing.assert_allclose(found, [-0.60206, -0.90309, -1.30103], atol=1e-12)


def test_a_closed_vocabulary_gets_an_unknown_token_of_probability_zero(tmp_path: Path) -> None:
    changes = [("ngram 1=5", "ngram 1=4"), ("ngram 2=4", "ngram 2=3")]
    changes += [("-1.0 <UNK>\n", ""), ("-0.7 b <UNK>\n", "")]
    read = read_arpa(others(tmp_path, *changes))
    assert read.tokens[read.unknown] == "<unk>"
    assert np.isneginf(read.model.log_probabilities(np.array([0, read.unknown]))[1])


def test_white_space_is_read_from_its_number(tmp_path: Path) -> None:
    model = fit(count_ngrams(np.array([0, 1, 2, 0, 1]), 3, 2), NgramConfig(order=2))
    write_arpa(model, (" ", "\n", "é"), tmp_path / "m.arpa")
    assert read_arpa(tmp_path / "m.arpa").tokens[:4] == ("</s>", " ", "\n", "é")


def test_units_that_are_plainly_others_are_refused(tmp_path: Path) -> None:
    read_arpa(others(tmp_path)).check_unit("char")
    with pytest.raises(NgramError, match="counts words such as “ox”"):
        read_arpa(written(tmp_path)).check_unit("char")
    model = fit(count_ngrams(np.arange(12), 12, 1), NgramConfig(order=1))
    write_arpa(model, "abcdefghijkl", tmp_path / "c.arpa")
    with pytest.raises(NgramError, match="counts characters, not words"):
        read_arpa(tmp_path / "c.arpa").check_unit("word")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("\\data\\", "\\dota\\", "is not an ARPA file"),
        ("ngram 2=4", "ngram 3=4", "sizes is damaged"),
        ("ngram 2=4", "ngram 2=5", "announces 5 2-grams and has fewer"),
        ("ngram 2=4", "ngram 2=3", "“.3-grams:” should be here"),
        ("ngram 2=4", "ngram 2=999999999999", "announces no n-grams, or more than"),
        ("-0.5 b </s> 0", "x b </s> 0", "“x” is not a number"),
        ("-0.5 b </s> 0", "nan b </s> 0", "not a logarithm"),
        ("-0.5 b </s> 0", "0.5 b </s> 0", "above 1"),
        ("-0.5 b </s> 0", "-0.5 b", "no 2-gram"),
        ("-0.5 b </s> 0", "-0.5 b c", "“c” is not among its single tokens"),
        ("-0.5 b </s> 0", "-0.5 a b", "there twice"),
        ("-0.5 b </s> 0", "-0.5 b <s>", "stands within an n-gram"),
        ("-0.90309 b", "-0.90309 a", "“a” is there twice"),
        ("-0.04 <s> a b", "-0.04 <s> b a", "“<s> b a” is there without “<s> b”"),
        ("\\end\\", "", "ends here, too early"),
        ("-0.5 b </s> 0", "-0.5 " + "b" * 70_000, "too long"),
        ("ngram 3=1", "\n".join(f"ngram {n}=1" for n in range(3, 10)), "order is above 8"),
    ],
)
def test_a_damaged_file_is_refused_in_a_sentence(
    old: str, new: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(NgramError, match=complaint.replace("\\", ".")) as refused:
        read_arpa(others(tmp_path, (old, new)))
    assert str(refused.value).count("\n") == 0


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NgramError, match="cannot be read"):
        read_arpa(tmp_path / "missing.arpa")
    with pytest.raises(NgramError, match="cannot be read"):
        read_arpa(tmp_path)
    (tmp_path / "b.arpa").write_bytes(b"\\data\\\nngram 1=1\n\\1-grams:\n-1 \xff\n\\end\\\n")
    with pytest.raises(NgramError, match="not UTF-8"):
        read_arpa(tmp_path / "b.arpa")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Cut, overwrite, repeat or insert somewhere."""
    place, length = chance.randrange(len(data)), chance.randrange(1, 40)
    noise = bytes(chance.choice(b"0123456789-.\\ \t\nabgn<>s/=\xff\x00") for _ in range(length))
    piece = data[place : place + length]
    return data[:place] + chance.choice(
        [
            b"",
            data[place + length :],
            noise[:2] + data[place + 2 :],
            noise + data[place:],
            piece + data[place:],
        ]
    )


@pytest.mark.parametrize("trials", [600, pytest.param(2_000, marks=pytest.mark.slow)])
def test_mutated_files_are_read_or_refused_and_nothing_else(trials: int, tmp_path: Path) -> None:
    chance = random.Random(trials)
    whole = [others(tmp_path).read_bytes(), written(tmp_path).read_bytes()]
    path, refused, sentence = tmp_path / "x.arpa", 0, "."
    for number in range(trials):
        path.write_bytes(mutated(whole[number % 2], chance))
        try:
            read = read_arpa(path)
        except NgramError as error:
            sentence = str(error)
            refused += 1
        else:
            scores = read.model.log_probabilities(np.arange(len(read.tokens)))
            assert not np.isnan(scores).any()
        assert sentence.endswith(".")
    assert refused > trials // 3


@pytest.mark.parametrize(
    "change",
    [
        ("-0.5 b </s> 0", "-0.5 b </s> 1e308"),
        ("-0.5 b </s> 0", "-0.5 b </s> -1e308"),
        ("-0.30103 a b", "-1e308 a b 1e308"),
        ("-0.60206 a -0.30103", "-0.60206 a 1e308"),
        ("-99 <s> -0.30103", "-99 <s> 1e308"),
        ("-0.04 <s> a b 0", "-1e-320 <s> a b 1e308"),
        ("-0.04 <s> a b 0", "-inf <s> a b -inf"),
        ("-1.0 <UNK>", "-inf <UNK>"),
    ],
    ids=str,
)
def test_numbers_beyond_all_bounds_never_give_what_is_no_number(
    change: tuple[str, str], tmp_path: Path
) -> None:
    read = read_arpa(others(tmp_path, change))
    every = np.array([(a, b, c) for a in range(4) for b in range(4) for c in range(4)]).ravel()
    scores = read.model.log_probabilities(every, np.arange(0, len(every), 3))
    assert not np.isnan(scores).any()
    assert not np.isposinf(scores).any()


def test_lines_that_end_as_on_windows_are_read_alike(tmp_path: Path) -> None:
    plain = read_arpa(others(tmp_path))
    path = tmp_path / "o.arpa"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    found = read_arpa(path)
    assert found.tokens == plain.tokens
    scores = [read.model.log_probabilities(np.array([0, 1, 2])) for read in (found, plain)]
    np.testing.assert_array_equal(*scores)


def test_a_file_of_single_tokens_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one.arpa"
    path.write_text("\\data\\\nngram 1=2\n\n\\1-grams:\n-0.30103 a\n-0.30103 <b>\n\n\\end\\\n")
    read = read_arpa(path)
    assert read.tokens == ("a", "<b>", "<unk>")
    np.testing.assert_allclose(
        read.model.log_probabilities(np.array([0, 1])), np.log([0.5, 0.5]), atol=1e-5
    )
