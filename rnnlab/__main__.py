"""The entry of the program: a command of `rnnlab.cli`, or else the window."""

import logging
import sys

from rnnlab.cli import DEBUG, is_command_line, run_command


def main() -> int:
    """Run the command that the arguments name; without one open the window."""
    arguments = sys.argv[1:]
    if is_command_line(arguments):
        return run_command(arguments)
    from rnnlab.gui.app import run_window

    logging.basicConfig(level=logging.DEBUG if DEBUG in arguments else logging.WARNING)
    return run_window([argument for argument in arguments if argument != DEBUG])


if __name__ == "__main__":
    sys.exit(main())
