"""Writing: sampling from a model, and the likelihood of a text."""
