"""Training steps at all sizes: every model, hidden sizes, CPU threads, and a graphics card."""

from rnnlab.benchmarks.card_sweep import card_rows
from rnnlab.benchmarks.material import model_name
from rnnlab.benchmarks.results import Result, Row
from rnnlab.benchmarks.step import NOTES
from rnnlab.benchmarks.step_rows import StepRace, every_model, threads_in_use
from rnnlab.models import use_threads
from rnnlab.models.cores import logical_cores

SIZES = (64, 128, 256, 512, 1024)
TURN = 0.15  # seconds


def measure_sweep(
    sizes: tuple[int, ...] = SIZES,
    threads: tuple[int, ...] = (),
    rounds: int = 5,
    turn: float = TURN,
    matrix_size: int = 1024,
) -> Result:
    """Every model at every size with every number of threads; see `StepRace`.

    Args:
        sizes: Hidden units.
        threads: By default 1, 2, 4, … and all cores.
        rounds: Turns of each contender.
        turn: Seconds of the trainer's turn, which sets the steps of everyone's.
        matrix_size: Rows of the matrices that are multiplied.
    """
    rows: list[Row] = []
    try:
        for number in threads or thread_numbers(logical_cores()):
            for size in sizes:
                rows += _rows_of_size(size, number, rounds, turn, matrix_size)
    finally:
        use_threads(0)
    on_card, notes = card_rows(rounds)
    return Result(
        "training steps (length 64; batch 32 on the CPU) against bare loops of torch’s modules",
        (*rows, *on_card),
        (*NOTES, *notes),
    )


def _rows_of_size(size: int, threads: int, rounds: int, turn: float, matrix_size: int) -> list[Row]:
    rows: list[Row] = []
    for config in every_model(size):
        race = StepRace(config.changed(threads=threads), matrix_size)
        name = f"{model_name(config)}, {threads_in_use()}"
        rows += race.rows(rounds, race.steps_in(turn), name)
    return rows


def thread_numbers(cores: int) -> tuple[int, ...]:
    """1, 2, 4, … and the number of cores itself."""
    powers = [2**power for power in range(cores.bit_length()) if 2**power < cores]
    return (*powers, cores)
