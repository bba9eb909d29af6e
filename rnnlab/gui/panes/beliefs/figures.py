"""Numbers of the beliefs as people read them, and the colours of who holds them."""

import math

from rnnlab.gui.desks.judging import Judge
from rnnlab.gui.look import ngram_color, run_color


def judge_color(judge: Judge) -> str:
    """A run has its own colour, an n-gram model the grey of its order."""
    if judge.run is not None:
        return run_color(judge.run.cell, judge.run.shade)
    return ngram_color(judge.order)


def of_which_step(judge: Judge, step: int | None) -> str:
    """Of which step the weights of a run are that were asked; empty for an n-gram model."""
    if judge.run is None or step is None:
        return ""
    return f"step {step:,}" if step else "untrained"


def of_which_steps(judges: list[tuple[Judge, int | None]]) -> str:
    """Of which step the weights of the runs are, in their order."""
    steps = [f"{step:,}" for judge, step in judges if judge.run is not None and step is not None]
    return f"step{'s' if len(steps) > 1 else ''} {', '.join(steps)}" if steps else ""


def short(value: float) -> str:
    """Three or four digits: −34.2, 2.31, 1,240; ∞ where there is no number."""
    if math.isinf(value):
        return "−∞" if value < 0 else "∞"
    size = abs(value)
    digits = 2 if size < 10 else 1 if size < 1000 else 0
    words = f"{value:,.{digits}f}" if size < 1e6 else f"{value:.1e}"
    return words.replace("-", "−")


def percent(share: float) -> str:
    """A share of 1: 97 %, 0.4 %, 2e-05; what is all but certain keeps its nines."""
    if share == 0 or 0.1 <= share <= 0.995 or share == 1:
        return f"{share:.0%}".replace("%", " %")
    if 0.001 <= share <= 0.9995:
        return f"{share:.1%}".replace("%", " %")
    return f"{share:.0e}" if share < 0.5 else "> 99.9 %"


def places(values: list[float]) -> list[int]:
    """The place of each value, from 1 for the highest; equal ones share theirs."""
    return [1 + sum(other > value for other in values) for value in values]
