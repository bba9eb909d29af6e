"""Two models mixed: p(w) = λ · p₁(w) + (1 − λ) · p₂(w), on texts that both have scored.

Works on log-probabilities of the same tokens, whatever model they come from.
"""

import math

import numpy as np

from rnnlab.ngram.arrays import Floats
from rnnlab.ngram.errors import NgramError

MOST_ROUNDS = 1000
TOLERANCE = 1e-6


def mixed(first: Floats, second: Floats, share: float) -> Floats:
    """Log-probabilities (N,) of the mixture.

    Args:
        first: Log-probabilities (N,) by the first model, in nats; minus infinity is allowed.
        second: By the second model, of the same tokens.
        share: λ, the share of the first model, from 0 to 1.

    Raises:
        NgramError: The share is outside of its range, or the texts differ in length.
    """
    _check(first, second)
    if not 0.0 <= share <= 1.0:
        raise NgramError(f"The share of the first model must be between 0 and 1, not {share:g}.")
    if share in (0.0, 1.0):
        return (first if share else second).copy()
    found: Floats = np.logaddexp(math.log(share) + first, math.log1p(-share) + second)
    return found


def mixture_perplexities(first: Floats, second: Floats, shares: Floats) -> Floats:
    """Perplexity (K,) of the mixture for each share (K,) of the first model; may be infinite.

    Raises:
        NgramError: As `mixed`, and when there is no token.
    """
    _check(first, second)
    with np.errstate(over="ignore"):
        return np.array([np.exp(-mixed(first, second, share).mean()) for share in shares.tolist()])


def best_share(first: Floats, second: Floats) -> float:
    """The share of the first model, from 0 to 1, that makes the tokens likeliest.

    Expectation maximisation: the next share is how probably a token came from the first model,
    on average. Only the ratio of the two probabilities matters, so nothing can vanish. Tokens
    that neither model thinks possible say nothing and are left out.

    Raises:
        NgramError: The texts differ in length, or no token is possible.
    """
    _check(first, second)
    possible = np.isfinite(first) | np.isfinite(second)
    if not possible.any():
        raise NgramError("Neither model thinks any token of this text possible.")
    with np.errstate(over="ignore"):
        ratios = np.exp(second[possible] - first[possible])
    share = 0.5
    for _ in range(MOST_ROUNDS):
        before, share = share, float((share / (share + (1.0 - share) * ratios)).mean())
        if abs(share - before) < TOLERANCE or share in (0.0, 1.0):
            break
    return share


def advantage(first: Floats, second: Floats) -> Floats:
    """By how many bits (N,) the first model foresaw each token better; 0 where neither could."""
    _check(first, second)
    neither = np.isneginf(first) & np.isneginf(second)
    bits = np.zeros(len(first))
    np.subtract(first, second, out=bits, where=~neither)
    return bits / math.log(2.0)


def _check(first: Floats, second: Floats) -> None:
    if first.shape != second.shape:
        raise NgramError(
            f"The two models scored {len(first)} and {len(second)} tokens; "
            "score the same text with both."
        )
    if len(first) == 0:
        raise NgramError("There is no token to mix; choose a longer text.")
