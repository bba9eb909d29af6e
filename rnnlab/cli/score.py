"""``rnnlab score``: how likely a text is to a trained model."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rnnlab.cli.output import show_json, show_table
from rnnlab.config import ConfigError
from rnnlab.generation import (
    NetworkScorer,
    Ranked,
    bits_per_token,
    fill_in,
    perplexity,
    rank,
    score,
    score_to_json,
)
from rnnlab.session import SavedRun, load_run, open_codec, open_model
from rnnlab.text import Codec, TextError, read_files


def run(options: argparse.Namespace) -> None:
    """Print log-probabilities, perplexity and bits per token; rank several texts."""
    texts = options.text
    if texts is None:
        texts = [read_files([Path(options.file)]).text]
    saved = load_run(Path(options.run))
    codec = open_codec(saved)
    if options.candidate:
        _show_ranked(_filled(options, saved, codec, texts), options.json)
    elif len(texts) > 1 or options.context is not None:
        scorer = NetworkScorer(open_model(saved))
        _show_ranked(rank(scorer, codec, texts, options.context), options.json)
    else:
        _show_one(saved, codec, texts[0], options.json)


def _filled(
    options: argparse.Namespace, saved: SavedRun, codec: Codec, texts: Sequence[str]
) -> list[Ranked]:
    if len(texts) > 1 or options.context is not None:
        raise ConfigError(
            "candidate", "--candidate takes one text with a blank; give --text once, no --context."
        )
    return fill_in(NetworkScorer(open_model(saved)), codec, texts[0], options.candidate)


def _show_one(saved: SavedRun, codec: Codec, text: str, as_json: bool) -> None:
    ids = codec.encode(text)
    if len(ids) < 2:
        raise TextError("A text to score needs at least two tokens: the first is context only.")
    result = score_to_json(codec.vocabulary.decode(ids), score(open_model(saved), ids))
    if as_json:
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


def _show_ranked(ranked: Sequence[Ranked], as_json: bool) -> None:
    if as_json:
        show_json({"ranked": [_to_json(each) for each in ranked]})
        return
    print(f"{'nats':>12}  {'bits/token':>10}  {'share':>6}  text")
    for each in ranked:
        bits = bits_per_token(each.log_probabilities)
        print(f"{each.log_probability:12.3f}  {bits:10.4f}  {each.share:6.1%}  {each.text}")


def _to_json(ranked: Ranked) -> dict[str, Any]:
    return {
        "text": ranked.text,
        "log_probabilities": ranked.log_probabilities.tolist(),
        "log_probability": ranked.log_probability,
        "perplexity": perplexity(ranked.log_probabilities),
        "bits_per_token": bits_per_token(ranked.log_probabilities),
        "share": ranked.share,
    }
