"""The options of the window itself; commands have their own."""

from collections.abc import Sequence
from dataclasses import dataclass

DEBUG = "--debug"
SAFE_MODE = "--safe-mode"
RESET_SETTINGS = "--reset-settings"

WINDOW_OPTIONS = {
    SAFE_MODE: "open the window with its own settings, on the CPU, without what was open before; "
    "nothing is remembered",
    RESET_SETTINGS: "put the window’s settings aside and begin with new ones",
}


@dataclass(frozen=True)
class Launch:
    """How the window is started.

    Attributes:
        files: What to open.
        safe_mode: Leave out everything that may be what is broken.
        reset_settings: Begin with new settings.
    """

    files: tuple[str, ...] = ()
    safe_mode: bool = False
    reset_settings: bool = False

    @classmethod
    def from_arguments(cls, arguments: Sequence[str]) -> "Launch":
        """Read the command line of the window."""
        options = (DEBUG, *WINDOW_OPTIONS)
        return cls(
            files=tuple(argument for argument in arguments if argument not in options),
            safe_mode=SAFE_MODE in arguments,
            reset_settings=RESET_SETTINGS in arguments,
        )
