"""What a run file says about itself."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rnnlab.config import RunConfig
from rnnlab.session.errors import UnreadableError
from rnnlab.session.plain import Table, take
from rnnlab.text import Vocabulary

PROGRAM = "rnnlab"
FORMAT = 1
_LONGEST_NAME = 200
# Ends of lines, other commands to a screen, those that turn the direction, and half characters.
_NO_SIGNS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Manifest:
    """All about a run but its numbers.

    Attributes:
        name: What the person calls it.
        config: Every setting.
        vocabulary: The tokens.
        corpus_name: What the text is called.
        corpus_sha256: Of the text's UTF-8.
        step: Training steps made.
        tokens: Training tokens read.
        seed: Of the initial weights.
        version: Of the program that saved it.
        created: When it was saved, in UTC.
    """

    name: str
    config: RunConfig
    vocabulary: Vocabulary
    corpus_name: str
    corpus_sha256: str
    step: int
    tokens: int
    seed: int
    version: str
    created: datetime

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "program": PROGRAM,
            "format": FORMAT,
            "version": self.version,
            "created": self.created.astimezone(UTC).isoformat(timespec="seconds"),
            "name": self.name,
            "step": self.step,
            "tokens": self.tokens,
            "seed": self.seed,
            "corpus": {"name": self.corpus_name, "sha256": self.corpus_sha256},
            "config": self.config.to_dict(),
            "vocabulary": list(self.vocabulary.tokens),
        }

    @classmethod
    def from_json(cls, data: Table) -> "Manifest":
        """The inverse of `to_json`.

        Raises:
            UnreadableError: It is another program's, of a newer format, or incomplete.
            ConfigError: A setting cannot be used.
            TextError: The vocabulary cannot be used.
        """
        _check_format(data)
        corpus = take(data, "corpus", dict)
        return cls(
            name=_in_one_line(take(data, "name", str)),
            config=RunConfig.from_dict(take(data, "config", dict)),
            vocabulary=Vocabulary(tuple(take(data, "vocabulary", list))),
            corpus_name=_in_one_line(take(corpus, "name", str)),
            corpus_sha256=take(corpus, "sha256", str),
            step=take(data, "step", int),
            tokens=take(data, "tokens", int),
            seed=take(data, "seed", int),
            version=_in_one_line(take(data, "version", str)),
            created=_moment(take(data, "created", str)),
        )


def _check_format(data: Table) -> None:
    if data.get("program") != PROGRAM:
        raise UnreadableError("it is not a run of rnnlab.")
    if take(data, "format", int) > FORMAT:
        maker = _in_one_line(str(data.get("version")))
        raise UnreadableError(
            f"it was made by a newer rnnlab ({maker}); install that version or a later one."
        )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise UnreadableError("the date in its manifest has no time zone; it is damaged.")
    return moment.astimezone(UTC)


def _in_one_line(text: str) -> str:
    """A name from a file as a screen can take it: cut, without control characters."""
    cut = text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"
    return _NO_SIGNS.sub("�", cut)
