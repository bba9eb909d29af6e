"""What can be wrong with writing and scoring."""

from rnnlab.config import UserError


class GenerationError(UserError):
    """A text that cannot be written or scored with this model."""


def not_finite() -> GenerationError:
    """The error for a model whose numbers have run away."""
    return GenerationError(
        "The model’s outputs are no longer finite numbers, so it can neither write nor score; "
        "its training diverged. Train it again with a smaller learning rate or a gradient clip."
    )
