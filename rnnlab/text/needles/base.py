"""What all needle tasks have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from rnnlab.text.errors import TextError

Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Role = Literal["needle", "filler", "question", "answer"]

LONGEST_LAG = 1_000  # a batch of this length takes some hundred megabytes in training


@dataclass(frozen=True)
class NeedleBatch:
    """Exercises side by side, one a column.

    Attributes:
        tokens: Token ids, (T + 1, B); the model reads all but the last and predicts the next.
        scored: Whether the prediction after each input counts, (T, B).
        needle: Whether each input has to be remembered, (T, B).
    """

    tokens: Ids
    scored: Mask
    needle: Mask

    @property
    def inputs(self) -> Ids:
        """What is read, (T, B)."""
        return self.tokens[:-1]

    @property
    def targets(self) -> Ids:
        """What comes after each input, (T, B); only where it is scored does it matter."""
        return self.tokens[1:]

    def accuracy(self, predicted: Ids) -> float:
        """Share of the scored places at which a prediction is right, 0 … 1.

        Args:
            predicted: Token ids, (T, B).
        """
        return float(np.mean(predicted[self.scored] == self.targets[self.scored]))


@dataclass(frozen=True)
class ExampleToken:
    """A token of an example line and its part in the exercise."""

    text: str
    role: Role


@dataclass(frozen=True)
class NeedleTask:
    """A kind of exercise.

    Attributes:
        key: Its name in the program and on the command line.
        title: Two or three words.
        description: What it asks, in one sentence.
        lag_means: What the lag is here, to go on after “lag:”.
        tokens: The vocabulary V; ids are places in it.
        answers: The tokens among which the answer is chosen, A of them.
        chance: Accuracy of the best guess of who remembers nothing, 0 … 1.
        draw: Makes exercises from a lag, their number and a generator.
        shortest: Smallest lag with a meaning.
        by_words: Whether the tokens are words, written with spaces between them.
    """

    key: str
    title: str
    description: str
    lag_means: str
    tokens: tuple[str, ...]
    answers: tuple[str, ...]
    chance: float
    draw: Callable[[int, int, np.random.Generator], NeedleBatch]
    shortest: int = 1
    by_words: bool = False

    @property
    def answer_ids(self) -> list[int]:
        """The ids of the possible answers, (A,)."""
        return [self.tokens.index(answer) for answer in self.answers]

    def check_lag(self, lag: int) -> None:
        """Refuse a lag without a meaning, or one that takes too much memory.

        Raises:
            TextError: Says what is possible.
        """
        if not self.shortest <= lag <= LONGEST_LAG:
            raise TextError(
                f"“{self.title}” cannot have a distance of {_plain(lag)} tokens; choose one from "
                f"{self.shortest} to {LONGEST_LAG:,}."
            )

    def batch(self, lag: int, size: int, generator: np.random.Generator) -> NeedleBatch:
        """Draw exercises.

        Args:
            lag: Steps from needle to question; see `lag_means`.
            size: How many, B ≥ 1.
            generator: In the same state it gives the same exercises.

        Raises:
            TextError: The lag is too small or too large.
        """
        self.check_lag(lag)
        return self.draw(lag, size, generator)

    def example(self, lag: int, seed: int = 1) -> list[ExampleToken]:
        """One exercise with its answers, for a person to read."""
        batch = self.batch(lag, 1, np.random.default_rng(seed))
        ends = np.flatnonzero(batch.scored[:, 0])
        last = int(ends[-1]) + 1
        return [
            ExampleToken(self.tokens[token], _role(batch, place))
            for place, token in enumerate(batch.tokens[: last + 1, 0].tolist())
        ]


def _role(batch: NeedleBatch, place: int) -> Role:
    """An answer may be the question for the next one; it is shown as an answer."""
    if place and batch.scored[place - 1, 0]:
        return "answer"
    if batch.needle[place, 0]:
        return "needle"
    return "question" if batch.scored[place, 0] else "filler"


def _plain(lag: int) -> str:
    return f"{lag:,}" if abs(lag) < 10**12 else "so many"
