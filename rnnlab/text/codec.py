"""What turns text into ids and back; it is kept in run files."""

from dataclasses import dataclass

import numpy.typing as npt

from rnnlab.config import TextConfig
from rnnlab.text.tokens import join_words, tokenise
from rnnlab.text.vocabulary import IntArray, Vocabulary


@dataclass(frozen=True)
class Codec:
    """The way from a text to ids and back.

    Attributes:
        config: What one token is.
        vocabulary: The tokens that have an id.
    """

    config: TextConfig
    vocabulary: Vocabulary

    def encode(self, text: str) -> IntArray:
        """(N,) ids of the tokens of a text.

        Raises:
            TextError: A token is unknown and the vocabulary has no token for that.
        """
        return self.vocabulary.encode(tokenise(text, self.config))

    def decode(self, ids: npt.ArrayLike) -> str:
        """The text of ids: characters side by side, words as a person would write them."""
        tokens = self.vocabulary.decode(ids)
        return "".join(tokens) if self.config.unit == "char" else join_words(tokens)

    def unknown_tokens(self, text: str) -> list[str]:
        """The distinct tokens of a text without an id of their own, in order of appearance."""
        return self.vocabulary.absent_tokens(tokenise(text, self.config))
