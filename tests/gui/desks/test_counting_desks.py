"""Desks that look into the counts, against counts made by hand."""

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from rnnlab.config import NgramConfig
from rnnlab.gui.desks import ngrams as module
from rnnlab.gui.desks.look_up import Next, Ngram, Wish
from rnnlab.gui.instrument import Instrument
from rnnlab.text.grammar import cats_and_clauses

Rest = Callable[[], None]
TEXT = cats_and_clauses(size=6_000)
BEGIN = 1  # the text begins once, and that counts as a token of every longer n-gram
TRAIN = TEXT[: int(len(TEXT) * 0.9)]
VALID = TEXT[int(len(TEXT) * 0.9) : int(len(TEXT) * 0.95)]
COLUMNS = (len(VALID) - 1) // 128  # of at least 128 tokens, see `rnnlab.text.held_out`
MEASURED = (len(VALID) - 1) // COLUMNS * COLUMNS


@pytest.fixture
def opened(instrument: Instrument, rest: Rest) -> Instrument:
    instrument.texts.open_pasted(TEXT)
    rest()
    corpus = instrument.texts.corpus
    assert corpus is not None
    assert corpus.train_end == len(TRAIN)
    return instrument


def grams(text: str, order: int) -> list[str]:
    return [text[place : place + order] for place in range(len(text) - order + 1)]


# -- the models ---------------------------------------------------------------------------


def test_orders_up_to_8_are_fitted_when_they_are_asked_for(opened: Instrument, rest: Rest) -> None:
    opened.ngrams.set_config(NgramConfig(order=8))
    assert opened.ngrams.busy
    rest()
    assert list(opened.ngrams.models) == list(range(1, 9))
    assert opened.ngrams.counts is not None
    assert opened.ngrams.counts.order == 8
    assert not opened.ngrams.busy


