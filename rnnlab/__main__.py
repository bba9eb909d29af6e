"""The entry of the program: a command of `rnnlab.cli`, or else the window."""

import sys


def main() -> int:
    """Run the command named by the first argument; without one open the window."""
    from rnnlab.cli import is_command_line, run_command

    arguments = sys.argv[1:]
    if is_command_line(arguments):
        return run_command(arguments)
    # torch before Qt: on Windows the other order breaks torch's libraries. The window
    # itself decides when to load torch on other systems.
    from rnnlab.gui.app import run_window

    return run_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
