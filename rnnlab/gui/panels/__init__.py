"""What you set: text, model, training, runs, writing."""
