"""How a model is trained."""

from dataclasses import dataclass
from typing import Literal

from rnnlab.config.hyper import Checked, hyper

Optimizer = Literal["sgd", "momentum", "rmsprop", "adam"]
Schedule = Literal["constant", "cosine", "one-cycle", "plateau"]
Device = Literal["auto", "cpu", "cuda", "mps"]


@dataclass(frozen=True)
class TrainingConfig(Checked):
    """Optimiser, schedule, batches and limits of a training run."""

    optimizer: Optimizer = hyper(
        "adam",
        label="Optimiser",
        help="The rule that turns gradients into steps.",
        choices={"sgd": "SGD", "momentum": "Momentum", "rmsprop": "RMSprop", "adam": "Adam"},
    )
    learning_rate: float = hyper(
        0.006,
        label="Learning rate",
        help="Size of a step; with a schedule, its highest value.",
        minimum=1e-7,
        maximum=1000.0,
        scale="log",
        suggestions=(1e-4, 3e-4, 1e-3, 2e-3, 3e-3, 6e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0),
        live=True,
    )
    schedule: Schedule = hyper(
        "one-cycle",
        label="Schedule",
        help="How the learning rate changes during training: constant; falling as a cosine; "
        "rising then falling (one cycle); halved when the validation loss stops falling.",
        choices={
            "constant": "Constant",
            "cosine": "Cosine",
            "one-cycle": "One cycle",
            "plateau": "Reduce on plateau",
        },
    )
    weight_decay: float = hyper(
        0.0,
        label="Weight decay (L2)",
        help="Strength of the pull of all weights towards zero.",
        minimum=0.0,
        maximum=10.0,
        scale="log",
        suggestions=(0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2),
        zero_means="off",
    )
    gradient_clip: float = hyper(
        1.0,
        label="Gradient clip",
        help="The gradient of all weights is scaled down to this norm when it is longer.",
        minimum=0.0,
        maximum=1e6,
        scale="log",
        suggestions=(0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0),
        live=True,
        zero_means="off",
    )
    batch_size: int = hyper(
        32,
        label="Batch size",
        help="Stretches of text read side by side in one step.",
        minimum=1,
        maximum=65_536,
        scale="log",
        suggestions=(1, 4, 8, 16, 32, 64, 128, 256),
    )
    sequence_length: int = hyper(
        64,
        label="Sequence length",
        help="Tokens read before the gradient is sent back: back-propagation through time is "
        "cut here.",
        unit="tokens",
        minimum=1,
        maximum=16_384,
        scale="log",
        suggestions=(8, 16, 32, 64, 128, 256),
    )
    carry_state: bool = hyper(
        True,
        label="Carry state",
        help="Begin each batch with the state in which the one before ended; else with zeros.",
    )
    epochs: float = hyper(
        5.0,
        label="Epochs",
        help="How often the training part is read in all.",
        minimum=0.001,
        maximum=100_000.0,
        scale="log",
        suggestions=(1, 2, 5, 10, 20, 50),
        applies={"steps": (0,)},
    )
    steps: int = hyper(
        0,
        label="Steps",
        help="Length of the whole run in batches; 0 lets the epochs decide.",
        unit="steps",
        minimum=0,
        maximum=1_000_000_000,
        scale="log",
        suggestions=(0, 500, 1_000, 2_000, 5_000, 10_000),
        zero_means="by epochs",
    )
    validation_interval: int = hyper(
        100,
        label="Validate every",
        help="Steps between two measurements of the validation loss.",
        unit="steps",
        minimum=1,
        maximum=1_000_000,
        scale="log",
        suggestions=(10, 20, 50, 100, 200, 500),
    )
    seed: int = hyper(
        1,
        label="Seed",
        help="The same seed gives the same initial weights and the same course.",
        minimum=0,
        maximum=2**31 - 1,
    )
    device: Device = hyper(
        "auto",
        label="Device",
        help="Where the arithmetic is done; automatic takes a CUDA card if there is one.",
        choices={"auto": "Automatic", "cpu": "CPU", "cuda": "CUDA", "mps": "Apple GPU (MPS)"},
    )
    threads: int = hyper(
        0,
        label="CPU threads",
        help="Threads for the arithmetic; one fewer than the cores keeps the window smooth.",
        minimum=0,
        maximum=1024,
        suggestions=(0, 1, 2, 4, 8),
        zero_means="automatic",
    )
