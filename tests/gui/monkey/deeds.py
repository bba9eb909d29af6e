"""What a monkey can do, and how often it does."""

import json
from dataclasses import asdict, dataclass
from typing import Any

WORDS = (
    "the cat ",
    "0.003",
    "-7",
    "1e309",
    "99999999999999999999",
    "e\u0301\u0301\u0301",
    "\u202eright to left",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u200b\ufeff",
    "%s %d {0} \\",
    "<b>&amp;",
    "\x00",
    "日本語",
    "\n\n",
    "nan",
    "x" * 300,
)
CHANCES = {
    "click": 40,
    "double": 5,
    "context": 3,
    "hover": 6,
    "wheel": 8,
    "drag": 8,
    "key": 12,
    "shortcut": 2,
    "type": 6,
    "action": 7,
    "dock": 7,
    "page": 5,
    "field": 5,
    "look": 1.5,
    "history": 2,
    "open": 0.7,
    "sweep": 0.4,
    "resize": 2,
    "drop": 1,
    "train": 2,
    "close": 0.15,
    "wait": 12,
}


@dataclass(frozen=True)
class Deed:
    """One thing that is done, told so that it can be done again.

    Attributes:
        kind: What.
        x, y: Where in the window that is in front.
        to: Where a drag ends.
        detail: A key, a word, the title of an action or a dock.
        on: The kind of widget that was there; for who reads the log.
    """

    kind: str
    x: int = 0
    y: int = 0
    to: tuple[int, int] = (0, 0)
    detail: str | int = ""
    on: str = ""

    def __str__(self) -> str:
        return json.dumps({name: value for name, value in asdict(self).items() if value})


def read_deeds(lines: str) -> list[Deed]:
    """Deeds from a log."""
    told = [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
    return [Deed(**{**each, "to": tuple(each.get("to", (0, 0)))}) for each in told]


def told(deeds: list[Any], most: int = 60) -> str:
    """The last deeds, a line each."""
    return "\n".join(map(str, deeds[-most:]))
