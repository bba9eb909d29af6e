"""The loop: a generator of records; evaluation; history.

Nothing is re-exported here: `records`, `commands` and `history` load without torch, so that
the window can be shown before torch is there.
"""
