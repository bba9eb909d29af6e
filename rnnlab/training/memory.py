"""Advice when memory runs out; loads without torch."""

import sys

from rnnlab.config import RunConfig


def out_of_memory_advice(error: BaseException, config: RunConfig | None = None) -> str | None:
    """A sentence that says what would fit; None if the error is about something else.

    The memory of a training step grows in proportion to the batch size and the sequence
    length, so halving one of them halves it.
    """
    if not _ran_out(error):
        return None
    if config is None:
        return "There is not enough memory; choose a smaller model or a shorter text."
    training = config.training
    if training.batch_size > 1:
        smaller = f"batch size {training.batch_size // 2}"
    elif training.sequence_length > 1:
        smaller = f"sequence length {training.sequence_length // 2}"
    else:
        smaller = f"{max(config.model.hidden_size // 2, 1)} hidden units"
    return f"There is not enough memory for this model and batch; try {smaller}."


def _ran_out(error: BaseException) -> bool:
    if "torch" not in sys.modules:  # then it cannot be one of torch's errors
        return isinstance(error, MemoryError)
    from rnnlab.models.devices import is_out_of_memory

    return is_out_of_memory(error)
