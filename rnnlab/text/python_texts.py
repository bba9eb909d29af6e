"""Texts that come with every Python: its documentation in English and its own source."""

from importlib.abc import InspectLoader
from importlib.util import find_spec

from rnnlab.text.errors import TextError

# Top-level modules written in Python that every supported version has, and whose source is
# not frozen into the interpreter. Those a version lacks or hides are passed over.
_MODULES = """
argparse bisect calendar cmd colorsys configparser contextlib copy csv dataclasses difflib enum
filecmp fileinput fnmatch fractions functools getopt gettext graphlib gzip hashlib heapq hmac
ipaddress linecache mailbox mimetypes netrc numbers operator optparse pickle plistlib pprint queue
quopri random reprlib sched secrets selectors shelve shutil smtplib socketserver statistics
string subprocess tempfile textwrap threading timeit trace traceback uuid wave weakref webbrowser
"""


def python_documentation() -> str:
    """The English of Python's own documentation, as its ``help`` prints it, by topic.

    Raises:
        TextError: This Python came without it.
    """
    try:
        from pydoc_data.topics import topics
    except ImportError as error:
        raise TextError(
            "This Python came without its documentation; choose another built-in text."
        ) from error
    return "\n".join(topics[name].strip() + "\n" for name in sorted(topics))


def python_source() -> str:
    """The source of a part of Python's standard library, module after module.

    Raises:
        TextError: This Python came without its source.
    """
    sources = [source for name in _MODULES.split() if (source := _source(name))]
    if not sources:
        raise TextError(
            "This Python came without the source of its library; choose another built-in text."
        )
    return "\n".join(sources)


def _source(name: str) -> str | None:
    spec = find_spec(name)
    if spec is None or not isinstance(spec.loader, InspectLoader):
        return None
    try:
        return spec.loader.get_source(name)
    except (ImportError, OSError):
        return None
