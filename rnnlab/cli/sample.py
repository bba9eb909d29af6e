"""``rnnlab sample``: write with a trained model."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rnnlab.cli.parser import chosen_settings
from rnnlab.config import BeamConfig, SamplingConfig, declared
from rnnlab.generation import (
    Joiner,
    Writer,
    beam_search,
    forbidden_ids,
    prime_ids,
    write_text,
)
from rnnlab.session import load_run, open_codec, open_model
from rnnlab.text import UNKNOWN, Codec, IntArray, read_files
from rnnlab.text.vocabulary import quoted


def run(options: argparse.Namespace) -> None:
    """Print the prime text and what the model writes after it, as it is written."""
    config = replace(SamplingConfig(), **chosen_settings(options, declared(SamplingConfig)))
    beam = replace(BeamConfig(), **chosen_settings(options, declared(BeamConfig)))
    saved = load_run(Path(options.run))
    codec = open_codec(saved)
    prime = _prime(options)
    ids = prime_ids(codec, prime)
    _tell_unknown(codec, prime)
    writer = Writer.from_model(open_model(saved))
    if beam.beam_width:
        pieces = _likeliest(writer, codec, ids, config, beam)
    else:
        pieces = write_text(writer, codec, ids, config)
    _print(prime, pieces)


def _prime(options: argparse.Namespace) -> str:
    if options.prime_file is None:
        return str(options.prime)
    return read_files([Path(options.prime_file)]).text


def _tell_unknown(codec: Codec, prime: str) -> None:
    unknown = codec.unknown_tokens(prime)
    if unknown:
        sentence = f"The model does not know {quoted(unknown)}; it reads {UNKNOWN} instead."
        print(f"rnnlab: {sentence}", file=sys.stderr)


def _print(prime: str, pieces: Iterator[str]) -> None:
    """Print a text as it comes; what is written when it is interrupted stays."""
    to_a_person = sys.stdout.isatty()
    sys.stdout.write(prime)
    try:
        for piece in pieces:
            sys.stdout.write(piece)
            if to_a_person:
                sys.stdout.flush()
    finally:
        if to_a_person:
            sys.stdout.write("\n")
        sys.stdout.flush()


def _likeliest(
    writer: Writer, codec: Codec, ids: IntArray, config: SamplingConfig, beam: BeamConfig
) -> Iterator[str]:
    """The pieces of the likeliest text; when interrupted, of the likeliest so far."""
    best: tuple[int, ...] = ()
    forbidden = forbidden_ids(codec.vocabulary, config)
    interrupted = False
    try:
        for found in beam_search(writer, ids, config.length, beam, forbidden=forbidden):
            best = found[0].ids
    except KeyboardInterrupt:
        interrupted = True
    joiner = Joiner(codec)
    for token_id in ids.tolist():
        joiner.add(token_id)
    for token_id in best:
        yield joiner.add(token_id)
    if interrupted:
        raise KeyboardInterrupt
