"""What can be wrong with a question about the inside of a model."""

from rnnlab.config import UserError


class ProbeError(UserError):
    """A text or a place of the loss that cannot be probed."""


def no_recurrence() -> ProbeError:
    """What asks for recurrent weights of a network that has none."""
    return ProbeError(
        "This network has no recurrence: no weights hand a state from token to token. Choose a "
        "run with an RNN, a GRU or an LSTM."
    )
