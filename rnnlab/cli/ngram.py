"""``rnnlab ngram``: count n-grams and measure their perplexity."""

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rnnlab.cli.output import show_json, show_table
from rnnlab.cli.parser import chosen_settings
from rnnlab.cli.texts import open_text
from rnnlab.config import ConfigError, NgramConfig, TextConfig, declared
from rnnlab.ngram import NgramModel, count_ngrams, fit, perplexity, write_arpa
from rnnlab.text import (
    ABSENT,
    END_OF_LINE,
    UNKNOWN,
    IntArray,
    TextError,
    Vocabulary,
    split_at_spaces,
    split_sentences,
    tokenise,
)


@dataclass(frozen=True)
class _Text:
    """Tokens (N,) and, in sentence mode, where each sentence begins."""

    tokens: Sequence[str]
    starts: IntArray | None


@dataclass(frozen=True)
class _Evaluation:
    """A text to measure on: ids (N,), those that training never saw marked, sentences."""

    ids: IntArray
    unseen: npt.NDArray[np.bool_]
    starts: IntArray | None


def run(options: argparse.Namespace) -> None:
    """Fit a model on one text, measure it on another, export it."""
    if options.tokenized and options.unit == "char":
        raise ConfigError("tokenized", "--tokenized concerns words; add --unit word.")
    config = replace(NgramConfig(), **chosen_settings(options, declared(NgramConfig)))
    train = _read(options.train, options)
    vocabulary = Vocabulary(tuple(token for token, _ in Counter(train.tokens).most_common()))
    evaluation = _encode(_read(options.eval, options), vocabulary) if options.eval else None
    symbols = _symbols(vocabulary, evaluation, options.unit)
    ids = vocabulary.encode(train.tokens)
    started = time.perf_counter()
    model = fit(count_ngrams(ids, len(symbols), config.order, train.starts), config)
    seconds = time.perf_counter() - started
    if options.arpa:
        end = symbols.index(END_OF_LINE) if options.sentences else None
        write_arpa(model, symbols, Path(options.arpa), end)
    result = {"order": config.order, "smoothing": config.smoothing}
    result |= _measure(model, evaluation)
    _show(result | {"fit_seconds": round(seconds, 4)}, options.json)


def _read(name: str, options: argparse.Namespace) -> _Text:
    source = open_text(name)
    text = _split(source.text, options)
    if not text.tokens:
        raise TextError(f"“{source.name}” has no words; choose another text or --unit char.")
    return text


def _split(text: str, options: argparse.Namespace) -> _Text:
    config = TextConfig(unit=options.unit)
    if options.sentences:
        return _join(split_sentences(text, config, options.tokenized))
    if options.tokenized:
        return _Text(split_at_spaces(text), None)
    return _Text(tokenise(text, config), None)


def _join(sentences: list[list[str]]) -> _Text:
    """Each sentence with its end, one after the other."""
    lengths = np.array([len(sentence) + 1 for sentence in sentences], dtype=np.int32)
    tokens = [token for sentence in sentences for token in (*sentence, END_OF_LINE)]
    return _Text(tokens, (lengths.cumsum() - lengths).astype(np.int32))


def _encode(text: _Text, vocabulary: Vocabulary) -> _Evaluation:
    """Ids in which all tokens that are not in the vocabulary share the one after its last."""
    ids = vocabulary.lookup(text.tokens)
    unseen = ids == ABSENT
    ids[unseen] = len(vocabulary)
    return _Evaluation(ids, unseen, text.starts)


def _symbols(vocabulary: Vocabulary, evaluation: _Evaluation | None, unit: str) -> tuple[str, ...]:
    """The tokens and, for words or where it is needed, one for all that were never seen.

    It is not the ``<unk>`` that a text may itself be full of, as WikiText is: that is a token
    like any other.
    """
    if unit == "char" and (evaluation is None or not evaluation.unseen.any()):
        return vocabulary.tokens
    name = UNKNOWN
    while name in vocabulary.tokens:
        name = f"<{name}>"
    return (*vocabulary.tokens, name)


def _measure(model: NgramModel, evaluation: _Evaluation | None) -> dict[str, Any]:
    """Perplexity over the tokens that occur in the training text."""
    if evaluation is None:
        return {"perplexity": None, "tokens": 0, "unknown": 0}
    scores = model.log_probabilities(evaluation.ids, evaluation.starts)
    return {
        "perplexity": perplexity(scores, ~evaluation.unseen),
        "tokens": int((~evaluation.unseen).sum()),
        "unknown": int(evaluation.unseen.sum()),
    }


def _show(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show_json(result)
        return
    if result["perplexity"] is None:
        result["perplexity"] = "– (give --eval FILE to measure it)"
    show_table(result)
