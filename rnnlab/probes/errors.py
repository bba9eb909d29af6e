"""What can be wrong with a question about the inside of a model."""

from rnnlab.config import UserError


class ProbeError(UserError):
    """A text or a place of the loss that cannot be probed."""
