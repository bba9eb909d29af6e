"""How far back a gradient reaches, as a few numbers with their spread.

With ``g(k) = ‖∂L_τ/∂h_{τ−k}‖``, the line ``ln g(k) ≈ ln g(0) + offset + slope · k`` is fitted
by least squares to the curve of each position τ. The slope of a text is the median over its
positions; its spread, the lower and upper quartile. Without recurrence there is no decay to fit:
the gradient by the tokens ends at a wall or is the same for all of them (`reach_by_input`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Literal

import numpy as np

from rnnlab.probes.errors import ProbeError
from rnnlab.probes.result import FloatArray
from rnnlab.text.vocabulary import IntArray

if TYPE_CHECKING:
    from rnnlab.probes.triangle import Triangle

Verdict = Literal["decays", "uncertain", "grows", "cut", "too short", "wall", "flat"]
Spread = tuple[float, float]

FEWEST_POINTS = 5  # below this a line says nothing
GOOD_SHARE = 0.5  # of the curve's variation that a line has to explain
FAINT = 0.01


@dataclass(frozen=True)
class Reach:
    """The memory reach of a model on a text.

    Attributes:
        verdict: ``decays``; ``uncertain``, if the line explains less than half of the curve
            or some positions grow while others decay; ``grows``, if the gradient does not
            shrink with distance; ``cut``, if it is exactly 0 too soon for a fit; ``too short``
            for any statement, in which case all numbers are NaN; of a network without recurrence
            ``wall`` or ``flat``, see `reach_by_input`.
        curves: Positions τ that could be fitted.
        decay: Factor by which the norm changes per step, e^slope: the median; 0 if cut.
        decay_spread: Its quartiles over the positions, lower first; of one position, no spread.
        offset: Where the line starts: ln of its value at k = 0 over g(0), the median.
        explained: Share of a curve's variation that its line explains, R², the median.
        zeros: Share of the points that are exactly 0 and so have no logarithm.
        fell_at: The smallest k with g(k) under 1 % of g(0), the median over all curves;
            infinite if half of them or more do not fall so far within the text.
    """

    verdict: Verdict
    curves: int
    decay: float
    decay_spread: Spread
    offset: float
    explained: float
    zeros: float
    fell_at: float

    @property
    def half_life(self) -> float:
        """Tokens over which the line halves; infinite if it does not fall."""
        return _tokens_until(0.5, self.decay)

    @property
    def half_life_spread(self) -> Spread:
        """The half-lives of the quartiles, lower first."""
        return _tokens_until(0.5, self.decay_spread[0]), _tokens_until(0.5, self.decay_spread[1])

    @property
    def faint_after(self) -> float:
        """Tokens after which the line is under 1 % of its start; infinite if it never is."""
        return _tokens_until(FAINT, self.decay)

    @property
    def faint_after_spread(self) -> Spread:
        """The same for the quartiles, lower first."""
        return _tokens_until(FAINT, self.decay_spread[0]), _tokens_until(
            FAINT, self.decay_spread[1]
        )

    def line(self, distances: FloatArray) -> FloatArray:
        """The fitted g(k)/g(0) at distances k, to be drawn over a curve."""
        with np.errstate(over="ignore"):
            values: FloatArray = math.exp(self.offset) * self.decay**distances
        return values


def reach_positions(steps: int, count: int = 8) -> list[int]:
    """Positions τ for a reach: spread evenly over the second half of a text, its last included.

    Args:
        steps: Tokens that are read, T.
        count: How many are wanted; a short text has fewer.
    """
    spaced = np.linspace(steps // 2, steps - 1, min(count, steps - steps // 2))
    return sorted({round(position) for position in spaced.tolist()})


def memory_reach(
    triangle: "Triangle", layer: int = -1, of_cell: bool = False, longest: int | None = None
) -> Reach:
    """The reach over all rows of a triangle; `reach_positions` chooses rows worth having.

    Args:
        triangle: With one row or more.
        layer: Counted from the input; −1 is the top.
        of_cell: Follow ∂L/∂c_t instead of ∂L/∂h_t.
        longest: Leave greater distances out.

    Raises:
        ProbeError: The cell is asked for and there is none.
    """
    end = None if longest is None else longest + 1
    rows = range(len(triangle.positions))
    curves = [triangle.curve(row, layer, of_cell)[:end] for row in rows]
    return reach_by_input(curves) if triangle.by_input else fit_reach(curves)


def fit_reach(curves: Sequence[FloatArray]) -> Reach:
    """Fit the decay of several curves g(k), k = 0, 1, …

    Args:
        curves: One or more, of any lengths, not negative. A curve that begins with 0 is left
            out: nothing was sent back there.

    Raises:
        ProbeError: A number is not finite.
    """
    if not all(np.isfinite(curve).all() for curve in curves):
        raise ProbeError("The gradient is not a finite number everywhere, so it has no reach.")
    begun = [curve for curve in curves if len(curve) > 1 and curve[0] > 0]
    if not begun:
        return _nothing("too short")
    fits = [fit for fit in map(_fit, begun) if fit is not None]
    zeros = float(np.mean([np.mean(curve == 0) for curve in begun]))
    fell_at = median(_fell_at(curve) for curve in begun)
    if not fits:
        return _cut(zeros, fell_at) if zeros else _nothing("too short")
    slopes, offsets, explained = np.array(fits).T
    lower, middle, upper = np.quantile(slopes, (0.25, 0.5, 0.75)).tolist()
    share = median(explained.tolist())
    return Reach(
        verdict=_judge(middle, upper, share),
        curves=len(fits),
        decay=math.exp(middle),
        decay_spread=(math.exp(lower), math.exp(upper)),
        offset=median(offsets.tolist()),
        explained=share,
        zeros=zeros,
        fell_at=fell_at,
    )


def reach_by_input(curves: Sequence[FloatArray]) -> Reach:
    """What there is to say of curves g(k) = ‖∂L_τ/∂e_{τ−k}‖ of a network without recurrence.

    ``wall``: from the distance ``fell_at`` on they are exactly 0; decay and half-life are NaN.
    ``flat``: they are the same at every distance, and the half-life is infinite.

    Args:
        curves: One or more, of any lengths.

    Raises:
        ProbeError: A number is not finite.
    """
    if not all(np.isfinite(curve).all() for curve in curves):
        raise ProbeError("The gradient is not a finite number everywhere, so it has no reach.")
    begun = [curve for curve in curves if len(curve) > 1 and curve.any()]
    ends = [int(np.flatnonzero(curve)[-1]) + 1 for curve in begun]
    walls = [end for end, curve in zip(ends, begun, strict=True) if end < len(curve)]
    if walls:
        zeros = float(np.mean([np.mean(curve == 0) for curve in begun]))
        return replace(_nothing("wall"), curves=len(walls), zeros=zeros, fell_at=float(max(walls)))
    if begun and all(np.allclose(curve, curve[0], rtol=1e-9, atol=0.0) for curve in begun):
        return Reach("flat", len(begun), 1.0, (1.0, 1.0), 0.0, math.nan, 0.0, math.inf)
    return _nothing("too short")


def _fit(curve: FloatArray) -> tuple[float, float, float] | None:
    """Slope, offset and R² of the line through ln g(k) − ln g(0), where there is a logarithm."""
    k: IntArray = np.flatnonzero(curve > 0).astype(np.int32)
    if len(k) < FEWEST_POINTS:
        return None
    heights = np.log(curve[k]) - math.log(curve[0])
    from_middle = k - k.mean()
    slope = float(from_middle @ heights / (from_middle @ from_middle))
    offset = float(heights.mean() - slope * k.mean())
    left = float(np.sum((heights - offset - slope * k) ** 2))
    total = float(np.sum((heights - heights.mean()) ** 2))
    return slope, offset, 1 - left / total if total > 0 else 1.0


def _judge(slope: float, upper: float, explained: float) -> Verdict:
    if slope >= 0:
        return "grows"
    return "uncertain" if upper >= 0 or explained < GOOD_SHARE else "decays"


def _fell_at(curve: FloatArray) -> float:
    faint = np.flatnonzero(curve < FAINT * curve[0])
    return float(faint[0]) if len(faint) else math.inf


def _tokens_until(share: float, decay: float) -> float:
    if math.isnan(decay) or decay == 0:
        return decay  # a gradient that is cut is gone at once
    return math.log(share) / math.log(decay) if decay < 1 else math.inf


def _cut(zeros: float, fell_at: float) -> Reach:
    return Reach("cut", 0, 0.0, (0.0, 0.0), 0.0, math.nan, zeros, fell_at)


def _nothing(verdict: Verdict) -> Reach:
    unknown = math.nan
    return Reach(verdict, 0, unknown, (unknown, unknown), unknown, unknown, unknown, unknown)
