"""The views of the memory pane."""
