"""From a source to a corpus, whatever its size."""

from collections.abc import Iterator

from rnnlab.config import TextConfig
from rnnlab.text.corpus import Corpus, encode_whole
from rnnlab.text.large import encode_large
from rnnlab.text.reading import Source


def prepare(source: Source, config: TextConfig) -> Iterator[float | tuple[Source, Corpus]]:
    """Encode a text; tells how far it is, and at last the result.

    Yields:
        For a large text the share that is read, from 0 to 1; last the source, of which more
        may be known now, and the corpus.

    Raises:
        TextError: The text cannot be read, is too short to be split, or its training part has
            only one token, so that there is nothing to learn.
    """
    if source.whole:
        yield source, encode_whole(source, config)
    else:
        yield from encode_large(source, config)


def build_corpus(source: Source, config: TextConfig) -> Corpus:
    """Encode a text with the vocabulary of its training part, and split it.

    Raises:
        TextError: As `prepare`.
    """
    *_, last = prepare(source, config)
    assert isinstance(last, tuple)
    return last[1]
