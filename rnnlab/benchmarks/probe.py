"""Looking inside."""

from collections.abc import Callable
from time import perf_counter

import torch
from torch.nn.functional import cross_entropy

from rnnlab.benchmarks.growth import Contender, Growth, grown, measure_growth
from rnnlab.benchmarks.material import benchmark_config, benchmark_corpus, model_name
from rnnlab.benchmarks.plain_torch import PlainModel
from rnnlab.benchmarks.results import Goal, Result, Row, compared, headline, measured
from rnnlab.benchmarks.timing import Clock, Work, alternate
from rnnlab.models import build_model
from rnnlab.probes import probe
from rnnlab.probes.reading import read_text
from rnnlab.probes.triangle import gradient_triangle
from rnnlab.training.trainer import Trainer

FLOAT64 = "torch’s layer, float64"
TRIANGLE_TOKENS, TRIANGLE_GOAL = 100, Goal("at most", 60.0)  # milliseconds
GROWTH_GOAL = Goal("at most", 1.5)


def measure_probe(
    hidden_sizes: tuple[int, ...] = (128, 256),
    tokens: int = 64,
    rounds: int = 15,
    grown_rounds: int = 7,
    shortest: int = 32,
    clock: Clock = perf_counter,
) -> Result:
    """One look inside an LSTM against one training step of the same LSTM, in turn.

    The look is what the window shows: all states, gates and gradients of a text, in float64.
    The training loop gives it a share of the time, so that a dearer one comes less often. As the
    text or the model grows, it is set against torch's layer, which reads the same text in
    float64 and sends the gradient back to the weights, but tells nothing of what is between.

    Args:
        hidden_sizes: Of the models; the first is made wider, and has its triangle measured.
        tokens: Tokens that are read.
        rounds: Looks and steps.
        grown_rounds: At each size of growing texts and models.
        shortest: Tokens of the text that grows eight times as long.
        clock: As in `alternate`.
    """
    size = hidden_sizes[0]
    rows = [_row(size, tokens, rounds, clock) for size in hidden_sizes]
    longer = _longer(size, shortest, grown_rounds, clock)
    wider = _wider(max(1, size // 2), tokens, grown_rounds, clock)
    return Result(
        f"a look inside {tokens} tokens against a training step (batch 32 × 64)",
        (
            *map(headline, rows),
            headline(_triangle(size, rounds, clock)),
            *longer.rows(growth_goal=GROWTH_GOAL),
            *_by_width(wider),
        ),
        (longer.note(), wider.note()),
    )


def _row(hidden_size: int, tokens: int, rounds: int, clock: Clock) -> Row:
    config = benchmark_config("lstm", hidden_size)
    trainer = Trainer(config, benchmark_corpus())
    ids = benchmark_corpus().valid[: tokens + 1]
    look, step = alternate(
        lambda: probe(trainer.model, ids), trainer.make_step, rounds=rounds, clock=clock
    )
    return compared(model_name(config), "ms", 1000 * look, "training step", 1000 * step)


def _triangle(hidden_size: int, rounds: int, clock: Clock) -> Row:
    """Every loss against every state."""
    corpus = benchmark_corpus()
    config = benchmark_config("lstm", hidden_size)
    model = build_model(config.model, len(corpus.vocabulary), seed=1)
    reading = read_text(model, corpus.valid[: TRIANGLE_TOKENS + 1])
    (seconds,) = alternate(lambda: gradient_triangle(reading), rounds=rounds, clock=clock)
    name = f"{model_name(config)}, all losses against all states of {TRIANGLE_TOKENS} tokens"
    return measured(name, "ms", 1000 * seconds, TRIANGLE_GOAL)


def _longer(hidden_size: int, shortest: int, rounds: int, clock: Clock) -> Growth:
    return measure_growth(
        Contender(f"LSTM {hidden_size}", lambda tokens: _look(hidden_size, tokens)),
        Contender(FLOAT64, lambda tokens: _read_and_back(hidden_size, tokens)),
        "tokens",
        grown(shortest),
        rounds,
        clock,
    )


def _wider(smallest: int, tokens: int, rounds: int, clock: Clock) -> Growth:
    def reading(work: Callable[[int, int], Work]) -> Callable[[int], Work]:
        return lambda hidden_size: work(hidden_size, tokens)

    return measure_growth(
        Contender("LSTM, wider and wider", reading(_look)),
        Contender(FLOAT64, reading(_read_and_back)),
        "hidden units",
        grown(smallest),
        rounds,
        clock,
    )


def _by_width(growth: Growth) -> list[Row]:
    columns = zip(growth.sizes, growth.seconds, growth.references, strict=True)
    return [
        compared(f"LSTM {size}", "ms", 1000 * ours, growth.against, 1000 * theirs)
        for size, ours, theirs in columns
    ]


def _look(hidden_size: int, tokens: int) -> Work:
    corpus = benchmark_corpus()
    config = benchmark_config("lstm", hidden_size).model
    model = build_model(config, len(corpus.vocabulary), seed=1)
    ids = corpus.valid[: tokens + 1]
    return lambda: probe(model, ids)


def _read_and_back(hidden_size: int, tokens: int) -> Work:
    corpus = benchmark_corpus()
    model = PlainModel(benchmark_config("lstm", hidden_size).model, len(corpus.vocabulary)).double()
    ids = torch.from_numpy(corpus.valid[: tokens + 1]).long()

    def work() -> None:
        logits, _ = model(ids[:-1, None], None)  # (T, 1, V)
        model.zero_grad(set_to_none=True)
        torch.autograd.backward(cross_entropy(logits[-1], ids[-1:]))

    return work
