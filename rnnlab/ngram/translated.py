"""A model of an ARPA file, asked in the token ids of a text."""

from collections.abc import Sequence

import numpy as np

from rnnlab.ngram.arpa_reading import ArpaModel
from rnnlab.ngram.arrays import Floats, Ids, Ranks
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.sentences import check_ids, starts_of_sentences


class Translated:
    """An `NgramModel` over the vocabulary of a text; its tables stay those of the file.

    Tokens that the file does not have are its ``<unk>``, each with the whole probability of it.
    Where the file knows ends of sentences and not the end of a line, the one is taken for the
    other: each line is then a sentence, as for the tool that wrote the file.

    Args:
        arpa: The file's model.
        tokens: (V,) the text's tokens by id.
        line_end: The token of the text that ends a line.

    Raises:
        NgramError: The file has none of the tokens.
    """

    def __init__(self, arpa: ArpaModel, tokens: Sequence[str], line_end: str) -> None:
        self.vocabulary_size = len(tokens)
        self._model = arpa.model
        known = {token: place for place, token in enumerate(arpa.tokens)}
        self._end = arpa.end if line_end in tokens and _ends_lines(arpa, line_end) else None
        if self._end is not None:
            known[line_end] = self._end
        self.unknown = tuple(token for token in tokens if token not in known)
        if len(self.unknown) == len(tokens):
            raise NgramError(
                "The ARPA file has none of the tokens of this text; choose the file of a model "
                "that counts the same tokens."
            )
        self._ids = np.array([known.get(token, arpa.unknown) for token in tokens], np.int64)

    @property
    def order(self) -> int:
        """Length of the longest n-gram in the file."""
        return self._model.order

    @property
    def entries(self) -> int:
        """N-grams in the file, single tokens included."""
        return sum(len(level.keys) for level in self._model.levels)

    def log_probabilities(self, ids: Ids, sentence_starts: Ids | None = None) -> Floats:
        """See `NgramModel.log_probabilities`; lines are sentences where the file has these."""
        check_ids(ids, self.vocabulary_size)
        mine = self._ids[ids]
        if sentence_starts is None and self._end is not None and len(mine):
            sentence_starts = starts_of_sentences(mine, self._end)
        return self._model.log_probabilities(mine, sentence_starts)

    def distribution(self, context: Ids) -> Floats:
        """See `NgramModel.distribution`; the sum is not 1 where the file has other tokens."""
        check_ids(context, self.vocabulary_size)
        found: Floats = self._model.distribution(self._context(context))[self._ids]
        return found

    def _context(self, context: Ids) -> Ranks:
        mine = self._ids[context]
        ends = np.flatnonzero(mine == self._end) if self._end is not None else np.empty(0, int)
        if not len(ends):
            return mine
        begin = self._model.vocabulary_size
        return np.append(begin, mine[int(ends[-1]) + 1 :])


def _ends_lines(arpa: ArpaModel, line_end: str) -> bool:
    """Whether the file has ends of sentences, which can come, and no line ends."""
    if arpa.end is None or line_end in arpa.tokens:
        return False
    return bool(arpa.model.levels[0].probabilities[arpa.end] > 0.0)
