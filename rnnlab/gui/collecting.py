"""Python's search for garbage, out of the way while the program starts.

What is loaded then stays to the end: Qt, plots, panes, torch, half a million objects. To look
through them again and again for garbage takes a tenth of the start.
"""

import gc


def pause() -> None:
    """Look for no garbage while everything is loaded."""
    gc.disable()


def resume() -> None:
    """Look for garbage from now on, but no more among what is there already.

    A search through all that torch has brought would hold the window for a tenth of a second,
    every time.
    """
    gc.freeze()
    gc.enable()
