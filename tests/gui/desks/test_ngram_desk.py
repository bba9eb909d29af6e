import math
from collections import Counter
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import NgramConfig
from rnnlab.gui.instrument import Instrument

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
    opened.ngrams.set_config(NgramConfig(smoothing="add-delta", delta=1.0))
    rest()
    assert opened.ngrams.perplexities.keys() == before.keys()
    assert opened.ngrams.perplexities[3] != before[3]
