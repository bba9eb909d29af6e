"""The background: threads that train or work, and the mailbox they report to; no Qt.

Nothing is re-exported here: `mailbox`, `messages` and `task` load without torch, so that the
window can be shown before torch is there.
"""
