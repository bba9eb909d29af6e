"""Models that are asked what they believe: runs and n-gram models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnnlab.gui.desks.belief_questions import Question
from rnnlab.gui.desks.run import Run
from rnnlab.ngram import NgramModel
from rnnlab.text import Codec

if TYPE_CHECKING:
    from rnnlab.config import ModelConfig
    from rnnlab.generation import Scorer
    from rnnlab.gui.desks.freezing import MakeWeights
    from rnnlab.models.language_model import LanguageModel
    from rnnlab.models.weights import ModelWeights

MakeScorer = Callable[[], "Scorer"]


@dataclass(frozen=True, eq=False)
class Judge:
    """A model that weighs texts.

    Attributes:
        key: Unique among all.
        name: For a person.
        run: Whose weights they are, or None.
        order: Of the n-gram model, or 0.
        codec: What it takes for tokens.
        step: Of its weights; None for an n-gram model.
    """

    key: str
    name: str
    run: Run | None
    order: int
    codec: Codec
    step: int | None = None


@dataclass(frozen=True)
class Answer:
    """What a judge says.

    Attributes:
        question: What it was asked.
        scorer: What it was asked of: the weights of one moment; None if it could not be made.
        step: Their step; None for an n-gram model.
        result: As the question has it, or None.
        sentence: Why there is none, or what has to be said about it; may be empty.
    """

    question: Question
    scorer: Scorer | None
    step: int | None
    result: Any
    sentence: str


def key_of_run(key: int) -> str:
    """The key of a run as a judge."""
    return f"run {key}"


def key_of_order(order: int) -> str:
    """The key of an n-gram model as a judge."""
    return f"{order}-gram"


def scorer_of_weights(config: ModelConfig, codec: Codec, make: MakeWeights) -> MakeScorer:
    """What makes a scorer of frozen weights; slow, for a background thread."""

    def made() -> Scorer:
        from rnnlab.generation import NetworkScorer

        return NetworkScorer(_model_with(config, len(codec.vocabulary), make()))

    return made


def scorer_of_counts(model: NgramModel) -> MakeScorer:
    """What makes a scorer of an n-gram model; it may have to load torch first."""

    def made() -> Scorer:
        from rnnlab.generation import NgramScorer

        return NgramScorer(model)

    return made


def _model_with(config: ModelConfig, vocabulary_size: int, weights: ModelWeights) -> LanguageModel:
    """A model in float64 with these weights, which need not be rounded for it."""
    import torch

    from rnnlab.models.language_model import LanguageModel

    model = LanguageModel(config, vocabulary_size).double()
    own = model.weights()
    pairs = [(own.output, weights.output), (own.output_bias, weights.output_bias)]
    if own.embedding is not None and weights.embedding is not None:
        pairs.append((own.embedding, weights.embedding))
    for mine, given in zip(own.layers, weights.layers, strict=True):
        pairs.extend(zip(mine.tensors(), given.tensors(), strict=True))
    with torch.no_grad():
        for target, source in pairs:
            target.copy_(source)
    return model
