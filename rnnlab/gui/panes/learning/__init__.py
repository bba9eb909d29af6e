"""The pages of the Learning pane."""
