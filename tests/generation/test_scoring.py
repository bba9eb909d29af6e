"""Texts weighed against each other, by torch in float64 and by counting."""

import numpy as np
import pytest
import torch

from rnnlab.config import ModelConfig, NgramConfig, TextConfig
from rnnlab.generation import (
    GenerationError,
    NetworkScorer,
    NgramScorer,
    Scorer,
    fill_in,
    propose,
    rank,
    score,
    scoring,
)
from rnnlab.models import LanguageModel, build_model
from rnnlab.ngram import NgramModel, count_ngrams, fit
from rnnlab.text import Codec, Vocabulary

WORDS = ("<eos>", "the", "cats", ",", "which", "ate", "was", "were", "full", "<unk>")
CODEC = Codec(TextConfig(unit="word"), Vocabulary(WORDS))
V = len(WORDS)
TEXT = "the cats, which ate, ▢ full"


def network() -> LanguageModel:
    model = build_model(ModelConfig(hidden_size=8, embedding_size=4, layers=2), V, 3)
    model.load_torch_weights({name: 3 * w for name, w in model.torch_weights().items()})
    return model


def ngram() -> NgramModel:
    ids = np.random.default_rng(2).integers(0, V, 400).astype(np.int32)
    return fit(count_ngrams(ids, V, 3), NgramConfig(order=3, smoothing="add-delta"))


def token_scores(scorer: Scorer, text: str) -> np.ndarray:
    """Of all tokens after the opening line end, one by one, from the model itself."""
    ids = np.concatenate([[0], CODEC.encode(text)]).astype(np.int32)
    if isinstance(scorer, NgramScorer):
        fitted = ngram()
        rows = [fitted.distribution(ids[: place + 1]) for place in range(len(ids) - 1)]
        return np.log([row[i] for row, i in zip(rows, ids[1:], strict=True)])
    return score(network(), ids)


@pytest.fixture(params=["network", "ngram"])
def scorer(request: pytest.FixtureRequest) -> Scorer:
    return NetworkScorer(network()) if request.param == "network" else NgramScorer(ngram())


def test_texts_after_one_context_are_scored_as_each_alone(scorer: Scorer) -> None:
    random = np.random.default_rng(1)
    context = np.array([0, 3, 5, 1], dtype=np.int32)
    texts = [random.integers(0, V, n).astype(np.int32) for n in (4, 0, 9, 1, 4)]
    for text, found in zip(texts, scorer.after(context, texts), strict=True):
        whole = np.concatenate([context, text])
        expected = [scorer.next(whole[:place])[whole[place]] for place in range(4, len(whole))]
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_next_token_has_a_distribution(scorer: Scorer) -> None:
    found = scorer.next(np.array([0, 3], dtype=np.int32))
    assert np.exp(found).sum() == pytest.approx(1.0, abs=1e-12)


def test_small_batches_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    random, scorer = np.random.default_rng(1), NetworkScorer(network())
    texts = [random.integers(0, V, n).astype(np.int32) for n in (4, 30, 0, 1, 17)]
    context = random.integers(0, V, 40).astype(np.int32)
    whole = scorer.after(context, texts)
    for numbers in (1, 5 * V, 60 * V):
        monkeypatch.setattr(scoring, "_NUMBERS_AT_ONCE", numbers)
        for one, other in zip(scorer.after(context, texts), whole, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12)


def test_from_a_zero_state_texts_are_scored_as_score_does() -> None:
    texts = ["the cats ate", "which was full", "was was"]
    found = rank(NetworkScorer(network()), CODEC, texts)
    for each in found:
        np.testing.assert_allclose(
            each.log_probabilities, score(network(), CODEC.encode(each.text)), rtol=1e-10
        )


def test_the_likeliest_comes_first_and_shares_sum_to_one(scorer: Scorer) -> None:
    texts = ["the cats ate", "the cats", "which was full", "was was was was"]
    found = rank(scorer, CODEC, texts, context="")
    totals = {text: token_scores(scorer, text).sum() for text in texts}
    assert [each.text for each in found] == sorted(texts, key=lambda text: -totals[text])
    weight = sum(np.exp(total) for total in totals.values())
    for each in found:
        assert each.log_probability == pytest.approx(totals[each.text], rel=1e-9)
        assert each.share == pytest.approx(np.exp(totals[each.text]) / weight, rel=1e-9)
        mean = totals[each.text] / len(CODEC.encode(each.text))
        assert each.per_token == pytest.approx(mean, rel=1e-9)


