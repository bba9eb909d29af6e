"""Reads the command line, runs the command, turns errors into one sentence."""

import importlib
import os
import sys
from collections.abc import Sequence

from rnnlab.cli.parser import COMMANDS, make_parser
from rnnlab.config import UserError

BAD_INPUT = 2
FAILED = 1
INTERRUPTED = 130


class CommandFailedError(Exception):
    """The command did its work and it came out badly; ``str`` is a sentence."""


def is_command_line(arguments: Sequence[str]) -> bool:
    """Whether the arguments name a command or ask for help, rather than open the window."""
    return bool(arguments) and (
        arguments[0] in COMMANDS or arguments[0] in ("-h", "--help", "--version")
    )


def run_command(arguments: Sequence[str]) -> int:
    """Run a command; returns the exit code: 0 done, 1 failed, 2 bad usage or input."""
    options = make_parser().parse_args(arguments)
    try:
        module = importlib.import_module(f"rnnlab.cli.{options.command}")
        module.run(options)
    except (UserError, CommandFailedError) as error:
        if options.debug:
            raise
        print(f"rnnlab: {error}", file=sys.stderr)
        return BAD_INPUT if isinstance(error, UserError) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; nothing is left to be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if options.debug:
            raise
        advice = _memory_advice(error)
        sentence = advice or f"This is a bug in rnnlab: {type(error).__name__}: {error}"
        hint = "" if advice else " (--debug shows where)"
        print(f"rnnlab: {sentence}{hint}", file=sys.stderr)
        return FAILED
    return 0


def _memory_advice(error: Exception) -> str | None:
    if isinstance(error, MemoryError):
        return "There is not enough memory; choose a smaller model, batch or text."
    if "torch" not in sys.modules:
        return None
    from rnnlab.training.memory import out_of_memory_advice

    return out_of_memory_advice(error)
