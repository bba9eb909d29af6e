"""Writing: the next token drawn, a text written with it, and how likely a text is.

What needs torch is loaded when it is asked for: choosing, writing and looking back at what was
written need none.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnnlab.generation.beam import Hypothesis, beam_search
    from rnnlab.generation.choice import draw, pick, transform, within_window
    from rnnlab.generation.errors import GenerationError
    from rnnlab.generation.joining import Joiner
    from rnnlab.generation.likelihood import bits_per_token, perplexity, score, score_to_json
    from rnnlab.generation.manuscript import Alternative, Manuscript, Written
    from rnnlab.generation.scoring import (
        BLANK,
        NetworkScorer,
        NgramScorer,
        Ranked,
        Scorer,
        fill_in,
        propose,
        rank,
    )
    from rnnlab.generation.transformations import Stage, stages
    from rnnlab.generation.writer import Writer, WriterState
    from rnnlab.generation.writing import (
        Reader,
        forbidden_ids,
        prime_ids,
        write,
        write_side_by_side,
        write_text,
    )

__all__ = [
    "BLANK",
    "Alternative",
    "GenerationError",
    "Hypothesis",
    "Joiner",
    "Manuscript",
    "NetworkScorer",
    "NgramScorer",
    "Ranked",
    "Reader",
    "Scorer",
    "Stage",
    "Writer",
    "WriterState",
    "Written",
    "beam_search",
    "bits_per_token",
    "draw",
    "fill_in",
    "forbidden_ids",
    "perplexity",
    "pick",
    "prime_ids",
    "propose",
    "rank",
    "score",
    "score_to_json",
    "stages",
    "transform",
    "within_window",
    "write",
    "write_side_by_side",
    "write_text",
]

_HOMES = {
    "beam": (
        "Hypothesis",
        "beam_search",
    ),
    "choice": (
        "draw",
        "pick",
        "transform",
        "within_window",
    ),
    "errors": ("GenerationError",),
    "joining": ("Joiner",),
    "likelihood": (
        "bits_per_token",
        "perplexity",
        "score",
        "score_to_json",
    ),
    "manuscript": (
        "Alternative",
        "Manuscript",
        "Written",
    ),
    "scoring": (
        "BLANK",
        "NetworkScorer",
        "NgramScorer",
        "Ranked",
        "Scorer",
        "fill_in",
        "propose",
        "rank",
    ),
    "transformations": (
        "Stage",
        "stages",
    ),
    "writer": (
        "Writer",
        "WriterState",
    ),
    "writing": (
        "Reader",
        "forbidden_ids",
        "prime_ids",
        "write",
        "write_side_by_side",
        "write_text",
    ),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
