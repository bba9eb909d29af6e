"""Texts made to ask one thing of a memory: counting, nesting, copying, recalling.

Each is one exercise a line, drawn anew from a seeded generator.
"""

import random
from collections.abc import Callable
from string import ascii_lowercase

BRACKET_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))
NEEDLES = "ABCDEFGH"
_HAY = "abcd"  # few letters, so that what cannot be learnt does not drown what can

COPY_SIGN = ">"
RECALL_SIGN = "?"


def brackets(size: int = 200_000, seed: int = 1, deepest: int = 8) -> str:
    """Balanced brackets of three kinds: ``([]{()})``, a Dyck language of bounded depth.

    A closing bracket must match the one that was opened last of those still open.

    Args:
        size: Characters, reached by less than one line.
        seed: The same seed gives the same text.
        deepest: Brackets open at once, at most; a line has 1 to 20 pairs.
    """
    generator = random.Random(seed)
    return _lines(size, lambda: _balanced(generator, generator.randint(1, 20), deepest))


def counting(size: int = 200_000, seed: int = 1, longest: int = 30) -> str:
    """aⁿbⁿ: as many b as a, which needs a counter (Gers and Schmidhuber 2001).

    Args:
        size: Characters, reached by less than one line.
        seed: The same seed gives the same text.
        longest: n is drawn from 1 to this.
    """
    generator = random.Random(seed)

    def line() -> str:
        number = generator.randint(1, longest)
        return "a" * number + "b" * number

    return _lines(size, line)


def copying(size: int = 200_000, seed: int = 1, longest: int = 10) -> str:
    """Letters, a sign, and the same letters again: ``qzkx>qzkx``.

    Args:
        size: Characters, reached by less than one line.
        seed: The same seed gives the same text.
        longest: Letters to copy, at most; at least 3.
    """
    generator = random.Random(seed)

    def line() -> str:
        letters = "".join(generator.choices(ascii_lowercase, k=generator.randint(3, longest)))
        return letters + COPY_SIGN + letters

    return _lines(size, line)


def recall(size: int = 200_000, seed: int = 1, lag: int = 20) -> str:
    """A capital, noise, a sign, and the same capital: ``Ebbadc?E``.

    At one fixed lag it shows how far back a cell can learn to look (Hochreiter and
    Schmidhuber 1997).

    Args:
        size: Characters, reached by less than one line.
        seed: The same seed gives the same text.
        lag: Characters from the capital to its return, at least 2; 7 in the example.
    """
    generator = random.Random(seed)

    def line() -> str:
        needle = generator.choice(NEEDLES)
        return needle + "".join(generator.choices(_HAY, k=lag - 2)) + RECALL_SIGN + needle

    return _lines(size, line)


def _lines(size: int, make: Callable[[], str]) -> str:
    lines: list[str] = []
    while size > 0:
        lines.append(make() + "\n")
        size -= len(lines[-1])
    return "".join(lines)


def _balanced(generator: random.Random, pairs: int, deepest: int) -> str:
    signs: list[str] = []
    closing: list[str] = []
    while pairs or closing:
        may_open = pairs > 0 and len(closing) < deepest
        if may_open and (not closing or generator.random() < 0.55):
            opener, closer = generator.choice(BRACKET_PAIRS)
            signs.append(opener)
            closing.append(closer)
            pairs -= 1
        else:
            signs.append(closing.pop())
    return "".join(signs)
