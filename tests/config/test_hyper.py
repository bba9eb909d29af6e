"""The declarations of the settings and the checks that come from them."""

import dataclasses

import pytest

from rnnlab.config import (
    ConfigError,
    ModelConfig,
    NgramConfig,
    RunConfig,
    SamplingConfig,
    TextConfig,
    TrainingConfig,
    all_settings,
    declared,
    run_settings,
)

CLASSES = (TextConfig, ModelConfig, TrainingConfig, SamplingConfig, NgramConfig)
EVERY = [(config, name) for config in CLASSES for name in declared(config)]


@pytest.mark.parametrize(("config", "name"), EVERY)
def test_every_field_is_declared_completely(config: type, name: str) -> None:
    declaration = declared(config)[name]
    assert declaration.label
    assert declaration.help.endswith(".")
    declaration.check(declaration.default)
    for value in declaration.suggestions:
        declaration.check(declaration.kind(value))
    if declaration.kind is str:
        assert declaration.default in declaration.choices


@pytest.mark.parametrize("config", CLASSES)
def test_no_field_escapes_declaration(config: type) -> None:
    assert list(declared(config)) == [field.name for field in dataclasses.fields(config)]


def test_names_are_unique_over_the_parts_of_a_run() -> None:
    names = [name for part in run_settings().values() for name in part]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("hidden_size", 0, "Hidden units must be between 1 and 4096, not 0."),
        ("hidden_size", 2.5, "Hidden units must be a whole number, not “2.5”."),
        ("hidden_size", True, "Hidden units must be a whole number, not “True”."),
        ("learning_rate", float("nan"), "Learning rate must be a finite number."),
        ("carry_state", 1, "Carry state must be on or off."),
        ("no_such_thing", 1, "There is no setting “no_such_thing”."),
    ],
)
def test_a_value_out_of_range_is_refused_at_its_field(
    name: str, value: object, sentence: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        RunConfig().changed(**{name: value})
    assert caught.value.field == name
    assert str(caught.value) == sentence


def test_an_unknown_cell_is_refused_with_the_cells_there_are() -> None:
    with pytest.raises(ConfigError, match="rnn-tanh, rnn-relu, gru-simplified, gru, lstm"):
        RunConfig().changed(cell="transformer")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"tie_weights": True, "embedding_size": 64, "hidden_size": 128}, "tie_weights"),
        ({"tie_weights": True, "input_encoding": "one-hot"}, "tie_weights"),
        ({"train_fraction": 0.9, "valid_fraction": 0.2}, "valid_fraction"),
    ],
)
def test_an_impossible_combination_is_refused_at_its_field(
    values: dict[str, object], field: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        RunConfig().changed(**values)
    assert caught.value.field == field


def test_plain_data_and_back() -> None:
    config = RunConfig().changed(cell="gru", hidden_size=12, unit="word", epochs=2.0)
    assert RunConfig.from_dict(config.to_dict()) == config


def test_missing_settings_take_their_defaults() -> None:
    assert RunConfig.from_dict({"model": {"cell": "gru"}}) == RunConfig().changed(cell="gru")


@pytest.mark.parametrize(
    "data",
    [
        {"model": []},
        {"model": {"cell": 3}},
        {"model": {"cell": []}},
        {"model": {"hidden_size": 10**400}},
        {"training": {"learning_rate": 10**400}},
        {"text": {"x": 1}},
    ],
)
def test_foreign_data_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        RunConfig.from_dict(data)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [("hidden_size", " 64 ", 64), ("learning_rate", "1e-3", 1e-3), ("cell", "gru", "gru")],
)
def test_typed_values_are_read(name: str, typed: str, value: object) -> None:
    declaration = all_settings()[name]
    assert declaration.parse(typed) == value


def test_a_typed_word_where_a_number_belongs_is_refused() -> None:
    with pytest.raises(ConfigError, match="must be a whole number, not “many”"):
        declared(ModelConfig)["hidden_size"].parse("many")


def test_a_setting_knows_when_it_has_an_effect() -> None:
    forget_bias = declared(ModelConfig)["forget_bias"]
    assert forget_bias.applies_with({"cell": "lstm"})
    assert not forget_bias.applies_with({"cell": "gru"})
