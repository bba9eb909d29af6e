"""Training steps on an NVIDIA card: hidden sizes, and batches up to what fills it."""

from collections.abc import Callable, Iterable

import torch

from rnnlab.benchmarks.captured import CapturedLoop, compiled_cells
from rnnlab.benchmarks.filling import fill
from rnnlab.benchmarks.material import benchmark_config, long_corpus, model_name
from rnnlab.benchmarks.results import Row, measured
from rnnlab.benchmarks.step_rows import StepRace
from rnnlab.benchmarks.timing import Work
from rnnlab.config import RunConfig
from rnnlab.config.model import RECURRENT
from rnnlab.models import available_devices
from rnnlab.training.trainer import STEPS_PER_LOOK

CAPTURED, COMPILED = "torch’s layers in a CUDA graph", "torch’s cells, compiled"
FIRST_BATCH, MOST = 32, 65_536
TURN = 0.2  # seconds
MATRIX_SIZE = 8_192
TF32 = (
    "On CUDA the recurrent kernels may round to TF32, as torch lets them, while the product of "
    "matrices is in full float32; so an LSTM can reach more than all of it."
)


def card_rows(rounds: int = 3) -> tuple[list[Row], list[str]]:
    """What an NVIDIA card does, and notes; without one a note that nothing was measured.

    Beside the bare loops of the CPU stand a loop recorded as a CUDA graph and one whose cell is
    compiled.

    Args:
        rounds: Repetitions.
    """
    (card,) = (info for info in available_devices() if info.device == "cuda")
    if not card.available:
        return [], [f"CUDA has not been measured: {card.reason}"]
    rows: list[Row] = []
    notes = [f"CUDA: {card.title}.", TF32]
    for config in _configs():
        sweep = CardSweep(config, rounds)
        filled = fill(sweep.measure, FIRST_BATCH, MOST)
        rows += sweep.rows
        notes += sweep.notes
        notes.append(
            f"{model_name(config)} is the fastest in batches of {filled.best}: {filled.why}."
        )
    return rows, notes


def _configs() -> Iterable[RunConfig]:
    """The LSTM at all sizes, the other cells at two."""
    for size in (256, 512, 1024, 2048, 4096):
        yield benchmark_config("lstm", size).changed(device="cuda")
    for cell in RECURRENT:
        for size in (256, 1024):
            if cell != "lstm":
                yield benchmark_config(cell, size).changed(device="cuda")


class CardSweep:
    """One model at several batch sizes.

    Args:
        config: The model and the device.
        rounds: Repetitions.
        turn: Seconds of the trainer's turn, which sets the steps of everyone's.
        matrix_size: Rows of the matrices whose product is the fastest that the device does.
    """

    def __init__(
        self,
        config: RunConfig,
        rounds: int,
        turn: float = TURN,
        matrix_size: int = MATRIX_SIZE,
    ) -> None:
        self._config = config
        self._rounds = rounds
        self._turn = turn
        self._matrix_size = matrix_size
        self.rows: list[Row] = []
        self.notes: list[str] = []

    def measure(self, batch_size: int) -> float:
        """The trainer's tokens a second; the rows are kept."""
        config = self._config.changed(batch_size=batch_size)
        name = f"{model_name(config)}, batch {batch_size}, {config.training.device}"
        on_card = config.training.device == "cuda"
        if on_card:
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
        race = StepRace(config, self._matrix_size, corpus=long_corpus())
        self._add_faster_forms(race, config, name)
        steps = race.steps_in(self._turn, STEPS_PER_LOOK if on_card else 1)
        rows = race.rows(self._rounds, steps, name)
        self.rows += rows
        if on_card:
            gigabytes = torch.cuda.max_memory_allocated() / 1e9
            self.rows.append(measured(f"{name}, memory of all contenders", "GB", [gigabytes]))
        return rows[0].figure.median

    def _add_faster_forms(self, race: StepRace, config: RunConfig, name: str) -> None:
        """Those that work here; of the others it is told why they do not."""
        if config.training.device != "cuda":
            return
        forms: dict[str, Callable[[], Work]] = {
            CAPTURED: lambda: CapturedLoop(config, long_corpus()).step,
            COMPILED: lambda: compiled_cells(config, long_corpus()).step,
        }
        for form, make in forms.items():
            try:
                step = make()
                step()
            except torch.OutOfMemoryError:
                raise
            except Exception as error:  # a compiler that is missing, a kernel that refuses
                reason = next(iter(str(error).splitlines()), type(error).__name__)
                self.notes.append(f"{name}: {form} did not work here ({reason}).")
            else:
                race.works[form] = step
