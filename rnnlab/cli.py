"""The same without a window: the commands."""
