"""The texts that are there without a file: generated, or read from the interpreter."""

from collections.abc import Callable
from dataclasses import dataclass

from rnnlab.config import Unit
from rnnlab.text.errors import TextError
from rnnlab.text.grammar import cats_and_clauses
from rnnlab.text.python_texts import python_documentation, python_source
from rnnlab.text.reading import Source, source_from_text
from rnnlab.text.tasks import brackets, copying, counting, recall


@dataclass(frozen=True)
class BuiltIn:
    """A text of the catalogue.

    Attributes:
        key: Its name on the command line and in run files.
        title: Its name on screen.
        description: What it is and what to look for, in a sentence or two.
        unit: The unit in which it is best read at first.
        make: Makes the text; the same one each time, on one version of Python.
    """

    key: str
    title: str
    description: str
    unit: Unit
    make: Callable[[], str]

    def source(self) -> Source:
        """The text, made.

        Raises:
            TextError: It is read from the interpreter, which came without it.
        """
        return source_from_text(self.make(), self.title)


CATALOGUE: tuple[BuiltIn, ...] = (
    BuiltIn(
        key="cats-and-clauses",
        title="Cats and clauses",
        description="English sentences whose verb agrees with a subject many words back: “The "
        "cat, which already ate the fish near the old houses, was full.”",
        unit="char",
        make=cats_and_clauses,
    ),
    BuiltIn(
        key="python-documentation",
        title="Python’s documentation",
        description="The English of Python’s manual, as its help prints it; its samples look "
        "like sentences long before they mean anything.",
        unit="char",
        make=python_documentation,
    ),
    BuiltIn(
        key="python-source",
        title="Python’s source",
        description="Program text from Python’s own library: indentation, brackets and names "
        "that come back.",
        unit="char",
        make=python_source,
    ),
    BuiltIn(
        key="brackets",
        title="Nested brackets",
        description="Balanced brackets of three kinds; the one to close is the one opened last, "
        "so the network must keep a stack.",
        unit="char",
        make=brackets,
    ),
    BuiltIn(
        key="counting",
        title="aⁿbⁿ",
        description="As many b as a in every line; a single unit can learn to count up and down.",
        unit="char",
        make=counting,
    ),
    BuiltIn(
        key="copying",
        title="Copy",
        description="Three to ten letters and the same again; what comes after the sign > can "
        "be known only from memory.",
        unit="char",
        make=copying,
    ),
    BuiltIn(
        key="recall",
        title="Recall",
        description="A capital letter returns after twenty characters of noise; a plain RNN "
        "hardly learns it, an LSTM or GRU does.",
        unit="char",
        make=recall,
    ),
)


def built_in(key: str) -> BuiltIn:
    """The text of the catalogue with this key.

    Raises:
        TextError: There is none; the sentence lists those there are.
    """
    for text in CATALOGUE:
        if text.key == key:
            return text
    listed = ", ".join(text.key for text in CATALOGUE)
    raise TextError(f"There is no built-in text “{key}”; choose one of {listed}.")
