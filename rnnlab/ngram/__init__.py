"""Counting: n-gram counts, smoothing, back-off, ARPA files."""

from rnnlab.ngram.arpa import write_arpa
from rnnlab.ngram.counts import Counts, count_ngrams
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.ladder import fit, fit_ladder
from rnnlab.ngram.model import NgramModel, held_out_perplexity, perplexity
from rnnlab.ngram.sampling import write
from rnnlab.ngram.sentences import join_sentences, starts_of_sentences

__all__ = [
    "Counts",
    "NgramError",
    "NgramModel",
    "count_ngrams",
    "fit",
    "fit_ladder",
    "held_out_perplexity",
    "join_sentences",
    "perplexity",
    "starts_of_sentences",
    "write",
    "write_arpa",
]
