"""The entry of the program: a command of `rnnlab.cli`, or else the window."""

import importlib
import logging
import os
import sys
from typing import NoReturn

from rnnlab.cli import is_command_line, run_command
from rnnlab.config.launch import DEBUG, Launch


def main() -> int:
    """Run the command that the arguments name; without one open the window."""
    if hasattr(sys, "frozen"):
        # A packaged program is also what its own processes run, those of the needle tests.
        importlib.import_module("multiprocessing").freeze_support()
    arguments = sys.argv[1:]
    if not is_command_line(arguments):
        logging.basicConfig(level=logging.DEBUG if DEBUG in arguments else logging.WARNING)
        _open_window(Launch.from_arguments(arguments))
    return run_command(arguments)


def _open_window(launch: Launch) -> NoReturn:
    """Open the window and end the process with it."""
    if sys.platform == "win32":
        # Qt first would break the loading of torch's libraries there. Elsewhere the window is
        # painted first and torch comes in the background.
        importlib.import_module("torch")
    from rnnlab.gui import collecting

    collecting.pause()
    from rnnlab.gui.app import run_window

    code = run_window(launch)
    # Every thread has been joined and every file closed. Taking torch and Qt apart module by
    # module would keep the process for seconds after its window has gone.
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a program without a terminal has none on Windows
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
