"""What can keep a measurement from being made."""

from rnnlab.config import UserError


class BenchmarkError(UserError):
    """A measurement that cannot be made here, such as one of a window that does not open."""
