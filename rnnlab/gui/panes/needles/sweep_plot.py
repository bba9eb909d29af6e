"""Accuracy against distance, with the memory reach of each contender on the same axis."""

import csv
import html
import io
import math
from collections.abc import Iterable

import numpy as np

from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.memory.reach_words import tokens
from rnnlab.gui.panes.needles.marks import Mark, MarkedGutter
from rnnlab.gui.plots import CurvePlot, CurveStyle, Range
from rnnlab.gui.plots.base_ticks import Tick, linear_ticks, log_ticks
from rnnlab.probes.reach import Reach
from rnnlab.text.needles import NeedleTask
from rnnlab.training.needles.contenders import CONTENDERS, Contender
from rnnlab.training.needles.results import PointResult
from rnnlab.training.needles.verdict import reach_of

UNTRAINED_ROW, TRAINED_ROW = -0.17, -0.33  # heights at which reaches are marked
_RANGE = (-0.43, 1.07)
_APART = 0.008  # decades between contenders at one lag, so that equal results can all be seen
_ROOM = 0.35  # decades to the left and right of the lags
_COLUMNS = (
    "contender",
    "distance",
    "accuracy",
    "steps",
    "seconds",
    "half-life untrained",
    "half-life trained",
    "under 1 % untrained",
    "under 1 % trained",
)
_EXPLANATION = (
    "Each mark is a small network trained at one distance alone to say what it read so many tokens "
    "before: drawn is its share of right answers. "
    "Below, on the same axis, stands where its gradient ‖∂<i>L</i>/∂<i>h</i>‖ (LSTM: "
    "‖∂<i>L</i>/∂<i>c</i>‖) falls under 1 %: hollow untrained, filled once trained at the longest "
    "distance it solved. "
    "An untrained LSTM passes σ(<i>b</i>)<sup><i>k</i></sup> of the gradient straight through "
    "<i>k</i> forget gates, so that the forget bias <i>b</i> decides from how far it can learn."
)


