"""Reads the command line, runs the command, turns errors into one sentence."""

import importlib
import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from rnnlab.cli.parser import COMMANDS, make_parser
from rnnlab.config import UserError
from rnnlab.config.launch import DEBUG, WINDOW_OPTIONS

BAD_INPUT = 2
FAILED = 1
SIGNALLED = 128  # plus the number of the signal, as shells have it
_INTERRUPT = 2


class CommandFailedError(Exception):
    """The command did its work and it came out badly; ``str`` is a sentence."""


class CommandInterruptedError(Exception):
    """A signal ended the command early; everything that it should tell has been told."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(f"ended by signal {signal_number}")
        self.signal_number = signal_number


def is_command_line(arguments: Sequence[str]) -> bool:
    """Whether the arguments are for a command (or wrong), rather than for the window.

    The window takes nothing, or files to open.
    """
    names = [argument for argument in arguments if argument not in (DEBUG, *WINDOW_OPTIONS)]
    if not names:
        return False
    return names[0] in COMMANDS or not all(_is_file(name) for name in names)


def run_command(arguments: Sequence[str]) -> int:
    """Run a command; returns the exit code: 0 done, 1 failed, 2 bad usage or input."""
    options, refusal = _read(arguments)
    if refusal:
        return _complain(refusal)
    try:
        _never_fail_for_a_character()
        importlib.import_module(f"rnnlab.cli.{options.command}").run(options)
        sys.stdout.flush()
    except CommandInterruptedError as error:
        return SIGNALLED + error.signal_number
    except KeyboardInterrupt:
        return SIGNALLED + _INTERRUPT
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; nothing is left to be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if options.debug:
            raise
        return _complain(_sentence(error), BAD_INPUT if isinstance(error, UserError) else FAILED)
    return 0


def _read(arguments: Sequence[str]) -> tuple[Namespace, str]:
    """The options of a command, and what is wrong with them; empty if nothing is."""
    missing = _neither_command_nor_file(arguments)
    if missing is not None:
        return Namespace(), _missing_sentence(missing)
    options, unknown = make_parser().parse_known_args(arguments)
    if unknown:
        return options, _unknown_sentence(arguments, options.command, unknown)
    if options.safe_mode or options.reset_settings:
        return options, "--safe-mode and --reset-settings are for the window, not for a command."
    return options, ""


def _complain(sentence: str, code: int = BAD_INPUT) -> int:
    print(f"rnnlab: {sentence}", file=sys.stderr)
    return code


def _neither_command_nor_file(arguments: Sequence[str]) -> str | None:
    """The first word, if the command line begins with words and one of them means nothing."""
    names = [argument for argument in arguments if argument not in (DEBUG, *WINDOW_OPTIONS)]
    if not names or names[0] in COMMANDS or names[0].startswith("-"):
        return None
    return next((name for name in names if not _is_file(name)), None)


def _missing_sentence(name: str) -> str:
    if _is_folder(name):
        return f"“{name}” is a folder; name the files in it that rnnlab shall open."
    return f"There is no command or file “{name}”; see “rnnlab --help”."


def _unknown_sentence(arguments: Sequence[str], command: str, unknown: Sequence[str]) -> str:
    """What is unknown, and where the options are described among which it was not found."""
    before = arguments[: arguments.index(command)]
    whose = "rnnlab" if set(unknown) & set(before) else f"rnnlab {command}"
    what = "Unrecognized argument" if len(unknown) == 1 else "Unrecognized arguments"
    return f"{what}: {' '.join(unknown)}; see “{whose} --help”."


def _never_fail_for_a_character() -> None:
    """Print “?” where the terminal has no such character, rather than break."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _sentence(error: Exception) -> str:
    if isinstance(error, UserError | CommandFailedError):
        return str(error)
    from rnnlab.training.memory import out_of_memory_advice

    advice = out_of_memory_advice(error)
    bug = f"This is a bug in rnnlab: {type(error).__name__}: {error} ({DEBUG} shows where)"
    return advice or bug


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False
