"""``rnnlab sample``: write with a trained model."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from rnnlab.cli.parser import chosen_settings
from rnnlab.config import SamplingConfig, declared
from rnnlab.generation import Writer, prime_ids, write_text
from rnnlab.session import load_run, open_codec, open_model


def run(options: argparse.Namespace) -> None:
    """Print the prime text and what the model writes after it, as it is written."""
    config = replace(SamplingConfig(), **chosen_settings(options, declared(SamplingConfig)))
    saved = load_run(Path(options.run))
    codec = open_codec(saved)
    ids = prime_ids(codec, options.prime)
    writer = Writer.from_model(open_model(saved))
    sys.stdout.write(options.prime)
    for piece in write_text(writer, codec, ids, config):
        sys.stdout.write(piece)
    if sys.stdout.isatty():
        sys.stdout.write("\n")
    sys.stdout.flush()
