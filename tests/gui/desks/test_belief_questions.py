"""What is asked of models, against sums made by hand and by torch in float64."""

import math

import numpy as np
import pytest
import torch

from rnnlab.config import ModelConfig, NgramConfig, TextConfig
from rnnlab.generation import GenerationError, NetworkScorer, NgramScorer
from rnnlab.gui.desks import belief_questions
from rnnlab.gui.desks.belief_questions import (
    HowLikely,
    Scored,
    WhatElse,
    WhatFits,
    WhatWould,
    WhichOne,
    figures,
    read_as_unknown,
)
from rnnlab.models import build_model
from rnnlab.ngram import count_ngrams, fit
from rnnlab.text import Codec, TextError, Vocabulary

WORDS = ("<eos>", "the", "cats", "cat", ",", "which", "ate", "was", "were", "full", "<unk>")
BY_WORD = Codec(TextConfig(unit="word"), Vocabulary(WORDS))
BY_CHARACTER = Codec(TextConfig(unit="char"), Vocabulary(tuple("\nabc ")))


def counting() -> NgramScorer:
    """A 2-gram of “abab…”, with half a count added to each of 5 tokens."""
    ids = BY_CHARACTER.encode("ab" * 10 + "\n")
    config = NgramConfig(order=2, smoothing="add-delta", delta=0.5)
    return NgramScorer(fit(count_ngrams(ids, 5, 2), config))


def log_softmax_by_hand(ids: np.ndarray) -> np.ndarray:
    """log p of each token after the first, from torch's own LSTM in float64."""
    model = build_model(ModelConfig(hidden_size=6, embedding_size=4), len(WORDS), 3)
    weights = {name: each.double() for name, each in model.torch_weights().items()}
    lstm = torch.nn.LSTM(4, 6).double()
    lstm.load_state_dict(
        {name[4:]: each for name, each in weights.items() if name.startswith("rnn.")}
    )
    with torch.no_grad():
        hidden, _ = lstm(weights["embedding.weight"][torch.from_numpy(ids).long()][:, None])
        logits = hidden[:, 0] @ weights["output.weight"].T + weights["output.bias"]
        scores = torch.log_softmax(logits, -1)
    return scores[torch.arange(len(ids) - 1), torch.from_numpy(ids[1:]).long()].numpy()


def network() -> NetworkScorer:
    return NetworkScorer(build_model(ModelConfig(hidden_size=6, embedding_size=4), len(WORDS), 3))


def test_counts_give_the_probabilities_worked_out_by_hand() -> None:
    (scored,) = HowLikely(("abb",)).answered_by(counting(), BY_CHARACTER)
    # After a: 10 times b. After b: 9 times a, once the line's end, never b.
    by_hand = [math.log(10.5 / 12.5), math.log(0.5 / 12.5)]
    assert scored.tokens == ("a", "b", "b")
    np.testing.assert_allclose(scored.log_probabilities, by_hand, rtol=1e-12)


def test_figures_are_sum_bits_and_perplexity_over_all_lines() -> None:
    lines = [Scored(("a", "b"), np.log([0.5])), Scored(("a", "b", "c"), np.log([0.25, 0.125]))]
    found = figures(lines)
    assert found is not None
    assert found.log_probability == pytest.approx(math.log(1 / 64))
    assert found.bits_per_token == pytest.approx(2.0)
    assert found.perplexity == pytest.approx(4.0)


def test_what_cannot_come_has_infinite_perplexity() -> None:
    found = figures([Scored(("a", "b"), np.array([-np.inf]))])
    assert found is not None
    assert found.perplexity == math.inf


def test_no_scored_token_has_no_figures() -> None:
    assert figures([Scored((), np.zeros(0))]) is None
    assert figures([]) is None


def test_each_line_is_scored_by_itself_from_a_zero_state() -> None:
    lines = ("the cats ate", "cats were full")
    for line, scored in zip(lines, HowLikely(lines).answered_by(network(), BY_WORD), strict=True):
        by_hand = log_softmax_by_hand(BY_WORD.encode(line))
        np.testing.assert_allclose(scored.log_probabilities, by_hand, rtol=1e-9)


def test_one_token_gets_a_sentence_and_the_other_lines_their_numbers() -> None:
    one, other = HowLikely(("a", "ab")).answered_by(counting(), BY_CHARACTER)
    assert "One token" in one.sentence
    assert len(other.log_probabilities) == 1


