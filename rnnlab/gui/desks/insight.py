"""What one frozen copy of a run says about its memory: every number of the same weights."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from rnnlab.config import UserError
from rnnlab.gui.desks.freezing import MakeWeights
from rnnlab.probes.reach import Reach, fit_reach, reach_by_input, reach_positions

if TYPE_CHECKING:
    from rnnlab.gui.desks.run import Run
    from rnnlab.models.weights import ModelWeights
    from rnnlab.probes.predicted import PredictedCurve
    from rnnlab.probes.reading import Reading
    from rnnlab.probes.spectra import Spectrum
    from rnnlab.probes.triangle import Triangle
    from rnnlab.text import IntArray

    Answer = TypeVar("Answer")

# Bounds by singular values take a decomposition of H × H numbers a step.
_MOST_DECOMPOSED = 128 * 128 * 128


@dataclass(frozen=True)
class Wish:
    """What to find out about a run; its reach comes with every wish.

    Attributes:
        triangle: Every loss against every state.
        position: τ of the loss whose prediction by theory is wanted, from 0; None for none.
        layer: Of the prediction and the spectrum, from the input.
        block: Whose spectrum is wanted, as in `BLOCKS` of the cell; None for none.
    """

    triangle: bool = False
    position: int | None = None
    layer: int = 0
    block: str | None = None


@dataclass(frozen=True)
class Insight:
    """What was found out.

    Attributes:
        run: Key of the run.
        step: Training step of the weights.
        ids: The text that was read, (N,).
        wish: What was asked.
        triangle: Of all positions if that was wished, else of those that the reach and the
            prediction need; None if it could not be had.
        reaches: Over several positions of the text, layer by layer.
        theory: The prediction, one curve.
        spectrum: Of the block; ``spectrum_at_start`` with the weights training began from.
        exponent: Largest Lyapunov exponent along the text, in nats per token.
        sentences: Why a part is missing: by ``triangle``, ``theory``, ``spectrum`` or
            ``exponent``.
        seconds: Processor time that it took.
    """

    run: int
    step: int
    ids: IntArray
    wish: Wish
    triangle: Triangle | None = None
    reaches: tuple[Reach, ...] = ()
    theory: PredictedCurve | None = None
    spectrum: Spectrum | None = None
    spectrum_at_start: Spectrum | None = None
    exponent: float | None = None
    sentences: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass
class _Seeker:
    """Collects the parts; one that cannot be had leaves a sentence and does not stop the rest."""

    sentences: dict[str, str] = field(default_factory=dict)

    def find(self, part: str, work: Callable[[], Answer]) -> Answer | None:
        try:
            return work()
        except UserError as error:
            self.sentences[part] = str(error)
            return None


def find_out(
    run: Run,
    step: int,
    make: MakeWeights,
    ids: IntArray,
    wish: Wish,
    at_start: Spectrum | None = None,
) -> Iterator[Insight | None]:
    """Work a wish out; None comes between two parts, so that it can be ended there.

    Args:
        run: Whose copy it is.
        step: Of the copy.
        make: Makes the copy's weights.
        ids: The text to read, (N,).
        wish: What to find out.
        at_start: The spectrum that training began from, if it is known.

    Raises:
        ProbeError: The text cannot be read by this model.
    """
    from rnnlab.probes.lyapunov import lyapunov_exponents
    from rnnlab.probes.reading import read_with
    from rnnlab.probes.spectra import recurrent_spectrum

    start = time.thread_time()  # what the machine does meanwhile is not its cost
    seeker = _Seeker()
    reading = read_with(make(), ids)
    yield None
    triangle = seeker.find("triangle", lambda: _triangle(reading, wish))
    yield None
    theory = seeker.find("theory", lambda: _theory(reading, wish))
    yield None
    spectrum, exponent = None, None
    block, layer = wish.block, wish.layer
    if block is not None:
        weights = reading.weights
        spectrum = seeker.find("spectrum", lambda: recurrent_spectrum(weights, layer, block))
        yield None
        if spectrum is not None and at_start is None:
            first = _first_weights(run)
            at_start = seeker.find("start", lambda: recurrent_spectrum(first, layer, block))
        yield None
        exponent = seeker.find("exponent", lambda: lyapunov_exponents(reading).largest)
    yield Insight(
        run=run.key,
        step=step,
        ids=ids,
        wish=wish,
        triangle=triangle,
        reaches=_reaches(triangle),
        theory=theory,
        spectrum=spectrum,
        spectrum_at_start=at_start if spectrum is not None else None,
        exponent=exponent,
        sentences=seeker.sentences,
        seconds=time.thread_time() - start,
    )


def _triangle(reading: Reading, wish: Wish) -> Triangle:
    from rnnlab.probes.triangle import gradient_triangle

    if wish.triangle:
        return gradient_triangle(reading)
    wanted = {*reach_positions(reading.steps)}
    if wish.position is not None:
        wanted.add(reading.check_position(wish.position))
    return gradient_triangle(reading, sorted(wanted))


def _theory(reading: Reading, wish: Wish) -> PredictedCurve | None:
    """The bound Π ‖diag(φ′) U‖ or, where that takes too long, Π max φ′ · ‖U‖; or the gates'."""
    from rnnlab.probes.predicted import predicted_curves

    if wish.position is None:
        return None
    units = reading.weights.output.shape[1]
    quick = units**2 * reading.steps > _MOST_DECOMPOSED
    curves = predicted_curves(reading, wish.position, wish.layer, quick)
    wanted = [curve for curve in curves if curve.kind in ("norm bound", "direct path")]
    return (wanted or list(curves))[0]


def _first_weights(run: Run) -> ModelWeights:
    """The weights that training began from: the seed brings them back."""
    from rnnlab.models.language_model import build_model
    from rnnlab.probes.reading import frozen_weights

    config = run.config
    size = len(run.codec.vocabulary)
    return frozen_weights(build_model(config.model, size, config.training.seed))


def _reaches(triangle: Triangle | None) -> tuple[Reach, ...]:
    if triangle is None:
        return ()
    spread = set(reach_positions(triangle.hidden.shape[2]))
    rows = [row for row, position in enumerate(triangle.positions) if int(position) in spread]
    fit = reach_by_input if triangle.by_input else fit_reach
    layers = range(len(triangle.hidden))
    return tuple(fit([triangle.curve(row, layer) for row in rows]) for layer in layers)
