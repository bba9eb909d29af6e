"""How a text is written by a model."""

from dataclasses import dataclass

from rnnlab.config.hyper import Checked, hyper


@dataclass(frozen=True)
class SamplingConfig(Checked):
    """Choices between one token and the next."""

    temperature: float = hyper(
        1.0,
        label="Temperature",
        help="Logits are divided by it: below 1 the likely becomes likelier, above 1 all "
        "tokens come closer.",
        minimum=0.01,
        maximum=100.0,
        scale="log",
        suggestions=(0.1, 0.3, 0.5, 0.7, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0),
    )
    greedy: bool = hyper(
        False,
        label="Greedy",
        help="Always take the likeliest token.",
    )
    top_k: int = hyper(
        0,
        label="Top k",
        help="Draw only from the k likeliest tokens.",
        minimum=0,
        maximum=10_000_000,
        scale="log",
        suggestions=(0, 1, 2, 5, 10, 20, 50),
        zero_means="off",
    )
    top_p: float = hyper(
        1.0,
        label="Top p",
        help="Draw only from the smallest set of likeliest tokens whose probabilities reach p; "
        "1 allows all.",
        minimum=0.001,
        maximum=1.0,
        suggestions=(0.5, 0.8, 0.9, 0.95, 1.0),
    )
    length: int = hyper(
        1_000,
        label="Length",
        help="Tokens to write after the prime text.",
        unit="tokens",
        minimum=1,
        maximum=1_000_000_000,
        scale="log",
        suggestions=(100, 200, 500, 1_000, 2_000, 5_000, 10_000),
    )
    seed: int = hyper(
        1,
        label="Seed",
        help="The same seed gives the same text.",
        minimum=0,
        maximum=2**31 - 1,
    )
    reject_unknown: bool = hyper(
        True,
        label="Never write <unk>",
        help="Take the probability of the unknown token away before drawing.",
    )
