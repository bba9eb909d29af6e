"""What each transformation does to the distribution of the next token."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rnnlab.config import SamplingConfig, declared
from rnnlab.generation.choice import FloatArray, transform

MODEL = "Model"
FORBIDDEN = "Never <unk>"

# In the order in which `transform` does them.
_ORDER = ("repetition_penalty", "greedy", "top_k", "temperature", "top_p", "min_p")


class Stage(NamedTuple):
    """The distribution after one transformation.

    Attributes:
        name: What was done, in the words of the settings: “Temperature”; `MODEL` before all.
        probabilities: (V,), which sum to 1.
    """

    name: str
    probabilities: FloatArray


def stages(
    logits: npt.NDArray[np.floating],
    config: SamplingConfig,
    recent: Sequence[int] = (),
    forbidden: tuple[int, ...] = (),
) -> list[Stage]:
    """The distribution of the next token before and after each transformation that is on.

    The first is the model's own, the last is what `transform` gives. All come from the
    scores alone, so that a slider can move without the model being run.

    Args:
        logits: Scores, (V,), as the model gave them.
        config: Temperature and limits.
        recent: Ids that the repetition penalty is for; see `within_window`.
        forbidden: Ids that must not be drawn.

    Raises:
        GenerationError: The scores are not numbers, or every token is forbidden.
    """
    found = [Stage(MODEL, transform(logits, SamplingConfig()))]
    if forbidden:
        found.append(Stage(FORBIDDEN, transform(logits, SamplingConfig(), forbidden)))
    for name, partial in _switched_on(config):
        found.append(Stage(name, transform(logits, partial, forbidden, recent)))
    return found


def _switched_on(config: SamplingConfig) -> Iterator[tuple[str, SamplingConfig]]:
    """Label of each transformation that is on, with the settings up to it."""
    now = SamplingConfig()
    for name in _ORDER:
        value = getattr(config, name)
        if value == getattr(now, name):
            continue
        now = replace(now, **{name: value})
        yield declared(SamplingConfig)[name].label, now
        if now.greedy:
            return  # what would follow changes a certainty no more
