"""Pages of the pane that shows what models believe about a text."""
