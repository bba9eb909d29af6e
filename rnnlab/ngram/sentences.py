"""Where sentences begin and end in an array of token ids.

A text is one stream, or sentences that each close with an end token. Before each sentence
(and before the stream) stands a *begin symbol*, which is a context and never predicted. Its
id is the one after the vocabulary's last.
"""

from collections.abc import Sequence

import numpy as np

from rnnlab.ngram.arrays import Ids, Ranks
from rnnlab.ngram.errors import NgramError


def join_sentences(sentences: Sequence[Ids], end: int) -> tuple[Ranks, Ranks]:
    """Sentences as one array, each closed by the end token.

    Args:
        sentences: Token ids of each sentence, without its end.
        end: Id of the token that ends a sentence.

    Returns:
        The ids (N,) and the index in them of each sentence's first token.
    """
    closed = [np.append(sentence, end).astype(np.int64) for sentence in sentences]
    lengths = np.array([len(sentence) for sentence in closed], np.int64)
    ids = np.concatenate([np.empty(0, np.int64), *closed])
    return ids, lengths.cumsum() - lengths


def starts_of_sentences(ids: Ids, end: int) -> Ranks:
    """Index of each sentence's first token in ids (N,) whose sentences close with ``end``."""
    starts = np.append(0, np.flatnonzero(ids == end) + 1)
    return starts[starts < len(ids)].astype(np.int64)


def with_begin_symbols(ids: Ids, starts: Ids, vocabulary_size: int) -> Ranks:
    """The ids (N,) with a begin symbol inserted before each of the starts (S,): (N + S,).

    Raises:
        NgramError: An id is outside the vocabulary, or the starts do not fit the ids.
    """
    check_ids(ids, vocabulary_size)
    _check_starts(starts, len(ids))
    return np.insert(ids.astype(np.int64), starts, vocabulary_size)


def prepared(ids: Ids, vocabulary_size: int, starts: Ids | None) -> Ranks:
    """The ids as a model looks them up: with begin symbols if there are sentences.

    Raises:
        NgramError: As `with_begin_symbols`.
    """
    if starts is not None:
        return with_begin_symbols(ids, starts, vocabulary_size)
    check_ids(ids, vocabulary_size)
    return ids.astype(np.int64)


def check_ids(ids: Ids, vocabulary_size: int) -> None:
    """Raise `NgramError` unless all ids are below the vocabulary's size."""
    if len(ids) and not 0 <= int(ids.min()) <= int(ids.max()) < vocabulary_size:
        raise NgramError(
            f"The text holds tokens outside of the vocabulary of {vocabulary_size}; "
            "encode it with the vocabulary that the model was fitted with."
        )


def _check_starts(starts: Ids, length: int) -> None:
    bounds = np.append(starts, length)
    if len(starts) == 0 or bounds[0] != 0 or np.any(np.diff(bounds) <= 0):
        raise NgramError(
            "The sentences do not divide the text: the first must begin with the first token, "
            "and none may be empty."
        )
