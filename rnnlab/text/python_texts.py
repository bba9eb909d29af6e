"""Texts that come with every Python: its documentation in English and its own source."""

from importlib.abc import InspectLoader
from importlib.util import find_spec

from rnnlab.text.errors import TextError

# Top-level modules written in Python that every supported version has, and whose source is
# not frozen into the interpreter. Those a version lacks or hides are passed over.
_MODULES = """
argparse ast base64 bdb bisect calendar cmd code codeop colorsys compileall configparser
contextlib copy copyreg csv dataclasses difflib dis doctest enum filecmp fileinput fnmatch
fractions ftplib functools getopt getpass gettext graphlib gzip hashlib heapq hmac imaplib
inspect ipaddress keyword linecache locale lzma mailbox mimetypes modulefinder netrc
numbers opcode operator optparse pdb pickle pickletools pkgutil platform plistlib poplib
pprint profile pstats pyclbr pydoc queue quopri random reprlib rlcompleter sched secrets
selectors shelve shlex shutil signal smtplib socket socketserver ssl statistics stringprep
subprocess symtable tabnanny tarfile tempfile textwrap threading timeit token tokenize
trace traceback tracemalloc types typing uuid wave weakref webbrowser zipapp
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
