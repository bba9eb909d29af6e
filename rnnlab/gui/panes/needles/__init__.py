"""The views of the needle tests."""
