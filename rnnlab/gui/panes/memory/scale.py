"""The scale that the gradients of all views share."""

# Fixed, so that a vanishing gradient is seen to vanish: an axis that follows the data hides it.
NORMS = (1e-10, 1e1)

# By the state after token t or, of a network without recurrence, by the vector read at t.
BY_STATE, BY_INPUT = "∂hₜ", "∂eₜ"


def by_words(by_input: bool) -> str:
    """What a gradient is taken by."""
    return BY_INPUT if by_input else BY_STATE
