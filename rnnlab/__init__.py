"""rnnlab: a desktop laboratory for recurrent language models."""

__version__ = "0.1.0"
