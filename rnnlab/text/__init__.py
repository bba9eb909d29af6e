"""What is read: bytes → text → tokens → vocabulary → encoded, split and cut into batches."""

from rnnlab.text.batches import Batch, Batches
from rnnlab.text.building import build_corpus, prepare
from rnnlab.text.catalogue import CATALOGUE, BuiltIn, built_in
from rnnlab.text.codec import Codec
from rnnlab.text.corpus import Corpus
from rnnlab.text.decoding import Decoded, decode, normalise_newlines
from rnnlab.text.errors import TextError
from rnnlab.text.fetch import REMOTE_TEXTS, RemoteText, fetch_text, fetching, remote_text
from rnnlab.text.grammar import AgreementSentence, agreement_sentences, cats_and_clauses
from rnnlab.text.reading import Source, open_files, read_files, source_from_text
from rnnlab.text.tokens import (
    END_OF_LINE,
    UNKNOWN,
    join_words,
    split_at_spaces,
    split_sentences,
    tokenise,
    words,
)
from rnnlab.text.vocabulary import ABSENT, IntArray, Vocabulary, build_vocabulary

__all__ = [
    "ABSENT",
    "CATALOGUE",
    "END_OF_LINE",
    "REMOTE_TEXTS",
    "UNKNOWN",
    "AgreementSentence",
    "Batch",
    "Batches",
    "BuiltIn",
    "Codec",
    "Corpus",
    "Decoded",
    "IntArray",
    "RemoteText",
    "Source",
    "TextError",
    "Vocabulary",
    "agreement_sentences",
    "build_corpus",
    "build_vocabulary",
    "built_in",
    "cats_and_clauses",
    "decode",
    "fetch_text",
    "fetching",
    "join_words",
    "normalise_newlines",
    "open_files",
    "prepare",
    "read_files",
    "remote_text",
    "source_from_text",
    "split_at_spaces",
    "split_sentences",
    "tokenise",
    "words",
]
