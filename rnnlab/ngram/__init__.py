"""Counting: n-gram counts, smoothing, back-off, ARPA files."""

from rnnlab.ngram.arpa import write_arpa
from rnnlab.ngram.arpa_reading import ArpaModel, read_arpa
from rnnlab.ngram.counts import Counts, count_ngrams
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.ladder import fit, fit_ladder, smooth
from rnnlab.ngram.mixing import advantage, best_share, mixed, mixture_perplexities
from rnnlab.ngram.model import NgramModel, held_out_perplexity, perplexity
from rnnlab.ngram.sampling import write
from rnnlab.ngram.sentences import join_sentences, starts_of_sentences
from rnnlab.ngram.sparsity import Growth, Storage, bytes_taken, growth, storage, unseen_shares
from rnnlab.ngram.tables import Continuations, NgramRows, continuations, search
from rnnlab.ngram.translated import Translated

__all__ = [
    "ArpaModel",
    "Continuations",
    "Counts",
    "Growth",
    "NgramError",
    "NgramModel",
    "NgramRows",
    "Storage",
    "Translated",
    "advantage",
    "best_share",
    "bytes_taken",
    "continuations",
    "count_ngrams",
    "fit",
    "fit_ladder",
    "growth",
    "held_out_perplexity",
    "join_sentences",
    "mixed",
    "mixture_perplexities",
    "perplexity",
    "read_arpa",
    "search",
    "smooth",
    "starts_of_sentences",
    "storage",
    "unseen_shares",
    "write",
    "write_arpa",
]
