"""Who takes part in the needle tests: cells with the initialisations of the lectures."""

from dataclasses import dataclass, field

from rnnlab.config import Cell, ModelConfig, RunConfig, Value

HIDDEN_SIZE = 64
EMBEDDING_SIZE = 32
BATCH_SIZE = 64
LEARNING_RATE = 2e-3
GRADIENT_CLIP = 1.0


@dataclass(frozen=True)
class Contender:
    """A cell and where its weights start.

    Attributes:
        key: Its name in the program and on the command line.
        title: For a person.
        short: The same where there is little room.
        cell: The cell.
        shade: Tells contenders of one cell apart by colour and by the shape of their marks.
        settings: What differs from a model with torch's own initialisation.
        embedding_deviation: Standard deviation of the embeddings at the start; torch's is 1.
            Inputs as large as that bend a tanh, and what an orthogonal matrix would keep is lost
            in its slope: that contender starts with smaller ones, as an identity matrix does by
            its paper.
    """

    key: str
    title: str
    short: str
    cell: Cell
    shade: int
    settings: dict[str, Value] = field(default_factory=dict, hash=False)
    embedding_deviation: float = 1.0

    def config(self, hidden_size: int = HIDDEN_SIZE) -> ModelConfig:
        """The model of one point."""
        changes: dict[str, Value] = {
            "cell": self.cell,
            "hidden_size": hidden_size,
            "embedding_size": EMBEDDING_SIZE,
            "dropout": 0.0,
            "initialisation": "default",
        }
        return RunConfig().changed(**(changes | self.settings)).model


def _lstm(bias: int, shade: int) -> Contender:
    return Contender(
        f"lstm-{bias}",
        f"LSTM with forget bias {bias}",
        f"LSTM b = {bias}",
        "lstm",
        shade,
        {"forget_bias": float(bias)},
    )


CONTENDERS: dict[str, Contender] = {
    contender.key: contender
    for contender in (
        Contender("rnn-tanh", "RNN, tanh", "RNN tanh", "rnn-tanh", 0),
        Contender(
            "rnn-orthogonal",
            "RNN, tanh, orthogonal",
            "RNN orthogonal",
            "rnn-tanh",
            1,
            {"initialisation": "orthogonal"},
            embedding_deviation=0.1,
        ),
        Contender(
            "rnn-relu-identity",
            "RNN, ReLU, identity",
            "RNN ReLU identity",
            "rnn-relu",
            0,
            {"initialisation": "identity"},
        ),
        Contender("gru", "GRU", "GRU", "gru", 0),
        _lstm(0, 3),
        _lstm(1, 1),
        _lstm(3, 0),
        _lstm(5, 2),
    )
}
TELLING = ("rnn-tanh", "lstm-3")  # shown first: where the one fails, the other solves
