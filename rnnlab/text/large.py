"""A large text made ready to be learnt, in a bounded piece of memory.

It is read once, piece by piece. Its tokens are numbered as they appear and their numbers go to a
file; then, when it is known where the training part ends, the vocabulary is made from it as for
any text, and the numbers in the file are changed into its ids.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from os import SEEK_END
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rnnlab.config import TextConfig
from rnnlab.text.cache import cache_folder
from rnnlab.text.codec import Codec
from rnnlab.text.corpus import Corpus, check_length, check_variety, split
from rnnlab.text.decoding import guess_encoding
from rnnlab.text.errors import TextError
from rnnlab.text.id_file import IdFile
from rnnlab.text.numbering import Numbering, numbering
from rnnlab.text.reading import Source
from rnnlab.text.stream import PIECE_BYTES, read_pieces, reading
from rnnlab.text.vocabulary import ABSENT, IntArray, Vocabulary, build_vocabulary

MOST_TOKENS = 2**31 - 1  # beyond them counts no longer fit their 32 bits


def encode_large(
    source: Source, config: TextConfig, folder: Path | None = None
) -> Iterator[float | tuple[Source, Corpus]]:
    """Encode a text that lies in files; tells how far it is, and at last the result.

    Args:
        source: A text of which only the beginning is in memory.
        config: What a token is, and the shares of the parts.
        folder: Where the ids are kept; by default this program's cache.

    Yields:
        The share that is read, from 0 to 1; last the source, with its length, and the corpus.

    Raises:
        TextError: A file cannot be read, is no text, has changed, is too short or too long, or
            there is no room for the ids.
    """
    folder = folder or cache_folder()
    reader = _Reader(source, config, folder)
    try:
        yield from reader.read()
    except UnicodeDecodeError as error:
        reader.close()
        if source.encoding != "utf-8":
            raise _does_not_fit(source, error) from error
        # It began as UTF-8 and is none: what the bytes that broke it are decides.
        guessed = guess_encoding(_bytes_at(source, reader.bytes_read), source.name)
        again = replace(source, encoding=guessed, guessed=True)
        yield from encode_large(again, config, folder)
    else:
        yield reader.finish()
    finally:
        reader.close()


class _Reader:
    """One way through the files."""

    def __init__(self, source: Source, config: TextConfig, folder: Path) -> None:
        self._source = source
        self._config = config
        self._numbering: Numbering = numbering(config)
        self._ids = IdFile(folder)
        self._hash = hashlib.sha256()
        self._characters = 0
        self.bytes_read = 0

    def close(self) -> None:
        """Let the file of ids go."""
        self._ids.close()

    def read(self) -> Iterator[float]:
        """Read, number and write every piece."""
        for piece in read_pieces(self._source.paths, self._source.encoding):
            self._hash.update(piece.text.encode("utf-8", "surrogatepass"))
            self._characters += len(piece.text)
            self._keep(self._numbering.ids(piece.text))
            self.bytes_read = piece.bytes_read
            yield min(1.0, piece.bytes_read / max(self._source.size, 1))
        self._keep(self._numbering.rest())
        if self.bytes_read != self._source.size:
            raise TextError(f"“{self._source.name}” changed while it was read; open it again.")

    def finish(self) -> tuple[Source, Corpus]:
        """The corpus, when everything is read."""
        name, config, ids = self._source.name, self._config, self._ids
        check_length(name, len(ids), config)
        train_end, valid_end = split(len(ids), config)
        tokens = self._numbering.tokens
        trained = ids.counts(0, train_end, len(tokens))
        held_out = ids.counts(train_end, len(ids), len(tokens))
        training = _counter(tokens, trained)
        others = {tokens[number] for number in np.flatnonzero(held_out).tolist()}
        vocabulary = build_vocabulary(training, others, config)
        new = _ids_of(tokens, vocabulary)
        counts = np.bincount(new, trained, len(vocabulary)).astype(np.int32)
        check_variety(name, vocabulary, counts, training, config.unit)
        ids.make_room_for(len(vocabulary) - 1)
        ids.renumber(new)
        corpus = Corpus(
            name=name,
            codec=Codec(config, vocabulary),
            ids=ids.mapped(),
            train_end=train_end,
            valid_end=valid_end,
            counts=counts,
            sha256=self._hash.hexdigest(),
            unseen=int(held_out[counts[new] == 0].sum()),
        )
        return replace(self._source, characters=self._characters), corpus

    def _keep(self, ids: IntArray) -> None:
        if len(self._ids) + len(ids) > MOST_TOKENS:
            raise TextError(
                f"“{self._source.name}” has more than {MOST_TOKENS:,} tokens; cut it and read a "
                "part."
            )
        self._ids.append(ids, len(self._numbering.tokens) - 1)


def _counter(tokens: list[str], counts: npt.NDArray[np.int64]) -> Counter[str]:
    seen = np.flatnonzero(counts).tolist()
    return Counter({tokens[number]: int(counts[number]) for number in seen})


def _ids_of(tokens: list[str], vocabulary: Vocabulary) -> IntArray:
    """(tokens,) the id of each token as it was numbered."""
    ids = vocabulary.lookup(tokens)
    if vocabulary.unknown is not None:
        ids[ids == ABSENT] = vocabulary.unknown
    return ids


def _bytes_at(source: Source, place: int) -> bytes:
    """A piece of the files from a place on, counted from the first file's beginning."""
    for path in source.paths:
        with reading(path) as file:
            file.seek(place)
            raw = file.read(PIECE_BYTES)
            place -= file.seek(0, SEEK_END)
        if raw:
            return raw
    return b""


def _does_not_fit(source: Source, error: UnicodeDecodeError) -> TextError:
    return TextError(
        f"“{source.name}” is not {source.encoding} text: a byte {error.object[error.start]:#04x} "
        "does not fit; choose another encoding or let it be found."
    )
