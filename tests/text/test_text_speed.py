"""How fast a million characters are read, cut and encoded."""

from collections.abc import Callable
from time import perf_counter

import pytest

from rnnlab.config import TextConfig
from rnnlab.text import Codec, build_corpus, cats_and_clauses, decode, source_from_text, words

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def text() -> str:
    return cats_and_clauses(1_000_000)


@pytest.fixture(scope="module")
def codec(text: str) -> Codec:
    return build_corpus(source_from_text(text, "cats"), TextConfig()).codec


def _seconds(work: Callable[[], object]) -> float:
    """The best of three, since others use the machine too."""
    times = []
    for _ in range(3):
        begin = perf_counter()
        work()
        times.append(perf_counter() - begin)
    return min(times)


def test_decoding_takes_less_than_50_ms(text: str) -> None:
    raw = text.encode()
    assert _seconds(lambda: decode(raw, "cats")) < 0.05


def test_encoding_characters_takes_less_than_100_ms(text: str, codec: Codec) -> None:
    assert _seconds(lambda: codec.encode(text)) < 0.1


def test_cutting_words_takes_less_than_a_second(text: str) -> None:
    assert _seconds(lambda: words(text)) < 1.0