class SweepPlot(CurvePlot):
    """One curve for each contender; hover a mark for its numbers."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Who finds the needle",
            _EXPLANATION,
            x_label="distance in tokens",
            y_label="accuracy; below, where the gradient falls under 1 %",
        )
        self.set_y_range(_RANGE)
        self.set_empty_text("Run the sweep: small networks begin to answer within seconds.")
        self._labels = self._marks = MarkedGutter(look)
        self._results: list[PointResult] = []
        self._lags: list[int] = []
        frame = self.canvas.frame
        frame.gutter = self._marks
        frame.x_ticks, frame.y_ticks = self._x_ticks, _y_ticks

    def show_results(
        self, task: NeedleTask, lags: Iterable[int], results: Iterable[PointResult]
    ) -> None:
        """Draw what has been found so far.

        Args:
            task: Gives the level of chance.
            lags: All that the sweep is about.
            results: In any order.
        """
        self._lags = sorted(set(lags))
        self._results = sorted(results, key=lambda result: result.point.lag)
        self.clear()
        self._marks.marks = []
        for contender in CONTENDERS.values():
            mine = [r for r in self._results if r.point.contender == contender.key]
            if mine:
                self._draw_contender(contender, mine)
        if self._results:
            self.set_reference("chance", task.chance, f"chance {task.chance:.3g}")
        if self._lags:
            low, high = math.log10(self._lags[0]) - 2 * _ROOM, math.log10(self._lags[-1]) + _ROOM
            self.set_x_range((low, high))

    def marks(self) -> list[Mark]:
        """All marks, as drawn last."""
        return self._marks.marks

    def bounds(self) -> tuple[Range | None, Range | None]:
        """Nothing to draw without results."""
        return super().bounds() if self._results else (None, None)

    def read_out(self, x: float, y: float) -> str:
        """The numbers of the mark under the pointer."""
        mapping = self.canvas.frame.mapping()
        mark = self._marks.nearest(mapping, mapping.to_pixels(x, y))
        return mark.words if mark is not None else ""

    def to_csv(self) -> str:
        """One line for each point."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for result in self._results:
            reaches = [reach for reach in (result.before, result.after) if reach is not None]
            writer.writerow(
                [
                    CONTENDERS[result.point.contender].title,
                    result.point.lag,
                    repr(result.accuracy),
                    result.steps,
                    repr(result.seconds),
                    *(repr(reach.half_life) for reach in reaches),
                    *(repr(reach_of(reach)) for reach in reaches),
                ]
            )
        return out.getvalue()

    def _draw_contender(self, contender: Contender, mine: list[PointResult]) -> None:
        color = run_color(contender.cell, contender.shade)
        apart = (list(CONTENDERS).index(contender.key) - len(CONTENDERS) / 2) * _APART
        x = np.array([math.log10(result.point.lag) + apart for result in mine])
        y = np.array([result.accuracy for result in mine])
        style: CurveStyle = "dashed" if contender.shade else "line"
        self.set_curve(contender.key, x, y, color, contender.short, style)
        for place, result in zip(x.tolist(), mine, strict=True):
            words = _result_words(contender, result, self.look.text_color(color).name())
            height = result.accuracy if math.isfinite(result.accuracy) else 0.0
            whole = not result.sentence
            self._marks.marks.append(Mark(place, height, color, contender.shade, whole, words))
        self._mark_reach(contender, mine[0].before, UNTRAINED_ROW, "untrained")
        best = next((result for result in reversed(mine) if result.solved), mine[0])
        self._mark_reach(contender, best.after, TRAINED_ROW, f"trained at {best.point.lag}")

    def _mark_reach(self, contender: Contender, reach: Reach | None, row: float, when: str) -> None:
        if reach is None or math.isnan(reach_of(reach)):
            return
        found = reach_of(reach)
        x = math.log10(max(found, 1.0)) if math.isfinite(found) else 99.0
        color = run_color(contender.cell, contender.shade)
        ink = self.look.text_color(color).name()
        words = (
            f"<span style='color:{ink}'><b>{html.escape(contender.short)}</b></span>, {when}: "
            f"{_fall_words(reach)}"
        )
        filled = row == TRAINED_ROW
        self._marks.marks.append(Mark(x, row, color, contender.shade, filled, words, True))

    def _x_ticks(self, low: float, high: float, most: int) -> list[Tick]:
        """The distances themselves, and round numbers where there is room beside them."""
        mine = [Tick(math.log10(lag), f"{lag:,}") for lag in self._lags]
        others = log_ticks(low, high, most) if len(mine) < most else []
        apart = (high - low) / max(most, 1) * 0.6
        mine.append(Tick(high - _ROOM / 4, "farther"))
        return mine + [
            tick
            for tick in others
            if all(abs(tick.position - taken.position) > apart for taken in mine)
        ]


def _y_ticks(low: float, high: float, most: int) -> list[Tick]:
    rows = [Tick(UNTRAINED_ROW, "untrained"), Tick(TRAINED_ROW, "trained")]
    shares = linear_ticks(low, high, most)
    return rows + [tick for tick in shares if -1e-9 <= tick.position <= 1 + 1e-9]


def _result_words(contender: Contender, result: PointResult, ink: str) -> str:
    name = f"<span style='color:{ink}'><b>{html.escape(contender.short)}</b></span>"
    if result.sentence:
        return f"{name} at {result.point.lag}: {html.escape(result.sentence)}"
    words = (
        f"{name} at {result.point.lag}: accuracy <b>{result.accuracy:.3f}</b> after "
        f"{result.steps:,} steps, {result.seconds:.1f} s"
    )
    if result.before is None or result.after is None:
        return words
    return f"{words}; half-life {_half_life(result.before)} → {_half_life(result.after)} tokens"


def _half_life(reach: Reach) -> str:
    return "–" if math.isnan(reach.half_life) else tokens(reach.half_life)


def _fall_words(reach: Reach) -> str:
    found = reach_of(reach)
    if math.isinf(found):
        return "the gradient does not fall under 1 % on the texts looked at"
    seen = "" if math.isfinite(reach.fell_at) else ", as its fitted line foretells"
    return f"under 1 % after <b>{tokens(found)}</b> tokens{seen}"
