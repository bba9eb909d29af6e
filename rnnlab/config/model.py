"""The shape of a language model and where its weights start."""

from dataclasses import dataclass
from typing import Literal

from rnnlab.config.errors import ConfigError
from rnnlab.config.hyper import Checked, declared, hyper

Cell = Literal["rnn-tanh", "rnn-relu", "gru", "gru-simplified", "lstm", "window", "average"]
InputEncoding = Literal["embedding", "one-hot"]
Initialisation = Literal["default", "xavier", "he", "orthogonal", "identity", "normal"]

# The others hand nothing that was learnt from one token on to the next: one reads the last N
# tokens, one the mean of all. They show what order and unbounded context bring.
RECURRENT: tuple[Cell, ...] = ("rnn-tanh", "rnn-relu", "gru-simplified", "gru", "lstm")
# What lectures set side by side, and what one click lets race.
COMPARED: tuple[Cell, ...] = ("rnn-tanh", "gru", "lstm")


@dataclass(frozen=True)
class ModelConfig(Checked):
    """Cell, sizes and initial weights."""

    cell: Cell = hyper(
        "lstm",
        label="Cell",
        help="How the past reaches the next token: through a state that is carried on, through the "
        "last N tokens alone (Bengio et al. 2003), or as the mean of all vectors since the state "
        "began, without order: the more were read, the less one counts.",
        choices={
            "rnn-tanh": "RNN, tanh",
            "rnn-relu": "RNN, ReLU",
            "gru-simplified": "GRU, simplified",
            "gru": "GRU",
            "lstm": "LSTM",
            "window": "Fixed window",
            "average": "Average of embeddings",
        },
    )
    window: int = hyper(
        8,
        label="Window",
        help="How many tokens the network sees, the newest included; what lies further back "
        "cannot reach it.",
        unit="tokens",
        minimum=1,
        maximum=64,
        suggestions=(1, 2, 3, 4, 5, 8, 16, 32, 64),
        applies={"cell": ("window",)},
    )
    layers: int = hyper(
        1,
        label="Layers",
        help="Recurrent layers, each reading the states of the one below. A network without "
        "recurrence has one hidden layer.",
        minimum=1,
        maximum=8,
        suggestions=(1, 2, 3),
    )
    hidden_size: int = hyper(
        384,
        label="Hidden units",
        help="Width of the hidden layer h, which in a recurrent network carries the past.",
        minimum=1,
        maximum=4096,
        scale="log",
        suggestions=(16, 32, 64, 128, 256, 384, 512, 1024),
    )
    input_encoding: InputEncoding = hyper(
        "embedding",
        label="Input",
        help="A learned vector for each token, or a one-hot vector as wide as the vocabulary.",
        choices={"embedding": "Embedding", "one-hot": "One-hot"},
    )
    embedding_size: int = hyper(
        64,
        label="Embedding size",
        help="Width of the learned vector of a token.",
        minimum=1,
        maximum=4096,
        scale="log",
        suggestions=(8, 16, 32, 64, 128, 256, 512),
        applies={"input_encoding": ("embedding",)},
    )
    dropout: float = hyper(
        0.0,
        label="Dropout",
        help="Share of a layer's outputs set to zero in each training step, "
        "between layers and before the output.",
        minimum=0.0,
        maximum=0.95,
        suggestions=(0.0, 0.1, 0.2, 0.3, 0.5),
        live=True,
        zero_means="off",
    )
    tie_weights: bool = hyper(
        False,
        label="Tie output weights",
        help="Use the embedding matrix as output matrix; both sizes must then be equal.",
        applies={"input_encoding": ("embedding",)},
    )
    initialisation: Initialisation = hyper(
        "xavier",
        label="Initialisation",
        help="Where the weights start. Orthogonal and identity concern the recurrent matrix, "
        "whose repeated product makes gradients vanish or explode.",
        choices={
            "default": "torch’s default",
            "xavier": "Xavier",
            "he": "He",
            "orthogonal": "Orthogonal",
            "identity": "Identity",
            "normal": "Scaled normal",
        },
    )
    recurrent_gain: float = hyper(
        1.0,
        label="Recurrent gain",
        help="Factor on the initial recurrent matrix: below 1 gradients vanish sooner, "
        "above 1 they may explode. An echo state network has its spectral radius instead.",
        minimum=0.0,
        maximum=10.0,
        suggestions=(0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0),
        applies={"cell": RECURRENT},
    )
    forget_bias: float = hyper(
        1.0,
        label="Forget-gate bias",
        help="Initial bias b of the forget gate: an untrained LSTM keeps about σ(b)^k of its "
        "cell after k tokens.",
        minimum=-10.0,
        maximum=20.0,
        suggestions=(-2.0, 0.0, 1.0, 2.0, 3.0, 5.0),
        applies={"cell": ("lstm",)},
    )
    reservoir: bool = hyper(
        False,
        label="Echo state network",
        help="Keep the input and the recurrent weights as they were drawn: a reservoir of echoes, "
        "from which the output weights alone learn to read (Jaeger 2001).",
        applies={"cell": ("rnn-tanh",)},
    )
    spectral_radius: float = hyper(
        0.95,
        label="Spectral radius",
        help="Size of the largest eigenvalue of the reservoir’s recurrent matrix: the nearer to 1, "
        "the longer its echoes last; far above 1 they never die out.",
        minimum=0.01,
        maximum=10.0,
        suggestions=(0.5, 0.8, 0.9, 0.95, 1.0, 1.1, 1.25, 1.5),
        applies={"cell": ("rnn-tanh",), "reservoir": (True,)},
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.layers > 1 and not self.is_recurrent:
            raise ConfigError(
                "layers",
                "A network without recurrence has one hidden layer; set the layers to 1 or choose "
                "an RNN, a GRU or an LSTM.",
            )
        if self.tie_weights:
            self._check_tied()

    @property
    def is_recurrent(self) -> bool:
        """Whether a state is handed from token to token through weights that learn or echo."""
        return self.cell in RECURRENT

    @property
    def is_reservoir(self) -> bool:
        """Whether all weights but those of the output stay as they were drawn."""
        return self.reservoir and self.cell == "rnn-tanh"

    @property
    def title(self) -> str:
        """What it is called on screen: “LSTM”, “Echo state network”, “Fixed window of 8” …."""
        declarations = declared(type(self))
        if self.is_reservoir:
            return declarations["reservoir"].label
        if self.cell == "window":
            return f"Fixed window of {self.window}"
        return declarations["cell"].choices[self.cell]

    def _check_tied(self) -> None:
        if self.is_reservoir:
            raise ConfigError(
                "tie_weights",
                "The embedding of an echo state network does not learn, so it cannot be tied to "
                "the output weights; untie them or turn the echo state network off.",
            )
        if self.input_encoding == "one-hot":
            raise ConfigError(
                "tie_weights",
                "Tied output weights need an embedding; choose the embedding input or untie them.",
            )
        if self.embedding_size != self.hidden_size:
            raise ConfigError(
                "tie_weights",
                "Tied output weights need an embedding as wide as the hidden state; set the "
                f"embedding size to {self.hidden_size} or untie them.",
            )
