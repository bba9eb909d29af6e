"""What you see: learning, memory, gates."""
