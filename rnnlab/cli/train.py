"""``rnnlab train``: train a model on a text."""

import argparse
import math
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tqdm import tqdm

from rnnlab.cli.main import CommandFailedError, CommandInterruptedError
from rnnlab.cli.output import show_json, show_table
from rnnlab.cli.parser import chosen_settings
from rnnlab.cli.texts import open_text
from rnnlab.config import ConfigError, RunConfig, Value, all_settings
from rnnlab.models import learnt_parameters
from rnnlab.session import capture_run, check_writable, load_run, resume, save_run
from rnnlab.text import Source, build_corpus
from rnnlab.training.commands import CommandQueue, Stop
from rnnlab.training.fitting import find_fit
from rnnlab.training.history import History
from rnnlab.training.loop import train
from rnnlab.training.memory import fitting_advice, ran_out_of_memory
from rnnlab.training.records import Diverged, Record, StepRecord
from rnnlab.training.trainer import Trainer

_LARGEST_EXPONENT = 700.0  # e to this is still a number


def run(options: argparse.Namespace) -> None:
    """Train, save where asked, and tell the result."""
    values = _settings(options)
    if options.out:
        check_writable(Path(options.out))
    source = open_text(options.text, options.encoding, whole=False)
    name, trainer, history = _begin(options, source, values)
    with _memory_advice(trainer):
        ending, caught = _train(trainer, history, quiet=options.json)
    if options.out:
        state = trainer.state()
        saved = capture_run(name, trainer.config, trainer.corpus, source, state, history)
        save_run(Path(options.out), saved)
    if isinstance(ending, Diverged):
        raise CommandFailedError(ending.sentence)
    _tell(_result(trainer, history), options)
    if caught:
        raise CommandInterruptedError(caught[0])


def _settings(options: argparse.Namespace) -> dict[str, Value]:
    values = chosen_settings(options, all_settings())
    if values.get("steps") and "epochs" in values:
        raise ConfigError("steps", "Both --steps and --epochs give the length; leave one out.")
    return values


def _begin(
    options: argparse.Namespace, source: Source, values: dict[str, Value]
) -> tuple[str, Trainer, History]:
    """A new run, or a saved one that goes on."""
    if options.resume:
        saved = load_run(Path(options.resume))
        trainer, history = resume(saved, source, values)
        if trainer.step == trainer.total_steps:
            note = f"The run has made all of its {trainer.step:,} steps; --steps makes it longer."
            print(note, file=sys.stderr)
        return saved.name, trainer, history
    config = RunConfig().changed(**values)
    name = Path(options.out).stem if options.out else source.name
    return name, Trainer(config, build_corpus(source, config.text)), History()


def _train(trainer: Trainer, history: History, quiet: bool) -> tuple[Record, list[int]]:
    """Run the loop to its end; returns the last record and the signals that ended it early."""
    commands: CommandQueue = SimpleQueue()
    record: Record = trainer.started()
    hidden = quiet or not sys.stderr.isatty()
    bar = tqdm(total=trainer.total_steps, initial=trainer.step, unit="step", disable=hidden)
    with _stopping_between_batches(commands) as caught, bar:
        for record in train(trainer, commands):
            history.add(record)
            if isinstance(record, StepRecord):
                bar.update()
                bar.set_postfix(loss=f"{record.loss:.3f}", refresh=False)
    return record, caught


@contextmanager
def _stopping_between_batches(commands: CommandQueue) -> Iterator[list[int]]:
    """Let Ctrl-C end the loop after its batch, so that a whole run is saved.

    A second one interrupts at once, as it does elsewhere. Gives the list of signals caught.
    """
    caught: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, _: object) -> None:
        caught.append(number)
        commands.put(Stop())
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, stop)
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _memory_advice(trainer: Trainer) -> Iterator[None]:
    """Turn a lack of memory into a sentence about what would fit."""
    try:
        yield
        return
    except Exception as error:
        if not ran_out_of_memory(error):
            raise
        traceback.clear_frames(error.__traceback__)  # they hold the batch that had no room
    trainer.forget_broken_step()
    raise CommandFailedError(fitting_advice(find_fit(trainer.config, trainer.corpus)))


def _result(trainer: Trainer, history: History) -> dict[str, Any]:
    smoothed = history.training.column("smoothed_loss")
    valid_loss = trainer.validate_fully()
    seconds = trainer.seconds
    return {
        "steps": trainer.step,
        "tokens": trainer.tokens,
        "seconds": round(seconds, 3),
        "tokens_per_second": round(trainer.tokens / seconds, 1) if seconds else 0.0,
        "train_loss": float(smoothed[-1]) if len(smoothed) else None,
        "valid_loss": valid_loss if math.isfinite(valid_loss) else None,
        "perplexity": _perplexity(valid_loss),
        **_parameters(trainer),
    }


def _parameters(trainer: Trainer) -> dict[str, int]:
    """How many there are and, where it is not all of them, how many learn."""
    number = trainer.started().parameters
    learnt = sum(weight.numel() for weight in learnt_parameters(trainer.model).values())
    told = {"parameters": number}
    return told if learnt == number else told | {"learnt_parameters": learnt}


def _counted(result: dict[str, Any]) -> str:
    number, learnt = result["parameters"], result.get("learnt_parameters")
    words = f"{number:,}"
    return words if learnt is None else f"{words}; {learnt:,} of them learn"


def _perplexity(loss: float) -> float | None:
    return math.exp(min(loss, _LARGEST_EXPONENT)) if math.isfinite(loss) else None


def _tell(result: dict[str, Any], options: argparse.Namespace) -> None:
    if options.json:
        show_json(result)
        return
    speed = f"{result['tokens_per_second']:,.0f} a second"
    show_table(
        {
            "steps": f"{result['steps']:,}",
            "training tokens": f"{result['tokens']:,} ({speed})",
            "training loss": _number(result["train_loss"], "nats a token"),
            "validation loss": _number(result["valid_loss"], "nats a token"),
            "perplexity": _number(result["perplexity"]),
            "parameters": _counted(result),
            "saved as": options.out or "– (--out RUN.rnnlab saves the run)",
        }
    )


def _number(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:.4f} {unit}".rstrip()
