"""The loop: a generator of records; evaluation; history."""
