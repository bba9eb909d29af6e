"""N-gram models that come from ARPA files, and those that are written to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.quick_scores import counted, ngram_scores, quick_tokens
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.ngram import ArpaModel, NgramModel, Translated, perplexity, read_arpa, write_arpa
from rnnlab.text import END_OF_LINE, Corpus
from rnnlab.text.stopping import Check, StopSign

ARPA_SUFFIX = ".arpa"
ARPA_FILES = f"ARPA models (*{ARPA_SUFFIX} *.lm *.txt);;All files (*)"


@dataclass(frozen=True)
class Imported:
    """A model of a file, measured on the open text.

    Attributes:
        name: Of the file, numbered if another has it.
        arpa: What the file holds.
        model: The same over the vocabulary of the open text.
        perplexity: On the validation tokens that runs are measured on; may be infinite.
    """

    name: str
    arpa: ArpaModel
    model: Translated
    perplexity: float


class ArpaDesk(QObject):
    """Reads, measures and writes files in the background.

    A model stays when another text is opened, as long as its tokens are of the same kind.

    Attributes:
        models: By name, those that fit the open text.

    Signals:
        changed: `models` are others.
        told: Something was done; carries a sentence.
        refused: A file cannot be read, written or used with this text; carries a sentence.
    """

    changed = Signal()
    told = Signal(str)
    refused = Signal(str)

    def __init__(
        self, background: Background, texts: TextDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._texts = texts
        self._read: dict[str, ArpaModel] = {}
        self._opening: set[str] = set()
        self._measuring: list[int] = []
        self.models: dict[str, Imported] = {}
        texts.corpus_changed.connect(self._on_corpus_changed)

    def open(self, path: Path) -> None:
        """Read a file and measure its model."""
        corpus, name = self._texts.corpus, self._free_name(path.stem or path.name)
        if corpus is None:
            self.refused.emit("Open a text first: a model is measured on its validation part.")
            return
        self._opening.add(name)
        stop = StopSign()

        def failed(sentence: str) -> None:
            self._opening.discard(name)
            self.refused.emit(sentence)

        self._background.start(
            lambda: _open(path, name, corpus, stop.check),
            lambda found: self._accept(corpus, found),
            on_failed=failed,
            stop=stop,
            title=f"Reading {path.name}",
            on_given_up=lambda: self._opening.discard(name),
        )

    def remove(self, name: str) -> None:
        """Forget a model; no matter if there is none."""
        self._read.pop(name, None)
        if self.models.pop(name, None) is not None:
            self.changed.emit()

    def save(self, model: NgramModel, path: Path) -> None:
        """Write a model of the open text."""
        corpus = self._texts.corpus
        if corpus is None:
            return
        tokens, stop = corpus.vocabulary.tokens, StopSign()
        self._background.start(
            lambda: _save(model, tokens, path, stop.check),
            self.told.emit,
            on_failed=self.refused.emit,
            stop=stop,
            title=f"Writing {path.name}",
        )

    def _free_name(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._read or name in self._opening:
            name, number = f"{wanted} ({number})", number + 1
        return name

    def _accept(self, corpus: Corpus, found: Imported) -> None:
        self._read[found.name] = found.arpa
        self._opening.discard(found.name)
        if corpus is not self._texts.corpus:
            self._measure_again(found.name, found.arpa)
            return
        self.models[found.name] = found
        self.changed.emit()
        strangers = len(found.model.unknown)
        if strangers:
            self.told.emit(
                f"“{found.name}” does not have {strangers:,} of the {len(corpus.vocabulary):,} "
                "tokens of this text; each of them gets the probability of its unknown token."
            )

    def _on_corpus_changed(self) -> None:
        for task in self._measuring:
            self._background.cancel(task)
        self._measuring.clear()
        if self.models:
            self.models.clear()
            self.changed.emit()
        for name, arpa in self._read.items():
            self._measure_again(name, arpa)

    def _measure_again(self, name: str, arpa: ArpaModel) -> None:
        corpus = self._texts.corpus
        if corpus is not None:
            task = self._background.start(
                lambda: _measure(name, arpa, corpus),
                lambda found: self._accept(corpus, found),
                on_failed=lambda sentence: self.refused.emit(f"“{name}”: {sentence}"),
            )
            self._measuring.append(task)


def _open(path: Path, name: str, corpus: Corpus, check: Check) -> Iterator[Imported]:
    yield from _measure(name, read_arpa(path, check), corpus)


def _measure(name: str, arpa: ArpaModel, corpus: Corpus) -> Iterator[Imported]:
    unit = corpus.codec.config.unit
    arpa.check_unit(unit)
    line_end = "\n" if unit == "char" else END_OF_LINE
    model = Translated(arpa, corpus.vocabulary.tokens, line_end)
    quick = quick_tokens(corpus)
    scores = counted(quick, ngram_scores(model, corpus.valid, quick))
    yield Imported(name, arpa, model, perplexity(scores))


def _save(model: NgramModel, tokens: tuple[str, ...], path: Path, check: Check) -> Iterator[str]:
    write_arpa(model, tokens, path, check=check)
    yield f"The {model.order}-gram model is written to {path}."
