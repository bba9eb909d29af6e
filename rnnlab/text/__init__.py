"""What is read: bytes → text → tokens → vocabulary → encoded, split and cut into batches."""
