"""``rnnlab ngram``: count n-grams and measure their perplexity."""

import argparse
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rnnlab.cli.output import show_json, show_table
from rnnlab.cli.parser import chosen_settings
from rnnlab.cli.texts import open_text
from rnnlab.config import ConfigError, NgramConfig, TextConfig, declared
from rnnlab.ngram import NgramModel, count_ngrams, fit, perplexity, write_arpa
from rnnlab.text import END_OF_LINE, IntArray, Vocabulary, build_vocabulary
from rnnlab.text.tokens import split_at_spaces, split_sentences, tokenise


@dataclass(frozen=True)
class _Text:
    """Tokens (N,) and, in sentence mode, where each sentence begins."""

    tokens: list[str]
    starts: IntArray | None


def run(options: argparse.Namespace) -> None:
    """Fit a model on one text, measure it on another, export it."""
    if options.tokenized and options.unit == "char":
        raise ConfigError("tokenized", "--tokenized concerns words; add --unit word.")
    config = NgramConfig().__class__(**chosen_settings(options, declared(NgramConfig)))
    train = _read(options.train, options)
    held_out = _read(options.eval, options) if options.eval else None
    seen = Counter(train.tokens)
    others = set(held_out.tokens) if held_out else set()
    vocabulary = build_vocabulary(seen, others, TextConfig(unit=options.unit))
    started = time.perf_counter()
    counts = count_ngrams(
        vocabulary.encode(train.tokens), len(vocabulary), config.order, train.starts
    )
    model = fit(counts, config)
    seconds = time.perf_counter() - started
    if options.arpa:
        write_arpa(model, vocabulary.tokens, Path(options.arpa))
    result = {"order": config.order, "smoothing": config.smoothing}
    result |= _measure(model, vocabulary, held_out, seen)
    _show(result | {"fit_seconds": round(seconds, 4)}, options.json)


def _read(name: str, options: argparse.Namespace) -> _Text:
    text = open_text(name).text
    config = TextConfig(unit=options.unit)
    if options.sentences:
        sentences = split_sentences(text, config, options.tokenized)
        lengths = np.array([len(sentence) + 1 for sentence in sentences], dtype=np.int32)
        tokens = [token for sentence in sentences for token in (*sentence, END_OF_LINE)]
        return _Text(tokens, (lengths.cumsum() - lengths).astype(np.int32))
    if options.tokenized:
        return _Text(split_at_spaces(text), None)
    return _Text(list(tokenise(text, config)), None)


def _measure(
    model: NgramModel, vocabulary: Vocabulary, text: _Text | None, seen: Counter[str]
) -> dict[str, Any]:
    """Perplexity over the tokens that occur in the training text."""
    if text is None:
        return {"perplexity": None, "tokens": 0, "unknown": 0}
    known = np.array([token in seen for token in text.tokens])
    scores = model.log_probabilities(vocabulary.encode(text.tokens), text.starts)
    return {
        "perplexity": perplexity(scores, known),
        "tokens": int(known.sum()),
        "unknown": int((~known).sum()),
    }


def _show(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show_json(result)
        return
    if result["perplexity"] is None:
        result["perplexity"] = "– (give --eval FILE to measure it)"
    show_table(result)
