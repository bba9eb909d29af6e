"""What a window writes down every few seconds, so that after a crash it is known what was lost."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rnnlab.session.errors import UnreadableError
from rnnlab.session.plain import take

PROGRAM = "rnnlab-recovery"
FORMAT = 1
MOST_RUNS = 1_000
_LONGEST_NAME = 1_000


@dataclass(frozen=True)
class RunNote:
    """One run that was not saved.

    Attributes:
        key: Names its copy in the folder.
        name: What the person calls it.
        status: Where it stood: ``training``, ``paused``, …
        step: Steps made when the note was written.
        copied_step: Steps made when its newest copy was taken; None without a copy.
        copied_at: When that was, in seconds since 1970.
    """

    key: int
    name: str
    status: str
    step: int
    copied_step: int | None = None
    copied_at: float = 0.0


@dataclass(frozen=True)
class WindowNote:
    """The state of a window at one moment.

    Attributes:
        moment: When it was written, in seconds since 1970.
        runs: Those that were not saved.
        declined: The person did not want them back; they are not offered again by themselves.
    """

    moment: float
    runs: tuple[RunNote, ...] = field(default=())
    declined: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "program": PROGRAM,
            "format": FORMAT,
            "moment": self.moment,
            "declined": self.declined,
            "runs": [dict(vars(run)) for run in self.runs],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "WindowNote":
        """The inverse of `to_json`.

        Raises:
            UnreadableError: It is another program's, or something in it cannot be.
        """
        if data.get("program") != PROGRAM or take(data, "format", int) > FORMAT:
            raise UnreadableError("it is not a note of this rnnlab.")
        runs = take(data, "runs", list)
        if len(runs) > MOST_RUNS:
            raise UnreadableError("it names more runs than there can be.")
        return cls(
            moment=_moment(data.get("moment")),
            runs=tuple(_run(run) for run in runs),
            declined=data.get("declined") is True,
        )


def _run(data: object) -> RunNote:
    if not isinstance(data, dict):
        raise UnreadableError("a run in it has another form than it should; it is damaged.")
    copied = data.get("copied_step")
    return RunNote(
        key=take(data, "key", int),
        name=take(data, "name", str)[:_LONGEST_NAME],
        status=take(data, "status", str)[:_LONGEST_NAME],
        step=take(data, "step", int),
        copied_step=None if copied is None else take(data, "copied_step", int),
        copied_at=_moment(data.get("copied_at")),
    )


def _moment(value: object) -> float:
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    if not usable or not isinstance(value, int | float) or not 0 <= value < 2**40:
        raise UnreadableError("a moment in it cannot be; it is damaged.")
    return float(value) if math.isfinite(value) else 0.0
