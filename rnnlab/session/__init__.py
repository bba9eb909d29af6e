"""Keeping: run files, written atomically."""
