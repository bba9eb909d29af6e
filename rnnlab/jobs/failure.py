"""How a run ends that broke: in a record, and with the weights of the last step that was told."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rnnlab.config import RunConfig, UserError, Value
from rnnlab.text import Corpus
from rnnlab.text.stopping import Check, GivenUpError
from rnnlab.training.memory import (
    NO_MEMORY,
    fitting_advice,
    ran_out_of_memory,
    untried_advice,
)
from rnnlab.training.records import Failed

if TYPE_CHECKING:
    from rnnlab.training.trainer import Trainer

logger = logging.getLogger(__name__)

Subject = tuple[RunConfig, Corpus]


def failure(error: Exception, trainer: Trainer | None) -> Failed | None:
    """The end that an error brings; None where memory ran out.

    Then whoever has caught the error lets go of it, and of all that it holds, and asks
    `step_back` and `out_of_memory`.

    Args:
        error: Caught from training, or from making the trainer.
        trainer: Put back to the last step that was told; None if there is none.
    """
    if ran_out_of_memory(error):
        traceback.clear_frames(error.__traceback__)  # they hold the batch that had no room
        return None
    if trainer is not None and _lost(error):
        return Failed(trainer.step, _lost_sentence(trainer.step, trainer.leave_device()))
    report = traceback.format_exc()
    step = step_back(trainer)
    if isinstance(error, UserError):
        return Failed(step, str(error))
    logger.error("training failed at step %d", step, exc_info=error)
    return Failed(step, f"Training broke at step {step:,}.", report)


def out_of_memory(step: int, subject: Subject | None, check: Check) -> Failed:
    """The end of a run that ran out of memory, with what would have fit; this takes a while.

    Args:
        step: Of the weights that are kept, see `step_back`.
        subject: What it trains, or would have; None if that is not known.
        check: Called between two steps; it ends the search where nobody waits for the answer.
    """
    if subject is None:
        return Failed(step, NO_MEMORY)
    sentence, remedy = _advice(*subject, check)
    kept = f" The weights of step {step:,} are kept." if step else ""
    return Failed(step, sentence + kept, remedy=remedy)


def _advice(config: RunConfig, corpus: Corpus, check: Check) -> tuple[str, Mapping[str, Value]]:
    """A sentence, and the changes it speaks of where they were tried."""
    from rnnlab.training.fitting import find_fit

    try:
        found = find_fit(config, corpus, check)
    except GivenUpError:
        return untried_advice(config), {}
    except Exception:  # the run has ended all the same, and that has to be told
        logger.exception("looking for what would fit into memory failed")
        return untried_advice(config), {}
    return fitting_advice(found), found or {}


def step_back(trainer: Trainer | None) -> int:
    """Take back the step that broke; returns the one whose weights are there now."""
    if trainer is None:
        return 0
    try:
        trainer.forget_broken_step()
    except Exception:  # of a graphics card, on which not even that can be done any more
        logger.exception("the graphics card does not give the last step back")
        trainer.leave_device()
    return trainer.step


def _lost(error: Exception) -> bool:
    from rnnlab.models.devices import is_lost_device

    return is_lost_device(error)


def _lost_sentence(step: int, kept: int) -> str:
    return (
        f"The graphics card stopped answering at step {step:,}; the weights of step {kept:,} are "
        "kept. Save the run, restart rnnlab and open it to go on."
    )
