"""The background: threads and one mailbox; no Qt."""
