"""What each cell is made of. Loads without torch."""

from rnnlab.config import Cell

# The blocks of a recurrent matrix from top to bottom. An RNN has one block and no gate; a
# network without recurrence is not in the table.
BLOCKS: dict[Cell, tuple[str, ...]] = {
    "rnn-tanh": ("state",),
    "rnn-relu": ("state",),
    "gru": ("reset", "update", "candidate"),
    "gru-simplified": ("update", "candidate"),
    "lstm": ("input", "forget", "candidate", "output"),
}


def gate_names(cell: Cell) -> tuple[str, ...]:
    """Names of a cell's gates in the order of its weight rows; most have none."""
    return () if cell.startswith("rnn-") else recurrent_blocks(cell)


def recurrent_blocks(cell: Cell) -> tuple[str, ...]:
    """Blocks of a cell's recurrent matrix; a network without recurrence has none."""
    return BLOCKS.get(cell, ())


def state_widths(cell: Cell, hidden_size: int, width: int, seen: int) -> tuple[int, ...]:
    """How wide each tensor of a cell's state is.

    Args:
        cell: Kind of the layer.
        hidden_size: Units, H.
        width: Of what the layer reads at a step, I.
        seen: Width of what the hidden layer of a window sees at once, N·I.
    """
    match cell:
        case "window":
            return hidden_size, seen - width  # h, and the N − 1 inputs before
        case "average":
            return hidden_size, width, 1  # h, the sum of all inputs, and their number
        case _:
            return (hidden_size,) * state_count(cell)


def state_count(cell: Cell) -> int:
    """How many tensors a recurrent state has: 2 for the LSTM (h and c), else 1 (h)."""
    return 2 if cell == "lstm" else 1
