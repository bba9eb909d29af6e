"""How far one prediction is from another."""

from torch import Tensor


def divergence(expected: Tensor, found: Tensor) -> Tensor:
    """Kullback–Leibler divergence Σ p ln(p/q) of predictions q from predictions p, in nats.

    It is summed as Σ p (q/p − 1 − ln(q/p)), which is the same for two distributions: no term is
    negative, so that nearly equal predictions do not cancel to noise.

    Args:
        expected: ln p, (…, V).
        found: ln q, (…, V).

    Returns:
        (…,), not negative.
    """
    difference = found - expected
    summed: Tensor = (expected.exp() * (difference.expm1() - difference)).sum(dim=-1)
    return summed.clamp(min=0.0)
