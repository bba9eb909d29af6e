"""Counting: n-gram counts, smoothing, back-off, ARPA files."""
