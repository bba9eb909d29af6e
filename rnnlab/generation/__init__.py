"""Writing: the next token drawn, a text written with it, and how likely a text is."""

from rnnlab.generation.choice import draw, transform
from rnnlab.generation.errors import GenerationError
from rnnlab.generation.joining import Joiner
from rnnlab.generation.likelihood import bits_per_token, perplexity, score, score_to_json
from rnnlab.generation.writer import Writer, WriterState
from rnnlab.generation.writing import Reader, forbidden_ids, prime_ids, write, write_text

__all__ = [
    "GenerationError",
    "Joiner",
    "Reader",
    "Writer",
    "WriterState",
    "bits_per_token",
    "draw",
    "forbidden_ids",
    "perplexity",
    "prime_ids",
    "score",
    "score_to_json",
    "transform",
    "write",
    "write_text",
]
