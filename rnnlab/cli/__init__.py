"""The same without a window: the commands.

`rnnlab.cli.parser` knows every option and imports nothing heavy, so that ``--help`` answers
at once; the module of a command is imported when the command runs.
"""

from rnnlab.cli.main import is_command_line, run_command

__all__ = ["is_command_line", "run_command"]
