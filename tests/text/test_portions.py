"""Long work in portions gives what the whole gives."""

import pytest

from rnnlab.text import portions as module
from rnnlab.text import tokens, words
from rnnlab.text.portions import different_tokens, lines_in_portions, portions

TEXT = "The cat, which don't <unk> 3.14…\n\nsat\n" * 9


@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
def test_portions_make_up_the_whole(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PORTION", size)
    assert "".join(map("".join, portions(TEXT, 3, 50))) == TEXT[3:50]
    assert "".join(lines_in_portions(TEXT)) == TEXT
    assert "".join(lines_in_portions(TEXT + "no end")) == TEXT + "no end"


@pytest.mark.parametrize("size", [1, 2, 7])
def test_words_are_cut_the_same_in_portions(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = words(TEXT, True)
    monkeypatch.setattr(module, "PORTION", size)
    assert words(TEXT, True) == whole
    assert tokens.END_OF_LINE in whole


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_different_tokens_are_the_same_in_portions(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PORTION", size)
    assert different_tokens(TEXT, 3) == set(TEXT[3:])
    assert different_tokens([]) == set()
