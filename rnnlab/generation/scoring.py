"""Texts weighed against each other: which of them a model holds for likelier."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from rnnlab.generation.errors import GenerationError, not_finite
from rnnlab.generation.likelihood import FloatArray, in_float64
from rnnlab.generation.writing import prime_ids
from rnnlab.models import LanguageModel, State
from rnnlab.ngram import NgramModel
from rnnlab.text import Codec, IntArray

BLANK = "▢"

# Scores of all tokens at all places of a batch: 2²² numbers are 32 MiB in float64.
_NUMBERS_AT_ONCE = 2**22
_LONGEST_CHUNK = 512
_SHORTLIST = 200


class Scorer(Protocol):
    """What can say how likely texts are: a network or an n-gram model, in float64."""

    def after(self, context: IntArray, texts: Sequence[IntArray]) -> list[FloatArray]:
        """Log-probability of every token of some texts, each after the same context.

        Args:
            context: Ids, (C,), C ≥ 1, read from a zero state.
            texts: Ids, (N,) each; N may be 0.

        Returns:
            (N,) in nats for each text.

        Raises:
            GenerationError: The context is empty, or the model has diverged.
        """

    def next(self, context: IntArray) -> FloatArray:
        """Log-probabilities (V,) of the token after a context."""


class NetworkScorer:
    """Scores with a copy of a network in float64 on the CPU; dropout is off.

    Args:
        model: On any device; it is not changed.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = in_float64(model)

    def next(self, context: IntArray) -> FloatArray:
        """Log-probabilities (V,) of the token after a context."""
        return self._read(context)[0]

    def after(self, context: IntArray, texts: Sequence[IntArray]) -> list[FloatArray]:
        """Log-probability of every token of some texts, each after the same context."""
        first, state = self._read(context)
        found: list[FloatArray] = [np.zeros(0)] * len(texts)
        # Texts of like length go through together; what is filled up is cut off again.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        while order:
            longest = max(1, len(texts[order[-1]]))
            count = max(1, _NUMBERS_AT_ONCE // (longest * self._model.vocabulary_size))
            batch, order = order[-count:], order[:-count]
            for place, scored in zip(
                batch, self._score([texts[each] for each in batch], first, state), strict=True
            ):
                found[place] = scored
        return found

    @torch.no_grad()
    def _read(self, context: IntArray) -> tuple[FloatArray, State]:
        """Log-probabilities (V,) of the next token, and the state after the context."""
        if not len(context):
            raise GenerationError("There is no token to begin with; put a word before the blank.")
        ids = torch.from_numpy(np.asarray(context, dtype=np.int64))[:, None]  # (C, 1)
        state = self._model.initial_state(1)
        length = max(1, min(_LONGEST_CHUNK, _NUMBERS_AT_ONCE // self._model.vocabulary_size))
        for start in range(0, len(ids), length):
            logits, state = self._model(ids[start : start + length], state)  # (T, 1, V)
        first = logits[-1, 0].log_softmax(-1).numpy()
        if np.isnan(first).any():
            raise not_finite()
        return first, state

    @torch.no_grad()
    def _score(
        self, texts: Sequence[IntArray], first: FloatArray, state: State
    ) -> list[FloatArray]:
        lengths = [len(text) for text in texts]
        rows = np.zeros((max(1, *lengths), len(texts)), dtype=np.int64)  # (T, B)
        for column, text in enumerate(texts):
            rows[: len(text), column] = text
        ids = torch.from_numpy(rows)
        scored = torch.empty(ids.shape, dtype=torch.float64)
        scored[0] = torch.from_numpy(first)[ids[0]]
        if len(ids) > 1:
            wide = tuple(each.expand(-1, len(texts), -1).contiguous() for each in state)
            self._score_rest(ids, scored, wide)
        if scored.isnan().any():
            raise not_finite()
        return [scored[:length, column].numpy() for column, length in enumerate(lengths)]

    def _score_rest(self, ids: torch.Tensor, scored: torch.Tensor, state: State) -> None:
        per_token = ids.shape[1] * self._model.vocabulary_size
        length = max(1, min(_LONGEST_CHUNK, _NUMBERS_AT_ONCE // per_token))
        for start in range(0, len(ids) - 1, length):
            targets = ids[start + 1 : start + 1 + length]  # (T, B)
            logits, state = self._model(ids[start : start + len(targets)], state)  # (T, B, V)
            chosen = logits.log_softmax(-1).gather(-1, targets[..., None])  # (T, B, 1)
            scored[start + 1 : start + 1 + len(targets)] = chosen[..., 0]


class NgramScorer:
    """Scores with an n-gram model; the texts are one stream, without sentence boundaries.

    Args:
        model: Any n-gram model.
    """

    def __init__(self, model: NgramModel) -> None:
        self._model = model

    def next(self, context: IntArray) -> FloatArray:
        """Log-probabilities (V,) of the token after a context."""
        with np.errstate(divide="ignore"):  # what cannot come has minus infinity
            return np.log(self._model.distribution(context))

    def after(self, context: IntArray, texts: Sequence[IntArray]) -> list[FloatArray]:
        """Log-probability of every token of some texts, each after the same context."""
        if not len(context):
            raise GenerationError("There is no token to begin with; put a word before the blank.")
        seen = context[max(0, len(context) - self._model.order + 1) :]
        joined = [np.concatenate([seen, text]).astype(np.int32) for text in texts]
        return [
            self._model.log_probabilities(ids)[len(seen) :] if len(text) else np.zeros(0)
            for ids, text in zip(joined, texts, strict=True)
        ]


@dataclass(frozen=True, eq=False)
class Ranked:
    """One of several texts, weighed.

    Attributes:
        text: The text, or the candidate put in the blank.
        log_probabilities: (N,) of each token that is scored, in nats.
        log_probability: Their sum.
        share: Its probability among the texts given: they sum to 1.
    """

    text: str
    log_probabilities: FloatArray
    log_probability: float
    share: float

    @property
    def per_token(self) -> float:
        """Mean log-probability; 0 where no token is scored."""
        return self.log_probability / max(1, len(self.log_probabilities))


def rank(
    scorer: Scorer, codec: Codec, texts: Sequence[str], context: str | None = None
) -> list[Ranked]:
    """Weigh texts against each other, the likeliest first.

    A longer text is less likely for its length alone; `Ranked.per_token` is free of that.

    Args:
        scorer: The model.
        codec: What its tokens are.
        texts: The alternatives.
        context: What stands before each of them and is not scored; empty for the opening that
            `prime_ids` gives. None scores each from a zero state as `score` does: its first
            token is context only.

    Raises:
        GenerationError: A text has too few tokens, or the model has diverged.
        TextError: A text has a token that the model does not know.
    """
    ids = [codec.encode(text) for text in texts]
    if context is not None:
        if any(not len(each) for each in ids):
            raise GenerationError("One of the texts is empty; leave it out or write something.")
        return _ranked(texts, scorer.after(prime_ids(codec, context), ids))
    if any(len(each) < 2 for each in ids):
        raise GenerationError(
            "A text to score needs at least two tokens: the first is context only."
        )
    return _ranked(texts, [scorer.after(each[:1], [each[1:]])[0] for each in ids])


def fill_in(scorer: Scorer, codec: Codec, text: str, candidates: Sequence[str]) -> list[Ranked]:
    """Weigh what could stand in the blank of a text by how likely the whole text is with it.

    The text is read after the opening that `prime_ids` gives.

    Args:
        scorer: The model.
        codec: What its tokens are.
        text: With one `BLANK` in it.
        candidates: What to put there.

    Raises:
        GenerationError: There is not one blank, there is no candidate, or the model diverged.
        TextError: A token is not known to the model.
    """
    before, after = _around_the_blank(text)
    if not candidates:
        raise GenerationError("Nothing is given to put in the blank; write a candidate.")
    ids = [codec.encode(before + candidate + after) for candidate in candidates]
    common = _common_beginning(ids)
    opening = prime_ids(codec, "")
    context = np.concatenate([opening, ids[0][:common]])
    start = scorer.after(opening, [ids[0][:common]])[0]
    rests = scorer.after(context, [each[common:] for each in ids])
    return _ranked(candidates, [np.concatenate([start, rest]) for rest in rests])


def propose(
    scorer: Scorer,
    codec: Codec,
    text: str,
    count: int = 10,
    shortlist: int = _SHORTLIST,
) -> list[Ranked]:
    """The single tokens that make the whole text likeliest when put in its blank.

    Only the ``shortlist`` likeliest after what stands before the blank are weighed with what
    stands after it; a token left out is the best all the same only if what follows speaks for
    it more than its rank speaks against it. Shares are among those weighed.

    Raises:
        GenerationError: There is not one blank, or the model diverged.
        TextError: A token is not known to the model.
    """
    before, after = _around_the_blank(text)
    opening, left, right = prime_ids(codec, ""), codec.encode(before), codec.encode(after)
    context = np.concatenate([opening, left])
    likely = (-scorer.next(context)).argsort(kind="stable")
    unknown = codec.vocabulary.unknown
    ids = [token_id for token_id in likely.tolist() if token_id != unknown][:shortlist]
    start = scorer.after(opening, [left])[0]
    rests = scorer.after(context, [np.concatenate([[i], right]).astype(np.int32) for i in ids])
    tokens = [codec.vocabulary.tokens[token_id] for token_id in ids]
    return _ranked(tokens, [np.concatenate([start, rest]) for rest in rests])[:count]


def _ranked(texts: Sequence[str], scored: Sequence[FloatArray]) -> list[Ranked]:
    totals = np.array([each.sum() for each in scored])
    highest = totals.max()
    relative = np.exp(totals - highest) if np.isfinite(highest) else np.ones(len(totals))
    shares = (relative / relative.sum()).tolist()
    found = [
        Ranked(text, each, float(each.sum()), share)
        for text, each, share in zip(texts, scored, shares, strict=True)
    ]
    return sorted(found, key=lambda each: -each.log_probability)


def _around_the_blank(text: str) -> tuple[str, str]:
    if text.count(BLANK) != 1:
        raise GenerationError(
            f"The text needs one blank, {BLANK}, but has {text.count(BLANK)}; "
            "put it where the candidates belong."
        )
    before, _, after = text.partition(BLANK)
    return before, after


def _common_beginning(texts: Sequence[IntArray]) -> int:
    """How many tokens all texts have in common at their beginning."""
    shortest = min(len(each) for each in texts)
    equal = np.all([each[:shortest] == texts[0][:shortest] for each in texts], axis=0)
    return shortest if equal.all() else int(equal.argmin())
