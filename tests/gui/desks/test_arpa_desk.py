"""ARPA files in and out."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rnnlab.gui.instrument import Instrument
from rnnlab.text.grammar import cats_and_clauses

Rest = Callable[[], None]


@pytest.fixture
def opened(instrument: Instrument, rest: Rest) -> Instrument:
    instrument.texts.open_pasted(cats_and_clauses(size=6_000))
    rest()
    return instrument


@pytest.fixture
def written(opened: Instrument, rest: Rest, tmp_path: Path) -> Path:
    path = tmp_path / "mine.arpa"
    opened.ngrams.files.save(opened.ngrams.models[3], path)
    rest()
    return path


def test_a_model_that_was_written_and_read_has_the_same_perplexity(
    opened: Instrument, rest: Rest, written: Path
) -> None:
    opened.ngrams.files.open(written)
    rest()
    (found,) = opened.ngrams.files.models.values()
    assert found.name == "mine"
    assert found.perplexity == pytest.approx(opened.ngrams.perplexities[3], rel=1e-4)
    assert "mine" in opened.ngrams.named()


def test_two_files_of_one_name_are_told_apart(
    opened: Instrument, rest: Rest, written: Path
) -> None:
    for _ in range(2):  # at once
        opened.ngrams.files.open(written)
    rest()
    assert sorted(opened.ngrams.files.models) == ["mine", "mine (2)"]
    opened.ngrams.files.remove("mine")
    assert list(opened.ngrams.files.models) == ["mine (2)"]


def test_a_damaged_file_is_refused_in_a_sentence(
    opened: Instrument, rest: Rest, written: Path
) -> None:
    written.write_text(written.read_text()[:-200])
    heard: list[str] = []
    opened.ngrams.files.refused.connect(heard.append)
    opened.ngrams.files.open(written)
    rest()
    assert len(heard) == 1
    assert "is not a whole ARPA file" in heard[0]
    assert not opened.ngrams.files.models


def test_a_file_of_another_unit_is_refused(opened: Instrument, rest: Rest, tmp_path: Path) -> None:
    path = tmp_path / "words.arpa"
    path.write_text(
        "\\data\\\nngram 1=3\n\n\\1-grams:\n-0.5\tcat\n-0.5\tdog\n-0.5\t</s>\n\n\\end\\\n"
    )
    heard: list[str] = []
    opened.ngrams.files.refused.connect(heard.append)
    opened.ngrams.files.open(path)
    rest()
    assert "not characters" in heard[0]


def test_with_another_text_a_model_is_measured_again(
    opened: Instrument, rest: Rest, written: Path
) -> None:
    opened.ngrams.files.open(written)
    rest()
    before = opened.ngrams.files.models["mine"].perplexity
    opened.texts.open_pasted(cats_and_clauses(size=9_000, seed=7))
    rest()
    after = opened.ngrams.files.models["mine"]
    corpus = opened.texts.corpus
    assert corpus is not None
    assert after.model.vocabulary_size == len(corpus.vocabulary)
    assert math.isfinite(after.perplexity)
    assert after.perplexity != before


def test_tokens_that_a_file_lacks_are_told(opened: Instrument, rest: Rest, written: Path) -> None:
    opened.texts.open_pasted(cats_and_clauses(size=6_000).replace("q", "é").replace("o", "ø"))
    rest()
    heard: list[str] = []
    opened.ngrams.files.told.connect(heard.append)
    opened.ngrams.files.open(written)
    rest()
    assert "does not have" in heard[0]


def test_add_delta_cannot_be_written_and_says_so(
    opened: Instrument, rest: Rest, tmp_path: Path
) -> None:
    opened.ngrams.set_config(replace(opened.ngrams.config, smoothing="add-delta"))
    rest()
    heard: list[str] = []
    opened.ngrams.files.refused.connect(heard.append)
    opened.ngrams.files.save(opened.ngrams.models[2], tmp_path / "x.arpa")
    rest()
    assert "no back-off weights" in heard[0]
    assert not (tmp_path / "x.arpa").exists()
