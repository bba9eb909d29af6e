"""The pages of the writing dock: write, same draws, next token, beam search, diary."""
