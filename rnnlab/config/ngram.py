"""What an n-gram model counts and how it smooths."""

from dataclasses import dataclass
from typing import Literal

from rnnlab.config.hyper import Checked, hyper

Smoothing = Literal["kneser-ney", "add-delta"]


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
            "add-delta": "Add δ",
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
