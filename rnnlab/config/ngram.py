"""What an n-gram model counts and how it smooths."""

from dataclasses import dataclass
from typing import Literal

from rnnlab.config.hyper import Checked, hyper

Smoothing = Literal[
    "kneser-ney",
    "maximum-likelihood",
    "add-delta",
    "witten-bell",
    "absolute-discounting",
    "jelinek-mercer",
    "stupid-backoff",
]


@dataclass(frozen=True)
class NgramConfig(Checked):
    """Order and smoothing of an n-gram model."""

    order: int = hyper(
        5,
        label="Order",
        help="Tokens in the longest n-gram counted; a token is predicted from the order − 1 "
        "before it.",
        minimum=1,
        maximum=8,
        suggestions=(1, 2, 3, 4, 5, 6),
    )
    smoothing: Smoothing = hyper(
        "kneser-ney",
        label="Smoothing",
        help="How unseen n-grams get a share of the probability.",
        choices={
            "kneser-ney": "Kneser–Ney, modified, interpolated",
            "maximum-likelihood": "None (maximum likelihood)",
            "add-delta": "Add δ",
            "witten-bell": "Witten–Bell",
            "absolute-discounting": "Absolute discounting",
            "jelinek-mercer": "Jelinek–Mercer, tuned weights",
            "stupid-backoff": "Stupid back-off, normalised",
        },
    )
    delta: float = hyper(
        0.1,
        label="δ",
        help="Added to every count; 1 is Laplace’s rule.",
        minimum=1e-9,
        maximum=1000.0,
        scale="log",
        suggestions=(0.001, 0.01, 0.1, 0.5, 1.0),
        applies={"smoothing": ("add-delta",)},
    )
    discount: float = hyper(
        0.0,
        label="Discount",
        help="Taken from every count and given to what was never seen.",
        minimum=0.0,
        maximum=1.0,
        suggestions=(0.0, 0.1, 0.5, 0.75, 0.9),
        zero_means="worked out from the counts of each order",
        applies={"smoothing": ("absolute-discounting",)},
    )
    alpha: float = hyper(
        0.4,
        label="α",
        help="What the score of a shorter n-gram is multiplied by.",
        minimum=0.001,
        maximum=1.0,
        scale="log",
        suggestions=(0.1, 0.2, 0.4, 0.7, 1.0),
        applies={"smoothing": ("stupid-backoff",)},
    )
