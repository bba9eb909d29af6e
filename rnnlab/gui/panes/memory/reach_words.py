"""The memory reach in words."""

import math

from rnnlab.probes.reach import Reach

_VERDICTS = {
    "grows": "the gradient grows with distance",
    "cut": "the gradient is cut at once",
    "too short": "too short a way back for a half-life",
    "flat": "the same for every token: a mean knows no distance",
}


def reach_words(reach: Reach) -> str:
    """Decay per token, half-life with its spread, and the distance at which 1 % is left."""
    if reach.verdict == "wall":
        return f"exactly 0 beyond the last {reach.fell_at:,.0f}: there the window ends"
    if reach.verdict in _VERDICTS:
        return _VERDICTS[reach.verdict]
    half_life = (
        f"×{reach.decay:.2f} a token, half-life {tokens(reach.half_life)} tokens{_spread(reach)}"
    )
    if reach.verdict == "uncertain":
        return f"{half_life}, but the decay is not even"
    return f"{half_life}, under 1 % after {tokens(reach.faint_after)}"


def tokens(count: float) -> str:
    """A number of tokens with as many digits as are worth reading."""
    if math.isinf(count):
        return "∞"
    return f"{count:.1f}" if count < 10 else f"{count:,.0f}"


def _spread(reach: Reach) -> str:
    """The quartiles over the positions; one position has none."""
    if reach.curves < 2:
        return ""
    lower, upper = (tokens(count) for count in reach.half_life_spread)
    return f" ({lower}–{upper}, {reach.curves} positions)"
