"""What ``rnnlab ngram`` shows of its counts, as data and as lines for a person."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from rnnlab.ngram import Counts, NgramModel
from rnnlab.ngram.sparsity import Growth, storage, unseen_shares
from rnnlab.ngram.tables import continuations
from rnnlab.text import IntArray

MOST_ROWS = 20


def continuation_table(
    counts: Counts, model: NgramModel, context: IntArray, symbols: Sequence[str]
) -> dict[str, Any]:
    """The likeliest continuations of a context, with counts, probabilities and orders."""
    found = continuations(counts, model, context)
    names = [*symbols, "<s>"]
    return {
        "context": [names[token] for token in found.context],
        "context_counts": found.context_counts.tolist(),
        "rows": [
            {
                "token": names[token],
                "count": int(found.counts[token]),
                "order": int(found.orders[token]),
                "probability": float(found.probabilities[token]),
                "shares": found.shares[:, token].tolist(),
            }
            for token in found.likeliest(MOST_ROWS).tolist()
        ],
    }


def storage_table(counts: Counts) -> list[dict[str, Any]]:
    """Distinct n-grams and bytes by order."""
    found = storage(counts)
    columns = zip(found.distinct.tolist(), found.possible, found.bytes.tolist(), strict=True)
    return [
        {"order": order, "distinct": distinct, "possible": float(possible), "bytes": taken}
        for order, (distinct, possible, taken) in enumerate(columns, start=1)
    ]


def sparsity_table(counts: Counts, ids: IntArray, starts: IntArray | None) -> list[dict[str, Any]]:
    """Share of held-out n-grams that were never seen, by order; None where there is none."""
    shares = unseen_shares(counts, ids, starts)
    return [
        {"order": order, "unseen": None if np.isnan(share) else share}
        for order, share in enumerate(shares.tolist(), start=1)
    ]


def growth_table(parts: Sequence[Growth]) -> list[dict[str, Any]]:
    """Distinct n-grams and unseen shares by order, for longer and longer parts of the text."""
    return [
        {
            "tokens": part.tokens,
            "distinct": part.distinct.tolist(),
            "unseen": [None if np.isnan(share) else share for share in part.unseen.tolist()],
        }
        for part in parts
    ]


def lines(result: Mapping[str, Any]) -> list[str]:
    """The tables that a result holds, as lines."""
    makers: dict[str, Callable[[Any], list[str]]] = {
        "table": _table,
        "storage": _storage,
        "sparsity": _sparsity,
        "growth": _growth,
    }
    found: list[str] = []
    for name, make in makers.items():
        if name in result:
            found += ["", *make(result[name])]
    return found


def _table(table: Mapping[str, Any]) -> list[str]:
    context = " ".join(map(_visible, table["context"])) or "nothing"
    orders = len(table["rows"][0]["shares"])
    heading = ["token", "count", "order", "probability", *(f"from {n}" for n in range(orders))]
    rows = [
        [
            _visible(row["token"]),
            f"{row['count']:,}",
            str(row["order"]),
            f"{row['probability']:.6f}",
            *(f"{share:.6f}" for share in row["shares"]),
        ]
        for row in table["rows"]
    ]
    times = table["context_counts"][-1]
    return [
        f"after {context}, which was followed {times:,} times (order: longest n-gram seen; "
        "from n: what order n adds to the probability, 0 being the same for every token)",
        *_aligned([heading, *rows]),
    ]


def _storage(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    table = [
        [str(row["order"]), f"{row['distinct']:,}", f"{row['possible']:.3g}", f"{row['bytes']:,}"]
        for row in rows
    ]
    return _aligned([["order", "distinct n-grams", "possible", "bytes"], *table])


def _sparsity(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    table = [[str(row["order"]), _percent(row["unseen"])] for row in rows]
    return _aligned([["order", "held-out n-grams never seen"], *table])


def _growth(parts: Sequence[Mapping[str, Any]]) -> list[str]:
    heading = ["order", *(f"{part['tokens']:,} tokens" for part in parts)]
    orders = range(len(parts[0]["distinct"]))
    table = [
        [
            str(index + 1),
            *(f"{part['distinct'][index]:,} ({_percent(part['unseen'][index])})" for part in parts),
        ]
        for index in orders
    ]
    return ["distinct n-grams (held-out ones never seen)", *_aligned([heading, *table])]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.2f} %"


def _visible(token: str) -> str:
    return token if token.isprintable() and token.strip() else repr(token)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
