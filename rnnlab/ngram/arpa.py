"""Back-off models as ARPA files, the text format that other n-gram tools read.

A row holds the logarithm (base 10) of a probability, an n-gram and, below the highest order,
the logarithm of its back-off weight, separated by tabs:

    -1.2041<tab>the cat<tab>-0.3010

An interpolated model is written as it is: its probabilities of seen n-grams already hold the
share of the lower orders. Stupid back-off is written as the distribution it is made into. Two
smoothings cannot be written: add δ, whose unseen n-grams do not depend on shorter ones, and
maximum likelihood, which gives them nothing: no weight has the logarithm of 0.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from rnnlab.ngram.arrays import Floats
from rnnlab.ngram.backoff import BackoffLevel, BackoffModel
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.model import NgramModel
from rnnlab.text.stopping import Check, never

_CHECKED_EVERY = 10_000  # lines

BEGIN = "<s>"
END = "</s>"
IMPOSSIBLE = "-99"
"""The customary logarithm of 0."""


def write_arpa(
    model: NgramModel,
    tokens: Sequence[str],
    path: Path,
    end: int | None = None,
    check: Check = never,
) -> None:
    """Write a model to a file, which is complete or not there at all.

    White space within a token, which separates the columns, is written as ``<U+0020>``,
    ``<U+000A>`` and so on.

    Args:
        model: Of any smoothing but maximum likelihood and add δ.
        tokens: (V,) the tokens by id.
        path: The file; one that is there is replaced.
        end: Id of the token that ends a sentence, written as ``</s>``; none for a stream.
        check: Called every now and then; it may raise, and then no file is written.

    Raises:
        NgramError: The model is not in back-off form, two tokens would look the same, or the
            file cannot be written.
    """
    if not isinstance(model, BackoffModel):
        raise NgramError(
            "This model has no back-off weights, which an ARPA file needs; "
            "choose Kneser–Ney smoothing."
        )
    if not all(level.weights.all() for level in model.levels[1:]):
        raise NgramError(
            "Maximum likelihood leaves nothing to n-grams that were never seen, which an ARPA "
            "file cannot say; choose Kneser–Ney smoothing."
        )
    try:
        _write_whole(path, _checked(_lines(model, _symbols(tokens, end)), check))
    except OSError as error:
        raise NgramError(f"“{path}” cannot be written: {error.strerror}.") from error


def _symbols(tokens: Sequence[str], end: int | None) -> list[str]:
    """How each token and the begin symbol are written."""
    symbols = [_visible(token) for token in tokens] + [BEGIN]
    if end is not None:
        symbols[end] = END
    symbol, times = Counter(symbols).most_common(1)[0]
    if times > 1:
        raise NgramError(f"Two tokens would both be written as “{symbol}”; rename one of them.")
    return symbols


def _visible(token: str) -> str:
    return "".join(f"<U+{ord(c):04X}>" if c.isspace() or c == "\0" else c for c in token)


def _lines(model: BackoffModel, symbols: list[str]) -> Iterator[str]:
    without_end = [] if END in symbols else [f"{IMPOSSIBLE}\t{END}"]
    yield "\\data\\"
    for order, level in enumerate(model.levels, start=1):
        rows = len(level.keys) + (len(without_end) if order == 1 else 0)
        yield f"ngram {order}={rows}"
    ngrams = symbols
    for order, level in enumerate(model.levels, start=1):
        yield f"\n\\{order}-grams:"
        if order == 1:
            yield from without_end  # Readers such as KenLM insist on the symbol.
        else:
            ngrams = _extended(ngrams, level, symbols)
        yield from _rows(model, order, ngrams)
    yield "\n\\end\\"


def _extended(contexts: list[str], level: BackoffLevel, symbols: list[str]) -> list[str]:
    pairs = zip(level.contexts.tolist(), level.tokens.tolist(), strict=True)
    return [f"{contexts[context]} {symbols[token]}" for context, token in pairs]


def _rows(model: BackoffModel, order: int, ngrams: list[str]) -> Iterator[str]:
    probabilities = _logarithms(model.levels[order - 1].probabilities)
    if order == 1:
        probabilities[model.vocabulary_size] = IMPOSSIBLE
    columns = [probabilities, ngrams]
    if order < model.order:
        columns.append(_logarithms(model.levels[order].weights))
    return map("\t".join, zip(*columns, strict=True))


def _logarithms(values: Floats) -> list[str]:
    logarithms = np.log10(np.maximum(values, 10.0 ** float(IMPOSSIBLE)))
    return [f"{value:.7g}" for value in logarithms.tolist()]


def _checked(lines: Iterable[str], check: Check) -> Iterator[str]:
    for place, line in enumerate(lines):
        if place % _CHECKED_EVERY == 0:
            check()
        yield line


def _write_whole(path: Path, lines: Iterable[str]) -> None:
    """Write beside the file and put the result in its place when it is safe on the disk."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
