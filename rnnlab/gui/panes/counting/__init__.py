"""The pages of the Counting pane."""
