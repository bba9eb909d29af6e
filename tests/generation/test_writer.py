"""The numpy copy of a model against the model itself."""

from typing import get_args

import numpy as np
import pytest
import torch

from rnnlab.config import Cell, ModelConfig
from rnnlab.generation import Writer, writer
from rnnlab.models import BLOCKS, LanguageModel, build_model

V = 11
IDS = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 0, 10, 2, 3, 8]
INPUTS = {
    "embedding": {"embedding_size": 5},
    "one-hot": {"input_encoding": "one-hot"},
    "tied": {"embedding_size": 16, "tie_weights": True},
}


STACKS = [(cell, 1) for cell in get_args(Cell)] + [(cell, 2) for cell in BLOCKS]


def most_layers(cell: Cell) -> int:
    """Two where there can be two."""
    return 2 if cell in BLOCKS else 1


def lively_model(**values: object) -> LanguageModel:
    """Weights three times as large as at the start, so that gates open and close."""
    model = build_model(ModelConfig(hidden_size=16, **values), V, seed=5)
    model.load_torch_weights({name: 3 * w for name, w in model.torch_weights().items()})
    return model


def written(model: LanguageModel) -> np.ndarray:
    copy = Writer.from_model(model)
    state, rows = copy.start(), []
    for token_id in IDS:
        logits, state = copy.step(state, token_id)
        rows.append(logits)
    return np.array(rows)


def expected(model: LanguageModel) -> np.ndarray:
    with torch.no_grad():
        logits, _ = model(torch.tensor(IDS)[:, None], model.initial_state(1))
    return logits[:, 0].numpy()


@pytest.mark.parametrize("encoding", INPUTS)
@pytest.mark.parametrize(("cell", "layers"), STACKS)
def test_every_cell_gives_the_logits_of_the_model(cell: Cell, layers: int, encoding: str) -> None:
    model = lively_model(cell=cell, layers=layers, **INPUTS[encoding])
    largest = np.abs(expected(model)).max()
    np.testing.assert_allclose(written(model), expected(model), atol=1e-5 * max(1.0, largest))


def test_a_vocabulary_too_wide_for_a_table_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model = lively_model(embedding_size=5)
    monkeypatch.setattr(writer, "LARGEST_TABLE", 0)
    np.testing.assert_allclose(written(model), expected(model), atol=1e-5)


def test_a_model_in_float64_is_copied_to_float32() -> None:
    logits, _ = Writer.from_model(lively_model().double()).step(
        Writer.from_model(lively_model()).start(), 3
    )
    assert logits.dtype == np.float32


def test_the_copy_stays_as_it_was_when_the_model_learns_on() -> None:
    model = lively_model()
    copy = Writer.from_model(model)
    before, _ = copy.step(copy.start(), 3)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    after, _ = copy.step(copy.start(), 3)
    np.testing.assert_array_equal(after, before)


@pytest.mark.parametrize("cell", get_args(Cell))
def test_a_step_leaves_the_state_it_began_with_alone(cell: Cell) -> None:
    copy = Writer.from_model(lively_model(cell=cell, layers=most_layers(cell)))
    _, state = copy.step(copy.start(), 3)
    first, _ = copy.step(state, 4)
    again, _ = copy.step(state, 4)
    np.testing.assert_array_equal(again, first)


def test_two_states_can_be_stepped_in_turn() -> None:
    copy = Writer.from_model(lively_model())
    state, rows = copy.start(), []
    other = copy.start()
    for token_id in IDS:
        logits, state = copy.step(state, token_id)
        _, other = copy.step(other, V - 1 - token_id)
        rows.append(logits)
    np.testing.assert_array_equal(np.array(rows), written(lively_model()))


@pytest.mark.parametrize("window", [1, 2, 3, 40])
def test_windows_of_all_lengths_give_the_logits_of_the_model(window: int) -> None:
    model = lively_model(cell="window", window=window, embedding_size=5)
    largest = np.abs(expected(model)).max()
    np.testing.assert_allclose(written(model), expected(model), atol=1e-5 * max(1.0, largest))
