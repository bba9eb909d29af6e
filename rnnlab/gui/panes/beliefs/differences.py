"""Where texts that are weighed against each other differ, and where models do."""

import html
from collections.abc import Mapping, Sequence


def marked(texts: Sequence[str]) -> list[str]:
    """Each text as HTML; bold is what stands between their common beginning and end.

    Whole words are marked, where the texts have spaces.
    """
    cut = [text.split(" ") for text in texts]
    if all(len(words) == 1 for words in cut):
        return [_bold(list(text), *_common([list(text) for text in texts]), "") for text in texts]
    return [_bold(words, *_common(cut), " ") for words in cut]


def preferences(choices: Mapping[str, int]) -> str:
    """Who prefers which of numbered texts, in a sentence: agreed upon or not.

    Args:
        choices: Number of the text, from 1, by the name of the model.
    """
    if len(choices) < 2:
        return ""
    if len(set(choices.values())) == 1:
        who = "Both" if len(choices) == 2 else f"All {len(choices)} models"
        return f"{who} hold {next(iter(choices.values()))} for the likeliest."
    return f"≠ The models disagree on the likeliest: {sides(choices)}."


def sides(choices: Mapping[str, int]) -> str:
    """Which text is whose choice: “1 for LSTM and 6-gram; 2 for GRU”."""
    by_choice: dict[int, list[str]] = {}
    for name, choice in choices.items():
        by_choice.setdefault(choice, []).append(name)
    return "; ".join(f"{choice} for {listed(names)}" for choice, names in sorted(by_choice.items()))


def listed(names: Sequence[str]) -> str:
    """“LSTM, GRU and 6-gram”."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _common(texts: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many parts all have in common at the beginning, and at the end of what is left."""
    shortest = min(map(len, texts))
    before = _run_of_equals(texts, shortest)
    turned = [list(reversed(text)) for text in texts]
    return before, _run_of_equals(turned, shortest - before)


def _run_of_equals(texts: Sequence[Sequence[str]], most: int) -> int:
    equal = (len({text[place] for text in texts}) == 1 for place in range(most))
    return next((place for place, same in enumerate(equal) if not same), most)


def _bold(parts: list[str], before: int, after: int, between: str) -> str:
    end = len(parts) - after
    groups = (parts[:before], parts[before:end], parts[end:])
    first, middle, last = (html.escape(between.join(group)) for group in groups)
    return between.join(filter(None, (first, f"<b>{middle}</b>" if middle else "", last)))
