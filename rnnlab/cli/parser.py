"""Every option of every command; options of settings come from their declarations."""

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from rnnlab import __version__
from rnnlab.benchmarks.catalogue import BENCHMARKS, LONG
from rnnlab.config import (
    BeamConfig,
    ConfigError,
    Hyper,
    NgramConfig,
    SamplingConfig,
    Value,
    declared,
    run_settings,
)
from rnnlab.config.launch import WINDOW_OPTIONS

_DEBUG_HELP = "show the traceback of an error"


class _Parser(argparse.ArgumentParser):
    """Complains in one sentence."""

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:].rstrip(".")
        print(f"rnnlab: {sentence}; see “{self.prog} --help”.", file=sys.stderr)
        sys.exit(2)


def make_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = _Parser(
        prog="rnnlab",
        description="A laboratory for recurrent language models. "
        "Without a command the window opens, with FILE in it if one is given.",
        allow_abbrev=False,
        epilog="rnnlab [FILE] opens the window. rnnlab COMMAND --help describes a command.",
    )
    parser.add_argument("--version", action="version", version=f"rnnlab {__version__}")
    parser.add_argument("--debug", action="store_true", help=_DEBUG_HELP)
    for option, text in WINDOW_OPTIONS.items():
        parser.add_argument(option, action="store_true", help=text)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (summary, add_options) in COMMANDS.items():
        command = commands.add_parser(
            name, help=summary, description=summary + ".", allow_abbrev=False
        )
        # Without a default of its own, so that “rnnlab --debug COMMAND” is not undone.
        command.add_argument(
            "--debug", action="store_true", default=argparse.SUPPRESS, help=_DEBUG_HELP
        )
        add_options(command)
    return parser


def chosen_settings(options: argparse.Namespace, declarations: Iterable[str]) -> dict[str, Any]:
    """The settings that were given on the command line."""
    given = {name: getattr(options, name, None) for name in declarations}
    return {name: value for name, value in given.items() if value is not None}


def _add_settings(
    parser: Any, declarations: dict[str, Hyper], except_for: tuple[str, ...] = ()
) -> None:
    for name, declaration in declarations.items():
        if name not in except_for:
            _add_setting(parser, declaration)


def _add_setting(parser: Any, declaration: Hyper) -> None:
    text = _help(declaration)
    if declaration.kind is bool:
        parser.add_argument(
            declaration.option, action=argparse.BooleanOptionalAction, default=None, help=text
        )
        return
    metavar = "|".join(declaration.choices) or ("N" if declaration.kind is int else "X")
    parser.add_argument(
        declaration.option, type=_reader(declaration), default=None, metavar=metavar, help=text
    )


def _help(declaration: Hyper) -> str:
    default = declaration.default
    shown = ("on" if default else "off") if declaration.kind is bool else default
    if default == 0 and declaration.zero_means:
        shown = f"0, {declaration.zero_means}"
    unit = f", in {declaration.unit}" if declaration.unit else ""
    return f"{declaration.help} (default: {shown}{unit})".replace("%", "%%")


def _reader(declaration: Hyper) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        try:
            return declaration.parse(text)
        except ConfigError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")


def _train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "text", metavar="TEXT", help="a text file, or the key of a built-in text (rnnlab info)"
    )
    parser.add_argument("--out", metavar="RUN.rnnlab", help="write the trained run to this file")
    parser.add_argument("--resume", metavar="RUN.rnnlab", help="go on with this run")
    parser.add_argument("--encoding", help="encoding of the text, where it is not recognised")
    _add_json(parser)
    for section, declarations in run_settings().items():
        group = parser.add_argument_group(f"{section} settings")
        _add_settings(group, declarations)


def _sample(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="a run file")
    prime = parser.add_mutually_exclusive_group()
    prime.add_argument("--prime", default="", metavar="TEXT", help="text to go on from")
    prime.add_argument("--prime-file", metavar="FILE", help="a file with the text to go on from")
    _add_settings(parser, declared(SamplingConfig))
    _add_settings(parser, declared(BeamConfig), except_for=("length_penalty",))


def _score(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="a run file")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--text",
        action="append",
        help="the text to score; given several times, the texts are ranked",
    )
    what.add_argument("--file", help="a file with the text to score")
    parser.add_argument(
        "--context",
        metavar="TEXT",
        help="read before each text and not scored; empty for the beginning of a line "
        "(default: the first token of a text is its context)",
    )
    parser.add_argument(
        "--candidate",
        action="append",
        metavar="WORDS",
        help="weigh this in place of the blank, ▢, of the text; give it several times",
    )
    _add_json(parser)


def _probe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="a run file")
    parser.add_argument("--text", required=True, help="the text to look at")
    parser.add_argument(
        "--loss-at",
        default="last",
        metavar="last|all|INDEX",
        help="the loss whose gradient is followed: of the last token, of all, or of the token "
        "after the input at INDEX, counted from 0 (default: last)",
    )
    _add_json(parser)


def _ngram(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "train", metavar="TRAIN", help="the text to count, or a model in an .arpa file"
    )
    parser.add_argument("--eval", metavar="FILE", help="held-out text to measure perplexity on")
    parser.add_argument(
        "--unit", choices=("char", "word"), default="char", help="what a token is (default: char)"
    )
    parser.add_argument(
        "--sentences",
        action="store_true",
        help="each non-empty line is a sentence between boundaries, its end is predicted; "
        "otherwise the text is one stream in which a line end is a token",
    )
    parser.add_argument(
        "--tokenized",
        action="store_true",
        help="words are already split by spaces (with --unit word)",
    )
    parser.add_argument("--arpa", metavar="OUT", help="write the model to this ARPA file")
    parser.add_argument(
        "--table", metavar="CONTEXT", help="show what follows this context, and which order says so"
    )
    parser.add_argument(
        "--storage", action="store_true", help="show distinct n-grams and bytes by order"
    )
    parser.add_argument(
        "--sparsity",
        action="store_true",
        help="show how many n-grams of the held-out text were never seen, by order (with --eval)",
    )
    parser.add_argument(
        "--growth",
        action="store_true",
        help="show how n-grams grow with the text: an eighth, a quarter, half and all of it "
        "(with --eval, without --sentences)",
    )
    _add_settings(parser, declared(NgramConfig))
    _add_json(parser)


def _bench(parser: argparse.ArgumentParser) -> None:
    listed = "; ".join(f"{name}: {what}" for name, what in BENCHMARKS.items())
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"which to run (default: all but {', '.join(LONG)}). {listed}",
    )
    parser.add_argument(
        "--text", metavar="FILE", help="text for text, ngram and learn, else a built-in one"
    )
    parser.add_argument(
        "--from",
        dest="saved",
        metavar="RESULT",
        help="show what an earlier “rnnlab bench --json” wrote, and measure nothing",
    )
    parser.add_argument(
        "--markdown", action="store_true", help="print the table of the README, in Markdown"
    )
    _add_json(parser)


def _info(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", nargs="?", metavar="RUN", help="a run file to describe")
    _add_json(parser)


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "train": ("Train a model on a text", _train),
    "sample": ("Write with a trained model", _sample),
    "score": ("Measure how likely a text is to a trained model", _score),
    "probe": ("Follow gates and gradients through a text", _probe),
    "ngram": ("Count n-grams and measure their perplexity", _ngram),
    "bench": ("Measure speed on this machine", _bench),
    "info": ("Show versions and devices, or what a run file holds", _info),
}
