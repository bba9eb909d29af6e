"""What each cell is made of. Loads without torch."""

from rnnlab.config import Cell

# The blocks of a weight matrix from top to bottom. An RNN has one block and no gate.
BLOCKS: dict[Cell, tuple[str, ...]] = {
    "rnn-tanh": ("state",),
    "rnn-relu": ("state",),
    "gru": ("reset", "update", "candidate"),
    "gru-simplified": ("update", "candidate"),
    "lstm": ("input", "forget", "candidate", "output"),
}


def gate_names(cell: Cell) -> tuple[str, ...]:
    """Names of a cell's gates in the order of its weight rows; an RNN has none."""
    return () if cell.startswith("rnn-") else BLOCKS[cell]


def state_count(cell: Cell) -> int:
    """How many tensors make up the state: 2 for the LSTM (h and c), else 1 (h)."""
    return 2 if cell == "lstm" else 1