def test_a_context_is_read_and_not_scored(scorer: Scorer) -> None:
    (found,) = rank(scorer, CODEC, ["were full"], context="the cats")
    context = CODEC.encode("the cats")
    whole = np.concatenate([context, CODEC.encode("were full")])
    expected = sum(scorer.next(whole[:place])[whole[place]] for place in (2, 3))
    assert found.log_probability == pytest.approx(expected, rel=1e-9)


def test_a_candidate_is_weighed_by_the_whole_text(scorer: Scorer) -> None:
    candidates = ["was", "were", "which were"]
    found = fill_in(scorer, CODEC, TEXT, candidates)
    expected = {c: token_scores(scorer, TEXT.replace("▢", c)).sum() for c in candidates}
    assert [each.text for each in found] == sorted(candidates, key=lambda c: -expected[c])
    weight = sum(np.exp(total) for total in expected.values())
    for each in found:
        assert each.log_probability == pytest.approx(expected[each.text], rel=1e-9)
        assert each.share == pytest.approx(np.exp(expected[each.text]) / weight, rel=1e-9)


def test_a_blank_at_the_beginning_or_the_end_is_filled(scorer: Scorer) -> None:
    for text in ("▢ cats", "the ▢", "▢"):
        (first, *_) = fill_in(scorer, CODEC, text, ["was", "were"])
        expected = max(token_scores(scorer, text.replace("▢", c)).sum() for c in ("was", "were"))
        assert first.log_probability == pytest.approx(expected, rel=1e-9)


def test_proposals_are_the_best_of_all_tokens(scorer: Scorer) -> None:
    found = propose(scorer, CODEC, TEXT, count=4)
    totals = {w: token_scores(scorer, TEXT.replace("▢", w)).sum() for w in WORDS if w != "<unk>"}
    assert [each.text for each in found] == sorted(totals, key=lambda w: -totals[w])[:4]
    for each in found:
        assert each.log_probability == pytest.approx(totals[each.text], rel=1e-9)


def test_a_shortlist_bounds_what_is_weighed(scorer: Scorer) -> None:
    found = propose(scorer, CODEC, TEXT, count=9, shortlist=3)
    context = np.concatenate([[0], CODEC.encode(TEXT.partition("▢")[0])]).astype(np.int32)
    likely = [WORDS[i] for i in (-scorer.next(context)).argsort() if WORDS[i] != "<unk>"]
    assert {each.text for each in found} == set(likely[:3])


def test_candidates_weigh_as_their_context_demands() -> None:
    text = ("a cat was full\n" * 4 + "the cats were full\n" * 4) * 3
    vocabulary = Vocabulary(("<eos>", "full", "a", "cat", "was", "the", "cats", "were"))
    codec = Codec(TextConfig(unit="word"), vocabulary)
    fitted = fit(count_ngrams(codec.encode(text), 8, 3), NgramConfig(order=3))
    found = fill_in(NgramScorer(fitted), codec, "the cats ▢ full", ["was", "were"])
    assert found[0].text == "were"
    assert found[0].share > 0.95


@pytest.mark.parametrize("text", ["no blank", "▢ and ▢"])
def test_a_text_without_exactly_one_blank_is_told(text: str) -> None:
    for ask in (lambda s: fill_in(s, CODEC, text, ["was"]), lambda s: propose(s, CODEC, text)):
        with pytest.raises(GenerationError, match="needs one blank"):
            ask(NgramScorer(ngram()))


def test_no_candidate_and_too_short_a_text_are_told(scorer: Scorer) -> None:
    with pytest.raises(GenerationError, match="write a candidate"):
        fill_in(scorer, CODEC, TEXT, [])
    with pytest.raises(GenerationError, match="at least two tokens"):
        rank(scorer, CODEC, ["the cats", "the"])
    with pytest.raises(GenerationError, match="is empty"):
        rank(scorer, CODEC, ["the cats", ""], context="")


def test_a_model_that_has_diverged_is_told_as_such() -> None:
    model = network()
    with torch.no_grad():
        model.output.bias.fill_(torch.nan)
    with pytest.raises(GenerationError, match="diverged"):
        rank(NetworkScorer(model), CODEC, ["the cats"])
