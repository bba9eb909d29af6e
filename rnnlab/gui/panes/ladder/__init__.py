"""The pages of the Ladder pane."""
