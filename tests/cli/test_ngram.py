"""``rnnlab ngram`` against counts by hand."""

import json
import math
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
NAMES = {"order", "smoothing", "perplexity", "tokens", "unknown", "fit_seconds"}

TRAIN = "the cat sat .\nthe hat sat .\n\nthe <unk> ran .\n" * 3
HELD_OUT = "the hat ran .\nthe dog sat .\n"
DELTA = 0.5


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A text to count and one to measure on."""
    paths = tmp_path / "train.txt", tmp_path / "eval.txt"
    paths[0].write_text(TRAIN)
    paths[1].write_text(HELD_OUT)
    return paths


def answer_of(outcome: Any) -> dict[str, Any]:
    assert outcome.code == 0, outcome.err
    assert outcome.err == ""
    assert outcome.out.count("\n") == 1
    answer = json.loads(outcome.out)
    assert set(answer) == NAMES
    return answer


def bigrams_by_hand(
    train: list[list[str]], held_out: list[list[str]], size: int
) -> tuple[float, int, int]:
    """Perplexity with δ added, tokens that count, tokens that were never seen.

    Args:
        train: Rows of tokens; the first one of each is a context only.
        held_out: The same.
        size: Number of tokens that may come next.
    """
    pairs = Counter(pair for row in train for pair in pairwise(row))
    contexts = Counter(first for row in train for first, _ in pairwise(row))
    seen = {second for _, second in pairs}
    found = [pair for row in held_out for pair in pairwise(row)]
    logs = [
        math.log((pairs[pair] + DELTA) / (contexts[pair[0]] + DELTA * size))
        for pair in found
        if pair[1] in seen
    ]
    return math.exp(-sum(logs) / len(logs)), len(logs), len(found) - len(logs)


def sentences(text: str) -> list[list[str]]:
    return [["<s>", *line.split(), "</s>"] for line in text.splitlines() if line]


def test_sentences_stand_between_boundaries_and_their_end_counts(
    run: Run, files: tuple[Path, Path]
) -> None:
    options = ["--unit", "word", "--sentences", "--tokenized", "--order", 2]
    options += ["--smoothing", "add-delta", "--delta", DELTA, "--json"]
    answer = answer_of(run("ngram", files[0], "--eval", files[1], *options))
    # the cat hat sat ran . <unk> </s> and what was never seen, which the literal <unk> is not
    perplexity, tokens, unknown = bigrams_by_hand(sentences(TRAIN), sentences(HELD_OUT), size=9)
    assert answer["perplexity"] == pytest.approx(perplexity, rel=1e-12)
    assert (answer["tokens"], answer["unknown"]) == (tokens, unknown) == (9, 1)
    assert (answer["order"], answer["smoothing"]) == (2, "add-delta")


def test_without_sentences_the_text_is_one_stream_of_characters(run: Run, tmp_path: Path) -> None:
    train, held_out = tmp_path / "train.txt", tmp_path / "eval.txt"
    train.write_text("abab\nab" * 5)
    held_out.write_text("ab\nbaxb")
    options = ["--order", 2, "--smoothing", "add-delta", "--delta", DELTA, "--json"]
    answer = answer_of(run("ngram", train, "--eval", held_out, *options))
    # The first character of a stream has no context; a, b, newline, and x that is never seen.
    perplexity, tokens, unknown = bigrams_by_hand([list("abab\nab" * 5)], [list("ab\nbaxb")], 4)
    first = math.log((15 + DELTA) / (35 + DELTA * 4))
    whole = math.exp((math.log(perplexity) * tokens - first) / (tokens + 1))
    assert answer["perplexity"] == pytest.approx(whole, rel=1e-12)
    assert (answer["tokens"], answer["unknown"]) == (tokens + 1, unknown) == (6, 1)


def test_kneser_ney_of_order_5_is_the_default(run: Run, text: Path) -> None:
    answer = answer_of(run("ngram", text, "--eval", text, "--json"))
    assert (answer["order"], answer["smoothing"]) == (5, "kneser-ney")
    assert 1.0 < answer["perplexity"] < 2.0
    assert answer["tokens"] == 2000
    assert answer["fit_seconds"] > 0.0


def test_without_a_text_to_measure_on_there_is_no_perplexity(run: Run, text: Path) -> None:
    answer = answer_of(run("ngram", text, "--json"))
    assert (answer["perplexity"], answer["tokens"], answer["unknown"]) == (None, 0, 0)


def test_a_person_gets_a_table(run: Run, files: tuple[Path, Path]) -> None:
    lines = run("ngram", files[0], "--eval", files[1], "--order", 2).out.splitlines()
    assert [line.split()[0] for line in lines] == [
        *("order", "smoothing", "perplexity", "tokens", "unknown", "fit_seconds")
    ]


def test_words_that_are_split_already_are_split_by_spaces_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "train.txt"
    path.write_text("don't stop-me now, x y\n" * 4)
    for options, tokens in [([], 28), (["--tokenized"], 24)]:
        answer = answer_of(
            run("ngram", path, "--eval", path, "--unit", "word", "--order", 1, *options, "--json")
        )
        assert answer["tokens"] == tokens


def test_an_arpa_file_ends_sentences_as_others_do(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    path = tmp_path / "model.arpa"
    options = ["--unit", "word", "--sentences", "--tokenized", "--order", 2, "--arpa", path]
    assert run("ngram", files[0], *options).code == 0
    lines = path.read_text().splitlines()
    assert "\\2-grams:" in lines
    ngrams = [line.split("\t")[1] for line in lines if "\t" in line]
    assert {"<s> the", "the cat", ". </s>", "the <unk>"} <= set(ngrams)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--tokenized"], "add --unit word"),
        (["--order", 9], "must be between 1 and 8, not 9"),
        (["--smoothing", "good-turing"], "must be one of kneser-ney, maximum-likelihood"),
        (["--delta", 0], "must be between 1e-09 and 1000"),
        (["--eval", "nosuchfile.txt"], "There is no file “nosuchfile.txt”"),
        (["--arpa", "no/such/folder/x.arpa"], "cannot be written"),
        (["--arpa", "x.arpa", "--smoothing", "add-delta"], "choose Kneser–Ney smoothing"),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(
    run: Run, text: Path, options: list[Any], complaint: str
) -> None:
    outcome = run("ngram", text, *options, "--json")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err


@pytest.mark.parametrize(
    ("content", "options", "complaint"),
    [
        (b"", [], "is empty"),
        (b"ab\0c" * 100, [], "binary"),
        (b"abc", [], "too few to count 4-grams"),
        (b" \n \n", ["--unit", "word", "--sentences"], "has no words"),
        (b"  ", ["--unit", "word"], "has no words"),
    ],
)
def test_a_text_that_cannot_be_counted_is_one_sentence(
    run: Run, tmp_path: Path, content: bytes, options: list[str], complaint: str
) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    outcome = run("ngram", path, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err


def test_a_text_of_which_nothing_was_seen_is_one_sentence(run: Run, tmp_path: Path) -> None:
    train, held_out = tmp_path / "train.txt", tmp_path / "eval.txt"
    train.write_text("abcabc")
    held_out.write_text("xyz")
    outcome = run("ngram", train, "--eval", held_out, "--order", 2)
    assert outcome.code == 2
    assert "no token to score" in outcome.err


def test_an_infinite_perplexity_is_null_and_said_in_words(run: Run, tmp_path: Path) -> None:
    train, held_out = tmp_path / "train.txt", tmp_path / "eval.txt"
    train.write_text("abab" * 5)
    held_out.write_text("abba")
    options = ["--order", 2, "--smoothing", "maximum-likelihood"]
    answer = json.loads(run("ngram", train, "--eval", held_out, *options, "--json").out)
    assert answer["perplexity"] is None
    assert "perplexity is infinite" in answer["note"]
    shown = run("ngram", train, "--eval", held_out, *options).out
    assert "infinite" in shown.splitlines()[2]


def test_stupid_backoff_says_that_its_scores_were_made_probabilities(run: Run, text: Path) -> None:
    options = ["--smoothing", "stupid-backoff", "--json"]
    answer = json.loads(run("ngram", text, "--eval", text, *options).out)
    assert answer["perplexity"] > 1
    assert "scores, not probabilities" in answer["note"]


@pytest.mark.parametrize(
    "smoothing",
    ["add-delta", "witten-bell", "absolute-discounting", "jelinek-mercer", "kneser-ney"],
)
def test_every_smoothing_of_every_order_measures(run: Run, text: Path, smoothing: str) -> None:
    for order in (1, 8):
        options = ["--order", order, "--smoothing", smoothing, "--json"]
        answer = answer_of(run("ngram", text, "--eval", text, *options))
        assert (answer["order"], answer["smoothing"]) == (order, smoothing)
        assert answer["perplexity"] > 1


def test_a_table_tells_what_follows_a_context(run: Run, tmp_path: Path) -> None:
    train = tmp_path / "train.txt"
    train.write_text("abcabcabd" * 3)
    answer = json.loads(run("ngram", train, "--order", 3, "--table", "ab", "--json").out)
    table = answer["table"]
    assert table["context"] == ["a", "b"]
    assert table["context_counts"] == [27, 9, 9]
    found = {row["token"]: (row["count"], row["order"]) for row in table["rows"]}
    assert found == {"c": (6, 3), "d": (3, 3), "a": (0, 1), "b": (0, 1)}
    for row in table["rows"]:
        assert sum(row["shares"]) == pytest.approx(row["probability"])
    assert sum(row["probability"] for row in table["rows"]) == pytest.approx(1)


def test_storage_sparsity_and_growth_are_shown_by_order(run: Run, text: Path) -> None:
    options = ["--eval", text, "--order", 3, "--storage", "--sparsity", "--growth"]
    answer = json.loads(run("ngram", text, *options, "--json").out)
    assert [row["order"] for row in answer["storage"]] == [1, 2, 3]
    assert [row["unseen"] for row in answer["sparsity"]] == [0, 0, 0]
    assert [part["tokens"] for part in answer["growth"]] == [250, 500, 1000, 2000]
    distinct = [row["distinct"] for row in answer["storage"]]
    assert answer["growth"][-1]["distinct"] == distinct
    shown = run("ngram", text, *options).out
    assert "distinct n-grams" in shown
    assert "held-out n-grams never seen" in shown


def test_a_model_in_an_arpa_file_is_measured_as_the_text_it_came_from(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    path = tmp_path / "model.arpa"
    files[0].write_text(TRAIN.replace("<unk>", "fox"))  # In a file <unk> means what was never seen.
    words = ["--unit", "word", "--sentences", "--tokenized"]
    options = [*words, "--order", 2, "--eval", files[1], "--json"]
    wanted = json.loads(run("ngram", files[0], *options, "--arpa", path).out)
    found = answer_of(run("ngram", path, *words, "--eval", files[1], "--json"))
    assert found["perplexity"] == pytest.approx(wanted["perplexity"], rel=1e-5)
    assert (found["order"], found["smoothing"]) == (2, None)
    for options in (["--unit", "char"], [*words, "--storage"]):
        outcome = run("ngram", path, *options)
        assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--sparsity"], "add --eval FILE"),
        (["--growth"], "add --eval FILE"),
        (["--discount", 1.5], "must be between 0 and 1"),
        (["--alpha", 0], "must be between 0.001 and 1"),
        (["--table", "\u0416"], "\u0416"),
        (["--arpa", "x.arpa", "--smoothing", "maximum-likelihood"], "leaves nothing"),
    ],
)
def test_a_table_that_cannot_be_is_one_sentence(
    run: Run, text: Path, options: list[Any], complaint: str
) -> None:
    outcome = run("ngram", text, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert complaint in outcome.err
