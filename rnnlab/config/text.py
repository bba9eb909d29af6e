"""How a text becomes tokens and how it is split."""

from dataclasses import dataclass
from typing import Literal

from rnnlab.config.errors import ConfigError
from rnnlab.config.hyper import Checked, hyper

Unit = Literal["char", "word"]


@dataclass(frozen=True)
class TextConfig(Checked):
    """Tokens, vocabulary and split of a text."""

    unit: Unit = hyper(
        "char",
        label="Unit",
        help="What one token is: a character, or a word (punctuation stands alone).",
        choices={"char": "Characters", "word": "Words"},
    )
    lower_case: bool = hyper(
        False,
        label="Fold case",
        help="Read “The” and “the” as the same word.",
        applies={"unit": ("word",)},
    )
    minimum_count: int = hyper(
        1,
        label="Minimum count",
        help="Tokens seen less often than this in the training part become <unk>.",
        minimum=1,
        maximum=1_000_000,
        scale="log",
        suggestions=(1, 2, 3, 5, 10),
    )
    vocabulary_limit: int = hyper(
        0,
        label="Vocabulary limit",
        help="Keep only the most frequent tokens; the others become <unk>.",
        minimum=0,
        maximum=10_000_000,
        scale="log",
        suggestions=(0, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000),
        zero_means="no limit",
    )
    train_fraction: float = hyper(
        0.9,
        label="Training part",
        help="Share of the text, from its beginning, that the model learns from.",
        minimum=0.01,
        maximum=0.99,
        suggestions=(0.8, 0.9, 0.95),
    )
    valid_fraction: float = hyper(
        0.05,
        label="Validation part",
        help="Share that follows it and measures progress; the rest is the test part.",
        minimum=0.005,
        maximum=0.5,
        suggestions=(0.05, 0.1),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.train_fraction + self.valid_fraction > 1.0 + 1e-9:
            raise ConfigError(
                "valid_fraction",
                "The training and validation parts together exceed the whole text; "
                "lower one of them.",
            )
