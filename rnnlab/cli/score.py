"""``rnnlab score``: how likely a text is to a trained model."""

import argparse
from pathlib import Path

from rnnlab.cli.output import show_json, show_table
from rnnlab.generation import score, score_to_json
from rnnlab.session import load_run, open_codec, open_model
from rnnlab.text import TextError, read_files


def run(options: argparse.Namespace) -> None:
    """Print log-probabilities, perplexity and bits per token."""
    saved = load_run(Path(options.run))
    text = options.text if options.text is not None else read_files([Path(options.file)]).text
    codec = open_codec(saved)
    ids = codec.encode(text)
    if len(ids) < 2:
        raise TextError("A text to score needs at least two tokens: the first is context only.")
    result = score_to_json(codec.vocabulary.decode(ids), score(open_model(saved), ids))
    if options.json:
        show_json(result)
        return
    show_table(
        {
            "tokens scored": f"{len(result['log_probabilities']):,}",
            "log-probability": f"{sum(result['log_probabilities']):.3f} nats",
            "perplexity": f"{result['perplexity']:.4f}",
            "bits per token": f"{result['bits_per_token']:.4f}",
        }
    )
