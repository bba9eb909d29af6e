import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import NgramConfig
from rnnlab.gui.desks import ngrams
from rnnlab.gui.instrument import Instrument
from rnnlab.ngram import count_ngrams, fit, perplexity
from rnnlab.text.held_out import QUICK_TOKENS, held_out

Rest = Callable[[], None]
TEXT = "the cat sat on the mat and the dog sat on the log. " * 60


@pytest.fixture
def opened(instrument: Instrument, rest: Rest) -> Instrument:
    instrument.texts.open_pasted(TEXT)
    rest()
    return instrument


def test_the_orders_come_from_the_lowest_on(instrument: Instrument, rest: Rest) -> None:
    heard: list[int] = []
    instrument.ngrams.model_fitted.connect(heard.append)
    instrument.texts.open_pasted(TEXT)
    rest()
    assert heard == [1, 2, 3, 4, 5, 6]


def test_the_perplexity_is_that_of_the_validation_text(instrument: Instrument, rest: Rest) -> None:
    instrument.ngrams.config = NgramConfig(smoothing="add-delta", delta=1.0)
    instrument.texts.open_pasted(TEXT)
    rest()
    valid = TEXT[int(len(TEXT) * 0.9) : int(len(TEXT) * 0.95)][1:]  # the first is only read
    counts = Counter(TEXT[: int(len(TEXT) * 0.9)])
    total, kinds = counts.total(), len(counts)
    losses = [-math.log((counts[letter] + 1) / (total + kinds)) for letter in valid]
    by_hand = math.exp(sum(losses) / len(losses))
    assert instrument.ngrams.perplexities[1] == pytest.approx(by_hand)


def test_another_text_clears_the_models_at_once(opened: Instrument, qtbot: QtBot) -> None:
    corpus, source = opened.texts.corpus, opened.texts.source
    assert corpus is not None
    assert source is not None
    with qtbot.waitSignal(opened.ngrams.cleared):
        opened.texts.open_corpus(source, corpus)
    assert opened.ngrams.models == {}
    assert opened.ngrams.perplexities == {}


def test_other_smoothing_counts_anew(opened: Instrument, rest: Rest) -> None:
    before = dict(opened.ngrams.perplexities)
    opened.ngrams.set_config(NgramConfig(order=6, smoothing="add-delta", delta=1.0))
    rest()
    assert opened.ngrams.perplexities.keys() == before.keys()
    assert opened.ngrams.perplexities[3] != before[3]


def test_the_orders_are_measured_where_networks_are(opened: Instrument) -> None:
    corpus = opened.texts.corpus
    assert corpus is not None
    quick = held_out(corpus.valid, corpus.counts, QUICK_TOKENS).scored
    for order, model in opened.ngrams.models.items():
        in_the_whole = perplexity(model.log_probabilities(corpus.valid)[quick])
        assert opened.ngrams.perplexities[order] == pytest.approx(in_the_whole, rel=1e-12)


def test_of_a_long_text_only_the_beginning_is_counted(
    instrument: Instrument, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ngrams, "MOST_COUNTED", 1000)
    monkeypatch.setattr(ngrams, "COUNTED_OF_LONGER", 500)
    instrument.texts.open_pasted(TEXT)
    rest()
    corpus, model = instrument.texts.corpus, instrument.ngrams.models[1]
    assert corpus is not None
    beginning = NgramConfig(order=1)
    counted = fit(count_ngrams(corpus.train[:500], len(corpus.vocabulary), 1), beginning)
    nothing = np.empty(0, np.int32)
    assert model.distribution(nothing) == pytest.approx(counted.distribution(nothing))
