"""What can be wrong with weights."""

from rnnlab.config import UserError


class ModelError(UserError):
    """Weights that do not fit the model they are meant for."""
