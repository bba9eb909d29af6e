"""``rnnlab train``: train a model on a text."""

import argparse
import math
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from rnnlab.cli.main import CommandFailedError
from rnnlab.cli.output import show_json, show_table
from rnnlab.cli.parser import chosen_settings
from rnnlab.cli.texts import open_text
from rnnlab.config import RunConfig, run_settings
from rnnlab.session import capture_run, check_writable, load_run, reopen_run, save_run
from rnnlab.text import Source, build_corpus
from rnnlab.training import Diverged, History, StepRecord, Trainer, train


def run(options: argparse.Namespace) -> None:
    """Train, save where asked, and tell the result."""
    if options.out:
        check_writable(Path(options.out))
    source = open_text(options.text, options.encoding)
    trainer, history = _begin(options, source)
    start_tokens, start_seconds = trainer.tokens, trainer.seconds
    try:
        ending = _train(trainer, history, quiet=options.json)
    finally:
        if options.out:
            save_run(Path(options.out), capture_run(trainer, history, source))
    if isinstance(ending, Diverged):
        raise CommandFailedError(ending.sentence)
    tokens, seconds = trainer.tokens - start_tokens, trainer.seconds - start_seconds
    result = _result(trainer, history, tokens, seconds)
    if options.json:
        show_json(result)
    else:
        show_table(_for_people(result))


def _begin(options: argparse.Namespace, source: Source) -> tuple[Trainer, History]:
    names = [name for part in run_settings().values() for name in part]
    values = chosen_settings(options, names)
    if options.resume:
        return reopen_run(load_run(Path(options.resume)), source, values)
    config = RunConfig().changed(**values)
    return Trainer(config, build_corpus(source, config.text)), History()


def _train(trainer: Trainer, history: History, quiet: bool) -> object:
    """Run the loop to its end; Ctrl-C ends it early with what was learnt."""
    record: object = None
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(
        total=trainer.total_steps, initial=trainer.step, unit="step", disable=hidden
    ) as bar:
        try:
            for record in train(trainer):
                history.add(record)
                if isinstance(record, StepRecord):
                    bar.update()
                    bar.set_postfix(loss=f"{record.loss:.3f}", refresh=False)
        except KeyboardInterrupt:
            bar.write(f"Stopped at step {trainer.step:,}.", file=sys.stderr)
    return record


def _result(trainer: Trainer, history: History, tokens: int, seconds: float) -> dict[str, Any]:
    smoothed = history.training.column("smoothed_loss")
    valid_loss = trainer.validate_fully()
    return {
        "steps": trainer.step,
        "tokens": trainer.tokens,
        "seconds": round(seconds, 3),
        "tokens_per_second": round(tokens / seconds, 1) if seconds else 0.0,
        "train_loss": float(smoothed[-1]) if len(smoothed) else None,
        "valid_loss": valid_loss,
        "perplexity": math.exp(min(valid_loss, 700.0)),
        "parameters": sum(parameter.numel() for parameter in trainer.model.parameters()),
    }


def _for_people(result: dict[str, Any]) -> dict[str, object]:
    loss = result["train_loss"]
    return {
        "steps": f"{result['steps']:,}",
        "training tokens": f"{result['tokens']:,} ({result['tokens_per_second']:,.0f} a second)",
        "training loss": "–" if loss is None else f"{loss:.4f} nats a token",
        "validation loss": f"{result['valid_loss']:.4f} nats a token",
        "perplexity": f"{result['perplexity']:.3f}",
        "parameters": f"{result['parameters']:,}",
    }
