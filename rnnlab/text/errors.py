"""The exception of this room."""

from rnnlab.config import UserError


class TextError(UserError):
    """A text that cannot be read, cut into tokens, split or fetched; says what to do."""
