"""Advice when memory runs out; loads without torch."""

import sys
from collections.abc import Mapping

from rnnlab.config import RunConfig, Value

NO_MEMORY = "There is not enough memory; choose a smaller model or a shorter text."

_NOUNS = {"batch_size": "batch size", "sequence_length": "sequence length"}


def ran_out_of_memory(error: BaseException) -> bool:
    """Whether this error says that memory ran out, on whatever device."""
    if "torch" not in sys.modules:  # then it cannot be one of torch's errors
        return isinstance(error, MemoryError)
    from rnnlab.models.devices import is_out_of_memory

    return is_out_of_memory(error)


def out_of_memory_advice(error: BaseException) -> str | None:
    """What to say of work that ran out of memory; None if the error is about something else."""
    return NO_MEMORY if ran_out_of_memory(error) else None


def untried_advice(config: RunConfig) -> str:
    """What to try with a run that ran out of memory, where nobody has found out what fits.

    The memory of a training step grows in proportion to the batch size and the sequence
    length, so halving one of them halves it.
    """
    return f"There is not enough memory for this model and batch; try {_words(_half(config))}."


def fitting_advice(values: Mapping[str, Value] | None) -> str:
    """A sentence about what `rnnlab.training.fitting.find_fit` has found."""
    if values is None:
        return (
            "There is not enough memory even for a single hidden unit, or a batch of a single "
            "token: choose a text with a smaller vocabulary, close other runs and programs, or "
            "make both the model and the batch smaller."
        )
    words = _words(values)
    return (
        "There is not enough memory for this model and batch. "
        f"{words[0].upper()}{words[1:]} would fit."
    )


def _half(config: RunConfig) -> dict[str, Value]:
    training = config.training
    if training.batch_size > 1:
        return {"batch_size": training.batch_size // 2}
    if training.sequence_length > 1:
        return {"sequence_length": training.sequence_length // 2}
    return {"hidden_size": max(config.model.hidden_size // 2, 1)}


def _words(values: Mapping[str, Value]) -> str:
    name, value = next(iter(values.items()))
    if name in _NOUNS:
        return f"{_NOUNS[name]} {value:,}"
    tied = ", with as wide an embedding," if "embedding_size" in values else ""
    return f"{value:,} hidden {'unit' if value == 1 else 'units'}{tied}"
