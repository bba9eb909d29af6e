"""What a sweep shows, in words that follow its results."""

import math
from collections.abc import Sequence

from rnnlab.probes.reach import FAINT, Reach
from rnnlab.training.needles.contenders import CONTENDERS
from rnnlab.training.needles.mixed import MixedReport
from rnnlab.training.needles.results import SOLVED, PointResult

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def verdict(results: Sequence[PointResult]) -> str:
    """One sentence for each contender with results, in the order of the contenders.

    Args:
        results: Finished points of one task; of one contender, any number of lags.
    """
    sentences = []
    for key in CONTENDERS:
        mine = sorted((r for r in results if r.point.contender == key), key=lambda r: r.point.lag)
        if mine:
            sentences.append(f"{CONTENDERS[key].title} {_deeds(mine)}{_faint(mine)}.")
    return " ".join(sentences)


def reach_of(reach: Reach) -> float:
    """Tokens after which the gradient falls under 1 %: seen if it was, else by the fitted line.

    Infinite if it does not fall so far and no even decay foretells that it will; NaN if
    nothing can be said.
    """
    if math.isfinite(reach.fell_at) or reach.verdict == "too short":
        return reach.fell_at
    return reach.faint_after if reach.verdict == "decays" else math.inf


def _deeds(mine: Sequence[PointResult]) -> str:
    """“solves 10 and 20 and fails at 40 and 80”, said as shortly as it can be."""
    solved = [r.point.lag for r in mine if r.solved]
    failed = [r.point.lag for r in mine if not r.solved and not r.sentence]
    broken = [r.point.lag for r in mine if r.sentence]
    parts = []
    if solved:
        parts.append(_solves(solved, failed + broken))
    if failed:
        parts.append(_fails(failed, solved + broken))
    if broken:
        parts.append(f"breaks off at {_listed(broken)}")
    return " and ".join(parts)


def _solves(solved: list[int], others: list[int]) -> str:
    if len(solved) == 1:
        return f"solves lag {solved[0]}"
    if all(other > solved[-1] for other in others):
        return f"solves every lag up to {solved[-1]}"
    return f"solves lags {_listed(solved)}"


def _fails(failed: list[int], others: list[int]) -> str:
    if len(failed) == 1:
        return f"fails at {failed[0]}"
    if all(other < failed[0] for other in others):
        return f"fails from {failed[0]} on"
    return f"fails at {_listed(failed)}"


def _faint(mine: Sequence[PointResult]) -> str:
    """At initialisation, where it decides what can be learnt."""
    reach = next((r.before for r in mine if r.before is not None), None)
    if reach is None or math.isnan(reach_of(reach)):
        return ""
    tokens = reach_of(reach)
    if math.isinf(tokens):
        return "; its untrained gradient does not fade away"
    return f"; its untrained gradient falls under 1 % after {_tokens(tokens)}"


def _tokens(count: float) -> str:
    whole = max(1, round(count))
    return f"{whole:,} token{'s' if whole > 1 else ''}"


def _listed(numbers: Sequence[int]) -> str:
    words = [f"{number:,}" for number in numbers]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def mixed_verdict(report: MixedReport) -> str:
    """What is left of the accuracy and of the gradient at the longest distance."""
    name = CONTENDERS[report.run.contender].title
    if report.sentence:
        return f"{name}: {report.sentence}"
    far, accuracy = report.distances[-1], report.accuracies[-1]
    left = float(report.gradient[-1])
    knows = accuracy >= SOLVED
    faded = left < FAINT
    begins = f"Over {far} words {name} gets {accuracy:.0%} of the verbs right"
    shrunk = f"{_power(left)} of the gradient comes back from there"
    if knows and faded:
        return f"{begins}, and only {shrunk}: it has not forgotten.{_saturation(report.saturated)}"
    if knows:
        return f"{begins}, and {shrunk}: it remembers, and the gradient has not vanished."
    if faded:
        return f"{begins}, and {shrunk}: it has not learnt to carry the number over them."
    return f"{begins}, although {shrunk}."


def _saturation(share: float) -> str:
    """Where the bit is kept, if that was measured and is so."""
    if not share >= 0.5:
        return ""
    return f" {share:.0%} of its states are saturated, and a saturated unit keeps its bit."


def _power(share: float) -> str:
    if share >= 0.001:
        return f"{share:.1%}"
    if share == 0:
        return "nothing"
    mantissa, _, exponent = f"{share:.0e}".partition("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
