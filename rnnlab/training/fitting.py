"""What would fit into memory, tried out on a network that is thrown away."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import torch

from rnnlab.config import RunConfig, Value
from rnnlab.models.devices import is_out_of_memory, pick_device
from rnnlab.models.room import free_bytes, least_bytes
from rnnlab.text import Corpus
from rnnlab.text.held_out import QUICK_TOKENS, held_out
from rnnlab.text.stopping import Check, never
from rnnlab.training.evaluation import mean_loss
from rnnlab.training.learner import Learner

_ENOUGH = 2.5  # times the least that a step takes is surely enough; so much is tried without fear
_SPARE = 32 * 2**20  # bytes, and a tenth of the step's own: for looks inside, copies and threads
_STEPS = 2  # in the second the optimiser has its memory already


def find_fit(config: RunConfig, corpus: Corpus, check: Check = never) -> Mapping[str, Value] | None:
    """The settings to change so that training fits into the memory that is free now.

    The batch is halved until two training steps and a validation go through; where not even one
    column of one token would, the hidden size is; and where one column is too long, the sequence.
    Everything is tried on a network of its own, beside the run that had no room. Each try takes
    half as long as the one before, so all of them take about as long as one step of the run.

    Args:
        config: What did not fit.
        corpus: The text.
        check: Called between two steps.

    Returns:
        Setting → value; None if nothing would fit.

    Raises:
        GivenUpError: From ``check``.
    """
    least = config.changed(batch_size=1, sequence_length=1)
    if _fits(least, corpus, check):
        tries = [*_halves("batch_size", config), *_halves("sequence_length", config)]
    else:
        tries = list(_halves("hidden_size", config))
    for values in tries:
        if _fits(config.changed(**values), corpus, check):
            return values
    return None


def _halves(name: str, config: RunConfig) -> Iterator[dict[str, Value]]:
    """The values of a setting from half of it down to 1; tied sizes stay equal."""
    value = config.values()[name]
    assert isinstance(value, int)
    while value > 1:
        value //= 2
        tied = name == "hidden_size" and config.model.tie_weights
        yield {name: value, "embedding_size": value} if tied else {name: value}


def _fits(config: RunConfig, corpus: Corpus, check: Check) -> bool:
    device = pick_device(config.training.device)
    if not _may_be_tried(config, corpus, device):
        return False
    try:
        # Each in a thread of its own: in one that had no memory for a kernel oneDNN makes none any
        # more, however much there is then, as Xbyak keeps its error for the thread.
        with ThreadPoolExecutor(1, "fitting") as thread:
            thread.submit(_try, config, corpus, device, check).result()
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return False
    finally:
        if device.type == "cuda":
            torch.cuda.empty_cache()
    return True


def _may_be_tried(config: RunConfig, corpus: Corpus, device: torch.device) -> bool:
    free = free_bytes() if device.type == "cpu" else None
    return free is None or _ENOUGH * least_bytes(config, len(corpus.vocabulary)) < free


def _try(config: RunConfig, corpus: Corpus, device: torch.device, check: Check) -> None:
    check()
    least = least_bytes(config, len(corpus.vocabulary))
    spare = torch.empty(_SPARE + least // 10, dtype=torch.uint8, device=device)
    learner = Learner(config, corpus, device)
    for _ in range(_STEPS):
        learner.move(learner.read(config.training.gradient_clip), config.training.learning_rate)
        check()
    mean_loss(learner.model, held_out(corpus.valid, corpus.counts, QUICK_TOKENS), check)
    del spare  # held until here, so that what is found fits with something to spare
