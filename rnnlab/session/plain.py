"""Plain data as JSON, and JSON from strangers."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from rnnlab.session.errors import UnreadableError

Table = Mapping[str, Any]
_Kind = TypeVar("_Kind", int, str, dict[str, Any], list[Any])

LARGEST_NUMBER = 2**63 - 1
# A list takes some 60 bytes of memory for the two that it takes in a file.
_MOST_LISTS = 2**20


def pack_json(data: Table) -> bytes:
    """UTF-8 in which even half a surrogate pair, as a token may be, comes back as it was."""
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def unpack_json(content: bytes) -> dict[str, Any]:
    """The table in ``content``; nesting is bounded by Python's own limit.

    Raises:
        UnreadableError: It is no table, or of so many parts that it is meant to do harm.
        ValueError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    if content.count(b"[") + content.count(b"{") > _MOST_LISTS:
        raise UnreadableError("it has more parts than a run can have; it is not sound.")
    data = json.loads(content.decode("utf-8", "surrogatepass"))
    if not isinstance(data, dict):
        raise UnreadableError("a part of it has another form than it should; it is damaged.")
    return data


def take(data: Table, name: str, kind: type[_Kind]) -> _Kind:
    """The value called ``name``, of the given type; a number is whole and not negative.

    Raises:
        UnreadableError: It is missing, of another type or out of range.
    """
    value = data.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise UnreadableError(f"its manifest has no usable “{name}”; it is damaged.")
    if isinstance(value, int) and not 0 <= value <= LARGEST_NUMBER:
        raise UnreadableError(f"the “{name}” in its manifest is out of range; it is damaged.")
    return value