def test_another_smoothing_does_not_count_again(
    opened: Instrument, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("counted again")

    monkeypatch.setattr(module, "iterate_levels", refuse)
    opened.ngrams.set_config(NgramConfig(order=6, smoothing="witten-bell"))
    rest()
    assert sorted(opened.ngrams.models) == [1, 2, 3, 4, 5, 6]
    opened.ngrams.set_config(NgramConfig(order=4, smoothing="witten-bell"))
    rest()
    assert sorted(opened.ngrams.models) == [1, 2, 3, 4]


def test_counting_can_be_stopped_and_begun_again(instrument: Instrument, rest: Rest) -> None:
    instrument.texts.open_pasted(TEXT)
    while not instrument.ngrams.busy:
        instrument.poller.drain()
    instrument.ngrams.cancel()
    assert not instrument.ngrams.busy
    assert "stopped" in instrument.ngrams.sentence
    rest()
    assert instrument.ngrams.counts is None
    instrument.ngrams.set_config(NgramConfig(order=2))
    rest()
    assert sorted(instrument.ngrams.models) == [1, 2]
    assert instrument.ngrams.sentence == ""


def test_the_time_of_an_order_holds_that_of_the_lower_ones(opened: Instrument) -> None:
    seconds = [opened.ngrams.seconds[order] for order in sorted(opened.ngrams.seconds)]
    assert seconds == sorted(seconds)
    assert seconds[0] > 0


def test_a_text_shorter_than_the_order_keeps_what_can_be_counted(
    instrument: Instrument, rest: Rest
) -> None:
    heard: list[str] = []
    instrument.ngrams.refused.connect(heard.append)
    instrument.texts.open_pasted("ab" * 20)
    rest()
    instrument.texts.open_pasted("abcde" * 8 + "ab")
    rest()
    instrument.ngrams.set_config(NgramConfig(order=8))
    rest()
    assert not heard
    instrument.runs.set_setting("train_fraction", 0.1)
    rest()
    assert instrument.texts.corpus is not None
    assert instrument.texts.corpus.train_end < 8
    assert "too few to count" in heard[-1]
    assert instrument.ngrams.counts is not None
    assert instrument.ngrams.counts.order == len(instrument.ngrams.models) < 8


# -- looking up ---------------------------------------------------------------------------


def test_what_follows_a_context_is_counted_in_the_training_text(
    opened: Instrument, rest: Rest
) -> None:
    opened.look_up.ask(Wish("The ", 5, "next"))
    rest()
    answer = opened.look_up.answer
    assert answer is not None
    followers = Counter(gram[-1] for gram in grams(TRAIN, 5) if gram.startswith("The "))
    rows = [row for row in answer.rows if isinstance(row, Next)]
    assert {row.token: row.count for row in rows if row.count} == dict(followers)
    assert answer.followed[0] == followers.total()
    assert sum(row.probability for row in rows) == pytest.approx(1.0)
    assert [row.probability for row in rows] == sorted((r.probability for r in rows), reverse=True)
    for row in rows:
        assert row.shares.sum() == pytest.approx(row.probability)


def test_the_longest_ngram_that_was_seen_is_told(opened: Instrument, rest: Rest) -> None:
    opened.look_up.ask(Wish("The ", 5, "next"))
    rest()
    answer = opened.look_up.answer
    assert answer is not None
    for row in answer.rows:
        assert isinstance(row, Next)
        orders = [n for n in range(1, 6) if ("The " + row.token)[-n:] in TRAIN]
        assert row.order == max(orders, default=0)


def test_without_a_context_the_commonest_ngrams_are_listed(opened: Instrument, rest: Rest) -> None:
    opened.look_up.ask(Wish("", 3, "ngrams"))
    rest()
    answer = opened.look_up.answer
    assert answer is not None
    by_hand = Counter(grams(TRAIN, 3))
    assert answer.found == len(by_hand) + BEGIN
    rows = [row for row in answer.rows if isinstance(row, Ngram) and "⊢" not in row.tokens]
    assert rows[0].count == by_hand.most_common(1)[0][1]
    assert all(by_hand["".join(row.tokens)] == row.count for row in rows)
    first = "".join(rows[0].tokens)
    assert rows[0].followers == len({g[-1] for g in grams(TRAIN, 4) if g.startswith(first)})


def test_ngrams_that_begin_with_what_was_typed(opened: Instrument, rest: Rest) -> None:
    opened.look_up.ask(Wish("ca", 4, "ngrams"))
    rest()
    answer = opened.look_up.answer
    assert answer is not None
    by_hand = Counter(gram for gram in grams(TRAIN, 4) if gram.startswith("ca"))
    rows = {"".join(row.tokens): row.count for row in answer.rows if isinstance(row, Ngram)}
    assert rows == dict(by_hand)


def test_unknown_characters_are_named(instrument: Instrument, rest: Rest) -> None:
    instrument.texts.open_pasted("the cat sat on the mat. " * 40)
    rest()
    instrument.look_up.ask(Wish("th€ ñ", 3, "next"))
    rest()
    assert instrument.look_up.answer is None
    assert "“€”, “ñ”" in instrument.look_up.sentence


def test_where_there_is_an_unknown_token_they_are_read_as_it(
    opened: Instrument, rest: Rest
) -> None:
    opened.look_up.ask(Wish("th€", 3, "next"))
    rest()
    answer = opened.look_up.answer
    assert answer is not None
    assert answer.context == ("h", "<unk>")
    assert answer.note == "“€” is read as the unknown token. "


def test_only_the_newest_wish_is_answered_in_the_end(opened: Instrument, rest: Rest) -> None:
    for text in ("T", "Th", "The"):
        opened.look_up.ask(Wish(text, 4, "next"))
    rest()
    assert opened.look_up.answer is not None
    assert opened.look_up.answer.wish.text == "The"


# -- growth ---------------------------------------------------------------------------------


def test_growth_is_counted_only_while_somebody_looks(opened: Instrument, rest: Rest) -> None:
    assert not opened.growing.growths
    opened.growing.wake(True)
    rest()
    found = opened.growing.growths
    assert [growth.tokens for growth in found] == [
        round(len(TRAIN) * share) for share in (1 / 8, 1 / 4, 1 / 2, 1)
    ]
    for order in range(1, 9):
        seen = set(grams(TRAIN, order))
        assert found[-1].distinct[order - 1] == len(seen) + (BEGIN if order > 1 else 0)
        held_out = grams(VALID, order)
        unseen = np.mean([gram not in seen for gram in held_out])
        assert found[-1].unseen[order - 1] == pytest.approx(unseen)


def test_another_text_is_counted_anew(opened: Instrument, rest: Rest) -> None:
    opened.growing.wake(True)
    rest()
    opened.texts.open_pasted(TEXT * 2)
    rest()
    assert opened.growing.growths[-1].tokens == opened.ngrams.tokens > len(TRAIN)


# -- smoothings -------------------------------------------------------------------------------


def test_every_smoothing_is_measured_on_the_same_tokens(opened: Instrument, rest: Rest) -> None:
    opened.smoothings.compare()
    rest()
    assert opened.smoothings.complete
    found = opened.smoothings.perplexities
    assert found["kneser-ney"] == opened.ngrams.perplexities
    counts, corpus = Counter(TRAIN), opened.texts.corpus
    assert corpus is not None
    kinds = len(corpus.vocabulary)
    losses = [
        -math.log((counts[token] + 0.1) / (len(TRAIN) + 0.1 * kinds))
        for token in VALID[1 : MEASURED + 1]
        if token in counts
    ]
    assert found["add-delta"][1] == pytest.approx(math.exp(np.mean(losses)))


def test_without_smoothing_an_order_with_unseen_ngrams_is_infinite(
    opened: Instrument, rest: Rest
) -> None:
    opened.smoothings.compare()
    rest()
    for order, perplexity in opened.smoothings.perplexities["maximum-likelihood"].items():
        assert math.isinf(perplexity) == any(
            impossible(place, order) for place in range(1, MEASURED + 1)
        )


def impossible(place: int, order: int) -> bool:
    """Whether the longest context that was ever followed was never followed by this token."""
    token = VALID[place]
    for length in range(min(order - 1, place), -1, -1):
        context = VALID[place - length : place]
        if context in TRAIN[:-1]:
            return token in TRAIN and context + token not in TRAIN
    return False


def test_another_delta_takes_its_curve_away_and_no_other(opened: Instrument, rest: Rest) -> None:
    opened.smoothings.compare()
    rest()
    opened.ngrams.set_config(NgramConfig(order=6, delta=0.7))
    rest()
    assert "add-delta" not in opened.smoothings.perplexities
    assert "witten-bell" in opened.smoothings.perplexities


def test_comparing_can_be_ended(opened: Instrument, rest: Rest) -> None:
    opened.smoothings.compare()
    assert opened.smoothings.busy
    opened.smoothings.cancel()
    assert not opened.smoothings.busy
    rest()
    assert not opened.smoothings.complete


def test_before_anything_is_counted_a_sentence_says_so(instrument: Instrument, rest: Rest) -> None:
    instrument.texts.open_pasted(TEXT)
    while instrument.texts.corpus is None:
        instrument.poller.drain()
    instrument.smoothings.compare()
    assert "still being counted" in instrument.smoothings.sentence
    rest()
