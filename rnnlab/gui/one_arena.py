"""One pool of memory for all threads, so that a window left training does not grow."""

import ctypes
import sys

_M_ARENA_MAX = -8  # in malloc.h of the GNU C library


def share_one_arena() -> bool:
    """Let all threads allocate from one pool; before the first thread. Whether it was possible.

    The GNU C library gives each thread a pool of its own. What one thread frees in another's, as
    records and copies of weights are, leaves gaps that are not filled again: over 20,000 frames
    that cost 9 MB, and with one pool nothing that can be told from chance.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_M_ARENA_MAX, 1))
