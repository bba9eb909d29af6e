"""The exception of this room."""

from rnnlab.config import UserError


class NgramError(UserError):
    """A text or a setting that no n-gram model can be made from or asked about."""
