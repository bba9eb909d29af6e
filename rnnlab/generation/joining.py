"""Words put together to a text while they come."""

from rnnlab.text import END_OF_LINE, Codec

# How a word is joined depends on the one before it and on the quotation marks still open.
# A line is joined anew with each word; so that a long one takes no longer, it is forgotten
# but for this many words.
_KEPT = 32
_TURNING_QUOTES = ('"', "'")


class Joiner:
    """Gives out the text of tokens one by one, as `Codec.decode` joins them all at once.

    Args:
        codec: Whose tokens they are.
    """

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._characters = codec.config.unit == "char"
        self._line: list[int] = []
        self._text = ""

    def add(self, token_id: int) -> str:
        """What a token adds to the text: the token, with a space before it where one belongs."""
        if self._characters:
            return self._token(token_id)
        self._line.append(token_id)
        text = self._codec.decode(self._line)
        piece = text[len(self._text) :]
        self._text = text
        if self._token(token_id) == END_OF_LINE:
            self._begin([])
        elif len(self._line) > 2 * _KEPT:
            self._begin(self._open_quotes(self._line[:-_KEPT]) + self._line[-_KEPT:])
        return piece

    def _begin(self, line: list[int]) -> None:
        self._line = line
        self._text = self._codec.decode(line)

    def _open_quotes(self, line: list[int]) -> list[int]:
        """The marks that stand an odd number of times in a line."""
        quotes = [token_id for token_id in line if self._token(token_id) in _TURNING_QUOTES]
        return [token_id for token_id in set(quotes) if quotes.count(token_id) % 2]

    def _token(self, token_id: int) -> str:
        return self._codec.vocabulary.tokens[token_id]
