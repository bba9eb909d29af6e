"""What can be wrong with training."""

from rnnlab.config import UserError


class TrainingError(UserError):
    """A saved state that no training can go on from."""


class DivergedError(Exception):
    """A loss or gradient that is not finite, or a step so long that no weight would be.

    No weight has moved in the step that broke.

    Attributes:
        step: The step that could not be made, counted from 1.
        loss: In nats per token.
        gradient_norm: Before clipping.
    """

    def __init__(self, step: int, loss: float, gradient_norm: float) -> None:
        super().__init__(f"step {step}: loss {loss}, gradient norm {gradient_norm}")
        self.step = step
        self.loss = loss
        self.gradient_norm = gradient_norm
