"""The views of the gates pane."""
