"""A model of a file in the token ids of another vocabulary."""

from pathlib import Path

import numpy as np
import pytest

from rnnlab.config import NgramConfig
from rnnlab.ngram import NgramError, Translated, count_ngrams, fit, read_arpa, write_arpa

TEXT = "the cat sat on the mat and the dog sat on the log "
TOKENS = sorted(set(TEXT))


def ids_of(text: str, tokens: list[str]) -> np.ndarray:
    return np.array([tokens.index(token) for token in text], np.int64)


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    counts = count_ngrams(ids_of(TEXT * 3, TOKENS), len(TOKENS), 3)
    path = tmp_path / "stream.arpa"
    write_arpa(fit(counts, NgramConfig(order=3)), TOKENS, path)
    return path


def test_the_order_of_the_tokens_makes_no_difference(stream: Path) -> None:
    mine = list(reversed(TOKENS))
    counts = count_ngrams(ids_of(TEXT * 3, TOKENS), len(TOKENS), 3)
    fitted = fit(counts, NgramConfig(order=3))
    model = Translated(read_arpa(stream), mine, "\n")
    expected = fitted.log_probabilities(ids_of("a cat on the dog", TOKENS))
    assert model.log_probabilities(ids_of("a cat on the dog", mine)) == pytest.approx(
        expected, abs=1e-5
    )
    after = model.distribution(ids_of("th", mine))
    assert after == pytest.approx(fitted.distribution(ids_of("th", TOKENS))[::-1], abs=1e-6)
    assert model.unknown == ()
    assert model.entries == sum(len(level.keys) for level in read_arpa(stream).model.levels)


def test_tokens_that_the_file_lacks_are_its_unknown_one(stream: Path) -> None:
    mine = ["a", "t", "é", "ü"]
    arpa = read_arpa(stream)
    model = Translated(arpa, mine, "\n")
    assert model.unknown == ("é", "ü")
    unknown = arpa.model.distribution(np.array([arpa.tokens.index("a")]))[arpa.unknown]
    assert model.distribution(np.array([0]))[2:].tolist() == [unknown, unknown]


def test_a_file_with_other_tokens_is_refused(stream: Path) -> None:
    with pytest.raises(NgramError, match="none of the tokens of this text"):
        Translated(read_arpa(stream), ["1", "2"], "\n")


FILE = """\\data\\
ngram 1=4
ngram 2=3

\\1-grams:
-0.6\t</s>
-99\t<s>\t-0.2
-0.5\ta\t-0.1
-0.4\tb\t-0.3

\\2-grams:
-0.25\t<s> b
-0.15\tb a
-0.35\ta </s>

\\end\\
"""


def test_lines_are_sentences_where_the_file_has_these(tmp_path: Path) -> None:
    path = tmp_path / "sentences.arpa"
    path.write_text(FILE)
    model = Translated(read_arpa(path), ["a", "\n", "b"], "\n")
    # b a ⏎ b b: <s> b, b a, a </s>, <s> b, back-off of b and b
    by_hand = np.array([-0.25, -0.15, -0.35, -0.25, -0.3 - 0.4]) * np.log(10)
    assert model.log_probabilities(np.array([2, 0, 1, 2, 2])) == pytest.approx(by_hand)
    after_line_end = model.distribution(np.array([2, 0, 1]))
    assert after_line_end[2] == pytest.approx(10**-0.25)
    assert after_line_end[0] == pytest.approx(10 ** (-0.2 - 0.5))
