"""``rnnlab ngram``: count n-grams and measure their perplexity."""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

from rnnlab.cli.output import show_json, show_table
from rnnlab.cli.parser import chosen_settings
from rnnlab.cli.texts import open_text
from rnnlab.config import ConfigError, NgramConfig, TextConfig, declared
from rnnlab.ngram import NgramModel, write_arpa
from rnnlab.session.ngrams import fit_text, measure_text


def run(options: argparse.Namespace) -> None:
    """Fit, measure on the held-out text, export."""
    raise NotImplementedError