def test_a_line_that_cannot_be_read_does_not_stop_the_others() -> None:
    one, other = HowLikely(("axb", "ab")).answered_by(counting(), BY_CHARACTER)
    assert "“x”" in one.sentence
    assert len(other.log_probabilities) == 1


def test_a_long_text_is_read_as_far_as_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(belief_questions, "LONGEST", 5)
    first, second, third = HowLikely(("abab", "ba" * 50_000, "ab")).answered_by(
        counting(), BY_CHARACTER
    )
    assert len(first.tokens) == 4
    assert "no more is read" in second.sentence
    assert not third.tokens
    (cut,) = HowLikely(("ab" * 50_000,)).answered_by(counting(), BY_CHARACTER)
    assert len(cut.log_probabilities) == 4
    assert cut.sentence == "The first 5 of 100,000 tokens."


def test_what_was_expected_is_the_top_of_the_distribution() -> None:
    found = WhatElse("abb", 2, ("a", "b", "b")).answered_by(counting(), BY_CHARACTER)
    assert [token for token, _ in found[:2]] == ["a", "\n"]
    assert [chance for _, chance in found[:2]] == pytest.approx([9.5 / 12.5, 1.5 / 12.5])
    assert len(found) == 5


def test_a_model_that_cuts_the_line_otherwise_is_silent() -> None:
    assert WhatElse("abb", 1, ("ab", "b")).answered_by(counting(), BY_CHARACTER) == []


def test_alternatives_keep_their_order_and_share_one() -> None:
    texts = ("the cat was full", "the cats were full", "the cats was full")
    found = WhichOne("", texts).answered_by(network(), BY_WORD)
    sums = [log_softmax_by_hand(np.append(0, BY_WORD.encode(text))).sum() for text in texts]
    shares = np.exp(sums) / np.exp(sums).sum()
    for each, text, total, share in zip(found, texts, sums, shares, strict=True):
        assert each.text == text
        assert each.log_probability == pytest.approx(total, rel=1e-9)
        assert each.per_token == pytest.approx(total / 4, rel=1e-9)
        assert each.share == pytest.approx(share, rel=1e-9)


def test_between_context_and_alternative_characters_have_a_space() -> None:
    (found,) = WhichOne("ab", ("ab",)).answered_by(counting(), BY_CHARACTER)
    assert len(found.log_probabilities) == 3
    (found,) = WhichOne("ab ", ("ab",)).answered_by(counting(), BY_CHARACTER)
    assert len(found.log_probabilities) == 2


def test_a_candidate_is_weighed_with_and_without_what_follows() -> None:
    candidates = ("was", "were")
    found = WhatFits("the cats, which ate, ▢ full", candidates).answered_by(network(), BY_WORD)
    wholes, halves = [], []
    for word in candidates:
        ids = np.append(0, BY_WORD.encode(f"the cats, which ate, {word} full"))
        each = log_softmax_by_hand(ids)
        wholes.append(each.sum())
        halves.append(each[:-1].sum())
    for fitted, whole, half, word in zip(found, wholes, halves, candidates, strict=True):
        assert fitted.whole.text == word
        assert fitted.whole.log_probability == pytest.approx(whole, rel=1e-9)
        assert fitted.whole.share == pytest.approx(np.exp(whole) / np.exp(wholes).sum(), rel=1e-9)
        assert fitted.before.log_probability == pytest.approx(half, rel=1e-9)
        assert fitted.before.share == pytest.approx(np.exp(half) / np.exp(halves).sum(), rel=1e-9)


def test_a_model_proposes_what_it_holds_for_likeliest() -> None:
    assert WhatWould("aba▢aba").answered_by(counting(), BY_CHARACTER)[0] == "b"


def test_a_missing_blank_is_refused() -> None:
    with pytest.raises(GenerationError, match="one blank"):
        WhatFits("ab", ("a",)).answered_by(counting(), BY_CHARACTER)


def test_a_text_too_long_to_weigh_is_refused() -> None:
    with pytest.raises(TextError, match="shorten it"):
        WhichOne("", ("ab" * 50_000, "a")).answered_by(counting(), BY_CHARACTER)


def test_what_is_read_as_unknown_is_named_but_not_the_blank() -> None:
    question = WhatFits("the wolf ▢ full", ("was", "howled"))
    assert read_as_unknown(question, BY_WORD) == "“wolf”, “howled” are read as <unk>."
    assert read_as_unknown(WhatWould("the ▢ cat"), BY_WORD) == ""
    assert read_as_unknown(HowLikely(("xyz",)), BY_CHARACTER) == ""
