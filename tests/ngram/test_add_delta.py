"""Additive smoothing against nltk and by hand."""

import numpy as np
import pytest
from nltk.lm import Lidstone
from nltk.lm.preprocessing import padded_everygram_pipeline

from rnnlab.config import NgramConfig
from rnnlab.ngram import count_ngrams, fit, join_sentences

WORDS = ("a", "b", "c", "</s>", "<s>", "<UNK>")
"""nltk counts the symbols <s> and <UNK> among what may come next."""
END = WORDS.index("</s>")


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("delta", [1.0, 0.1])
def test_scores_are_those_of_nltk(order: int, delta: float) -> None:
    generator = np.random.default_rng(order)
    train = [generator.integers(0, END, 8) for _ in range(10)]
    scored = generator.integers(0, END, 12)
    oracle = Lidstone(delta, order)
    oracle.fit(*padded_everygram_pipeline(order, [[WORDS[i] for i in part] for part in train]))

    ids, starts = join_sentences(train, END)
    config = NgramConfig(order=order, smoothing="add-delta", delta=delta)
    model = fit(count_ngrams(ids, len(WORDS), order, starts), config)
    found = model.log_probabilities(*join_sentences([scored], END))

    text = ["<s>"] * (order - 1) + [WORDS[i] for i in (*scored, END)]
    wanted = [
        np.log(oracle.score(text[i], text[i - order + 1 : i])) for i in range(order - 1, len(text))
    ]
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_a_stream_by_hand() -> None:
    # a b a b a, δ = 1, V = 3: first a: (3+1)/(5+3); b after a: (2+1)/(2+3); c after b: 1/(2+3).
    config = NgramConfig(order=2, smoothing="add-delta", delta=1.0)
    model = fit(count_ngrams(np.array([0, 1, 0, 1, 0]), 3, 2), config)
    found = np.exp(model.log_probabilities(np.array([0, 1, 2])))
    np.testing.assert_allclose(found, [4 / 8, 3 / 5, 1 / 5], rtol=1e-14)


def test_after_an_unseen_context_all_tokens_are_equally_likely() -> None:
    config = NgramConfig(order=2, smoothing="add-delta", delta=0.5)
    model = fit(count_ngrams(np.array([0, 1, 0, 1]), 3, 2), config)
    np.testing.assert_allclose(model.distribution(np.array([2])), [1 / 3] * 3, rtol=1e-14)
