"""Looking inside."""

from rnnlab.benchmarks.material import benchmark_config, benchmark_corpus, model_name
from rnnlab.benchmarks.results import Result, Row, compared
from rnnlab.benchmarks.timing import alternate
from rnnlab.probes import probe
from rnnlab.training.trainer import Trainer


def measure_probe(
    hidden_sizes: tuple[int, ...] = (128, 256), tokens: int = 64, rounds: int = 41
) -> Result:
    """One look inside an LSTM against one training step of the same LSTM, in turn.

    The look is what the window shows: all states, gates and gradients of a text, in float64.
    The training loop gives it a share of the time, so that a dearer one comes less often.

    Args:
        hidden_sizes: Of the models.
        tokens: Tokens that are read.
        rounds: Looks and steps.
    """
    rows = tuple(_row(size, tokens, rounds) for size in hidden_sizes)
    return Result(f"a look inside {tokens} tokens against a training step (batch 32 × 64)", rows)


def _row(hidden_size: int, tokens: int, rounds: int) -> Row:
    config, corpus = benchmark_config("lstm", hidden_size), benchmark_corpus()
    trainer = Trainer(config, corpus)
    ids = corpus.valid[: tokens + 1]
    look, step = alternate(lambda: probe(trainer.model, ids), trainer.make_step, rounds=rounds)
    return compared(model_name(config), "ms", 1000 * look, "training step", 1000 * step)
