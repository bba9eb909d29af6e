"""Training steps."""

from time import perf_counter

from rnnlab.benchmarks.results import Result, headline
from rnnlab.benchmarks.step_rows import StepRace, every_model
from rnnlab.benchmarks.timing import Clock

NOTES = (
    "Torch has no simplified GRU: “torch’s layers” are its full GRU, “torch’s cells” a simplified "
    "one written by hand.",
    "Without recurrence “torch’s layers” are one linear layer over all windows or means.",
    "GFLOP/s count the matrix products of the way forward and back; what else a step does takes "
    "time as well, the more of it the less the model multiplies.",
)


def measure_step(
    hidden_size: int = 256,
    rounds: int = 15,
    other_rounds: int = 7,
    steps: int = 3,
    matrix_size: int = 1024,
    clock: Clock = perf_counter,
) -> Result:
    """Every model's training step against its yardsticks; see `StepRace`.

    Args:
        hidden_size: Of every model.
        rounds: For the LSTM.
        other_rounds: For each of the other models.
        steps: In a round.
        matrix_size: Rows of the matrices that are multiplied.
        clock: As in `alternate`.
    """
    lstm, *others = every_model(hidden_size)
    rows = [headline(row) for row in StepRace(lstm, matrix_size, clock).rows(rounds, steps)]
    for config in others:
        rows += StepRace(config, matrix_size, clock).rows(other_rounds, steps)
    return Result(
        "training steps (batch 32, length 64) against bare loops of torch’s modules",
        tuple(rows),
        NOTES,
    )
