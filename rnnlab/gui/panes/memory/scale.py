"""The scale that the gradients of all views share."""

# Fixed, so that a vanishing gradient is seen to vanish: an axis that follows the data hides it.
NORMS = (1e-10, 1e1)
