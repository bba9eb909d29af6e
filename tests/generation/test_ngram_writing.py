"""An n-gram model written with."""

import numpy as np
import pytest

from rnnlab.config import NgramConfig, SamplingConfig, TextConfig
from rnnlab.generation import ngram_writing
from rnnlab.generation.ngram_writing import NgramReader, ngram_text, write_ngram
from rnnlab.generation.writing import write
from rnnlab.ngram import NgramModel, count_ngrams, fit
from rnnlab.text import Codec, Vocabulary

TEXT = "abcabcabdabcacb" * 5
CODEC = Codec(TextConfig(), Vocabulary(("a", "b", "c", "d")))


def model(order: int) -> NgramModel:
    config = NgramConfig(order=order, smoothing="add-delta", delta=0.5)
    return fit(count_ngrams(CODEC.encode(TEXT), 4, order), config)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_each_step_gives_the_distribution_after_the_last_tokens(order: int) -> None:
    fitted = model(order)
    reader = NgramReader(fitted)
    ids, state = CODEC.encode("abcacbd"), reader.start()
    for place, token_id in enumerate(ids.tolist(), start=1):
        scores, state = reader.step(state, token_id)
        np.testing.assert_allclose(np.exp(scores), fitted.distribution(ids[:place]), rtol=1e-12)


def test_what_is_kept_of_earlier_contexts_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ngram_writing, "_KEPT_NUMBERS", 8)
    fitted = model(3)
    bounded = list(ngram_text(fitted, CODEC, "a", SamplingConfig(length=50)))
    monkeypatch.undo()
    assert bounded == list(ngram_text(fitted, CODEC, "a", SamplingConfig(length=50)))


def test_greedy_writing_takes_the_likeliest_continuation() -> None:
    pieces = ngram_text(model(2), CODEC, "a", SamplingConfig(length=5, greedy=True))
    assert "".join(pieces) == "bcabc"


@pytest.mark.parametrize(
    "config",
    [
        SamplingConfig(length=200),
        SamplingConfig(length=200, temperature=1.7),
        SamplingConfig(length=200, temperature=0.02),
        SamplingConfig(length=200, temperature=0.6, top_k=2, seed=7),
        SamplingConfig(length=200, top_p=0.8, min_p=0.1),
        SamplingConfig(length=200, repetition_penalty=1.5),
        SamplingConfig(length=20, greedy=True),
    ],
)
def test_the_fast_way_writes_what_the_common_way_writes(config: SamplingConfig) -> None:
    fitted, prime = model(3), CODEC.encode("abc")
    wanted = list(write(NgramReader(fitted), prime, config, forbidden=(3,)))
    assert list(write_ngram(fitted, prime, config, forbidden=(3,))) == wanted
    allowed = list(write(NgramReader(fitted), prime, config))
    assert list(write_ngram(fitted, prime, config)) == allowed
