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
    min_p: float = hyper(
        0.0,
        label="Min p",
        help="Draw only from tokens that are at least this share as likely as the likeliest; "
        "0 allows all.",
        minimum=0.0,
        maximum=1.0,
        suggestions=(0.0, 0.02, 0.05, 0.1, 0.2, 0.5),
        zero_means="off",
    )
    repetition_penalty: float = hyper(
        1.0,
        label="Repetition penalty",
        help="Scores of tokens that came lately are divided by it (multiplied where negative), "
        "so that they become less likely; 1 is off.",
        minimum=1.0,
        maximum=10.0,
        suggestions=(1.0, 1.05, 1.1, 1.2, 1.3, 1.5, 2.0),
    )
    repetition_window: int = hyper(
        64,
        label="Repetition window",
        help="How many of the last tokens, the prime text among them, the repetition penalty "
        "is for.",
        unit="tokens",
        minimum=1,
        maximum=100_000,
        scale="log",
        suggestions=(8, 16, 32, 64, 128, 256, 512, 1_024),
    )
    length: int = hyper(
        1_000,
        label="Length",
        help="Tokens to write after the prime text.",
        unit="tokens",
        minimum=0,
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


@dataclass(frozen=True)
class BeamConfig(Checked):
    """The search for the likeliest text, in place of drawing."""

    beam_width: int = hyper(
        0,
        label="Beam width",
        help="Search for the likeliest text, keeping this many beginnings at every token; "
        "temperature and seed then have no effect.",
        minimum=0,
        maximum=1_000,
        scale="log",
        suggestions=(0, 1, 2, 4, 8, 16, 32),
        zero_means="off",
    )
    length_penalty: float = hyper(
        0.0,
        label="Length normalisation",
        help="Log-probabilities of texts that ended early are divided by their length to this "
        "power: 0 favours short texts, 1 compares the means per token.",
        minimum=0.0,
        maximum=2.0,
        suggestions=(0.0, 0.5, 0.7, 1.0),
    )
