"""What a line of the list of runs says."""

from dataclasses import dataclass

from rnnlab.config import Value, all_settings
from rnnlab.gui.desks.overtaking import last_perplexity
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.words import short_number

BROKEN = (Status.DIVERGED, Status.FAILED)
_SAFE_CLIP = 1.0
_SMALLEST_RATE = 1e-7


@dataclass(frozen=True)
class RunRow:
    """A run in words.

    Attributes:
        key: Key of the run.
        color: Name of its colour, see `rnnlab.gui.look.run_color`.
        status: Status and step.
        perplexity: On the validation text, empty before the first measurement.
        progress: Share of its steps that are made, None if it does not train.
        trouble: Why it broke, empty if it did not.
        remedy: Words of the button that mends it, empty if there is none.
        summary: All of it, for the tooltip.
    """

    key: int
    name: str
    color: str
    status: str
    perplexity: str
    progress: float | None
    visible: bool
    pinned: bool
    failed: bool
    trouble: str
    remedy: str
    summary: str

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        parts = [self.name, self.status]
        if self.perplexity:
            parts.append(f"perplexity {self.perplexity}")
        parts.append("shown" if self.visible else "hidden")
        parts += ["pinned"] * self.pinned
        return ", ".join([*parts, *([self.trouble] if self.trouble else [])])


def describe(run: Run, color: str) -> RunRow:
    """The line of a run."""
    trouble = run.sentence if run.status in BROKEN else ""
    perplexity = last_perplexity(run)
    measured = "" if perplexity is None else perplexity_words(perplexity)
    status = _status(run)
    return RunRow(
        key=run.key,
        name=run.name,
        color=color,
        status=status,
        perplexity=measured,
        progress=_progress(run),
        visible=run.visible,
        pinned=run.pinned,
        failed=run.status is Status.FAILED,
        trouble=trouble,
        remedy=remedy_words(run),
        summary=_summary(run, status, measured, trouble),
    )


def remedy(run: Run) -> tuple[str, Value] | None:
    """The setting, and its value, with which a run that broke would hold the next time, if any.

    It is the one that the sentence of the run speaks of.
    """
    if run.status is Status.FAILED and len(run.remedy) == 1:
        ((name, value),) = run.remedy.items()
        return name, value
    model, training = run.config.model, run.config.training
    if run.status is not Status.DIVERGED:
        return None
    if run.step:
        if not training.gradient_clip:
            return "gradient_clip", _SAFE_CLIP
        return "learning_rate", max(training.learning_rate / 10, _SMALLEST_RATE)
    gain_counts = model.is_recurrent and not model.is_reservoir
    if gain_counts and model.recurrent_gain != 1.0:
        return "recurrent_gain", 1.0
    return None if model.initialisation == "default" else ("initialisation", "default")


def remedy_words(run: Run) -> str:
    """The words of a button that applies `remedy` and trains again; empty if there is none."""
    found = remedy(run)
    if found is None:
        return ""
    name, value = found
    declarations = all_settings()
    label = declarations[name].label.lower()
    if isinstance(value, str):
        return f"Train with {declarations[name].choices[value]}"
    number = f"{value:,}" if isinstance(value, int) else f"{value:.2g}"
    return f"Train with {label} {number}"


def perplexity_words(perplexity: float) -> str:
    """Three or four digits, whatever the size."""
    if perplexity < 100:
        return f"{perplexity:.2f}"
    if perplexity < 1e9:
        return short_number(perplexity)
    return "> 1G"


def _status(run: Run) -> str:
    words = run.status.value
    return f"{words} · step {run.step:,}" if run.step or run.active else words


def _progress(run: Run) -> float | None:
    if not run.active or run.facts is None:
        return None
    return min(run.step / run.facts.total_steps, 1.0)


def _summary(run: Run, status: str, perplexity: str, trouble: str) -> str:
    model = run.config.model
    layers = f"{model.layers} layers of {model.hidden_size}"
    facts = [model.title, f"{model.hidden_size} units" if model.layers == 1 else layers]
    if run.facts is not None:
        facts.append(f"{run.facts.parameters:,} parameters")
    lines = [run.name, " · ".join(facts)]
    if run.corpus is not None:
        lines.append(f"Text: {run.corpus.name}")
    total = f" of {run.facts.total_steps:,}" if run.facts is not None and run.step else ""
    lines.append(status + total)
    if perplexity:
        lines.append(f"Validation perplexity {perplexity}")
    if run.unsaved:
        lines.append("Not saved")
    return "\n".join([*lines, *([trouble] if trouble else [])])
