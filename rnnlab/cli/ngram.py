"""``rnnlab ngram``: count n-grams and measure their perplexity."""

import argparse
import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rnnlab.cli.ngram_tables import (
    continuation_table,
    growth_table,
    lines,
    sparsity_table,
    storage_table,
)
from rnnlab.cli.output import show_json, show_lines, show_table
from rnnlab.cli.parser import chosen_settings
from rnnlab.cli.texts import open_text
from rnnlab.config import ConfigError, NgramConfig, TextConfig, declared
from rnnlab.ngram import NgramModel, count_ngrams, fit, perplexity, write_arpa
from rnnlab.ngram.arpa_reading import read_arpa
from rnnlab.ngram.sparsity import growth
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

_CLOSING = "</s>"
_INFINITE = (
    "The perplexity is infinite: the text has n-grams to which the model gives the probability 0; "
    "choose a smoothing, such as kneser-ney, that leaves something for the unseen."
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
    """Fit a model on one text, measure it on another, show its tables, export it."""
    if options.tokenized and options.unit == "char":
        raise ConfigError("tokenized", "--tokenized concerns words; add --unit word.")
    if (options.sparsity or options.growth) and not options.eval:
        raise ConfigError("eval", "What was never seen needs a held-out text; add --eval FILE.")
    if options.growth and options.sentences:
        raise ConfigError("growth", "--growth is for a text as one stream; leave --sentences out.")
    is_model = Path(options.train).suffix == ".arpa"
    _show(_read_model(options) if is_model else _fit(options), options.json)


def _fit(options: argparse.Namespace) -> dict[str, Any]:
    config = replace(NgramConfig(), **chosen_settings(options, declared(NgramConfig)))
    train = _read(options.train, options)
    vocabulary = Vocabulary(tuple(token for token, _ in Counter(train.tokens).most_common()))
    evaluation = _encode(_read(options.eval, options), vocabulary) if options.eval else None
    symbols = _symbols(vocabulary, evaluation, options.unit)
    ids = vocabulary.encode(train.tokens)
    started = time.perf_counter()
    counts = count_ngrams(ids, len(symbols), config.order, train.starts)
    model = fit(counts, config)
    seconds = time.perf_counter() - started
    if options.arpa:
        end = symbols.index(END_OF_LINE) if options.sentences else None
        write_arpa(model, symbols, Path(options.arpa), end)
    result: dict[str, Any] = {"order": config.order, "smoothing": config.smoothing}
    result |= _measure(model, evaluation) | {"fit_seconds": round(seconds, 4)}
    note = _note(config.smoothing, result["perplexity"], evaluation is not None)
    result |= {"note": note} if note else {}
    if options.table is not None:
        context = _context(options, vocabulary)
        result["table"] = continuation_table(counts, model, context, symbols)
    if options.storage:
        result["storage"] = storage_table(counts)
    if options.sparsity and evaluation is not None:
        result["sparsity"] = sparsity_table(counts, evaluation.ids, evaluation.starts)
    if options.growth and evaluation is not None:
        result["growth"] = growth_table(
            list(growth(ids, len(symbols), config.order, evaluation.ids))
        )
    return result


def _read_model(options: argparse.Namespace) -> dict[str, Any]:
    """A model from an ARPA file, measured."""
    tables = options.table is not None or options.storage or options.sparsity or options.growth
    if options.arpa or tables:
        raise ConfigError(
            "train", "The tables and --arpa need a text to count; an ARPA file is only measured."
        )
    started = time.perf_counter()
    read = read_arpa(Path(options.train))
    seconds = time.perf_counter() - started
    read.check_unit(options.unit)
    evaluation = None
    if options.eval:
        text = _read(options.eval, options)
        vocabulary = Vocabulary(read.tokens)
        tokens = [_CLOSING if token == END_OF_LINE else token for token in text.tokens]
        ids = vocabulary.lookup(tokens if options.sentences else text.tokens)
        unseen = ids == ABSENT
        ids[unseen] = read.unknown
        evaluation = _Evaluation(ids, unseen, text.starts)
    result: dict[str, Any] = {"order": read.model.order, "smoothing": None}
    result |= _measure(read.model, evaluation) | {"fit_seconds": round(seconds, 4)}
    infinite = evaluation is not None and result["perplexity"] is None
    return result | ({"note": _INFINITE} if infinite else {})


def _context(options: argparse.Namespace, vocabulary: Vocabulary) -> IntArray:
    """The context of a table; an empty one in sentences is their beginning."""
    if not options.table:
        return np.array([], dtype=np.int32)
    return vocabulary.encode(_split(options.table, _as_stream(options)).tokens)


def _as_stream(options: argparse.Namespace) -> argparse.Namespace:
    return argparse.Namespace(**{**vars(options), "sentences": False})


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
    measured = perplexity(scores, ~evaluation.unseen)
    return {
        "perplexity": measured if math.isfinite(measured) else None,
        "tokens": int((~evaluation.unseen).sum()),
        "unknown": int(evaluation.unseen.sum()),
    }


def _note(smoothing: str, perplexity: float | None, measured: bool) -> str:
    """What must be said of a figure so that it is not misread."""
    if measured and perplexity is None:
        return _INFINITE
    if measured and smoothing == "stupid-backoff":
        return (
            "Stupid back-off gives scores, not probabilities; the perplexity is that of the "
            "scores divided by their sum in each context."
        )
    return ""


def _show(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show_json(result)
        return
    if result["perplexity"] is None:
        infinite = result.get("note") == _INFINITE
        result["perplexity"] = "infinite" if infinite else "– (give --eval FILE to measure it)"
    shown = {name: value for name, value in result.items() if not isinstance(value, list | dict)}
    if shown["smoothing"] is None:
        shown["smoothing"] = "as in the file"
    show_table(shown)
    show_lines(lines(result))
