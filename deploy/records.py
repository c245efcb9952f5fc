"""Values to JSON files and back: what the deployer remembers on the host."""

from __future__ import annotations

import functools
import json
from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from deploy import tree
from deploy.errors import Damaged
from deploy.model import Backup, Command, Journal, Live, Phase, Release

if TYPE_CHECKING:
    from deploy.ports import Reader

OPENING, SEPARATOR = b'{"checksum": "', b'", '
CHECKSUM_DIGITS = 64

Value = TypeVar("Value", Backup, Journal, Live, Release)


def encode(value: Backup | Journal | Live | Release) -> bytes:
    """Write a value as JSON, the same bytes for the same value, with a checksum of itself.

    One flipped bit in a path of the journal would send every later step to the wrong place.
    """
    return _sealed(_ENCODER.encode(_plain(value)).encode())


def _sealed(body: bytes) -> bytes:
    return OPENING + tree.digest(body).encode() + SEPARATOR + body[1:]


def _opened(content: bytes) -> dict[str, Any]:
    """Return the JSON object that was sealed; raise `ValueError` where it is not what it was."""
    end = len(OPENING) + CHECKSUM_DIGITS
    body = b"{" + content[end + len(SEPARATOR) :]
    if content[len(OPENING) : end].decode(errors="replace") != tree.digest(body):
        raise ValueError("it does not match its checksum")
    found: dict[str, Any] = json.loads(body)
    return found


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


_ENCODER = json.JSONEncoder(sort_keys=True, default=_plain)
_KINDS: dict[str, Any] = {kind.__name__: kind for kind in (Backup, Journal, Live, Release)}
_NAMES: dict[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (Backup, Journal, Live, Release)
}


def decode(kind: type[Value], content: bytes, path: str) -> Value:
    """Read a value; raise `Damaged`, naming the path, where the bytes are not one."""
    try:
        value: Value = _read(kind.__name__, content)
    except (ValueError, TypeError, KeyError) as error:
        raise Damaged(f"{path} is damaged: {error}") from error
    return value


@functools.lru_cache(maxsize=64)
def _read(kind: str, content: bytes) -> Any:  # noqa: ANN401 - decode says which
    """Check and read a value; every step reads the journal anew, the same bytes are parsed once."""
    return _build(_KINDS[kind], _opened(content))


def _build(kind: type[Value], given: dict[str, Any]) -> Value:
    known = _NAMES[kind]
    wanted = {name: value for name, value in given.items() if name in known}
    if kind is Backup:
        wanted["release"] = _build(Release, wanted["release"])
    elif kind is Release:
        wanted["packages"] = tuple(wanted["packages"])
    elif kind is Journal:
        wanted["phase"] = Phase(wanted["phase"])
        wanted["command"] = Command(wanted["command"])
    return kind(**wanted)


def load(reader: Reader, kind: type[Value], path: str) -> Value | None:
    """Read the value at `path`; None where there is no file. Raises `Damaged` and `OSError`.

    It is read again before it is called damaged: a bad read is not yet a bad disk.
    """
    try:
        content = _there(reader, path)
        return None if content is None else decode(kind, content, path)
    except Damaged:
        content = _there(reader, path)
        return None if content is None else decode(kind, content, path)


def _there(reader: Reader, path: str) -> bytes | None:
    """Return the content of a file; None where there is none, or it goes at this moment."""
    if reader.kind(path) is None:
        return None
    try:
        return reader.read(path)
    except FileNotFoundError:
        if reader.kind(path) is not None:  # a link that leads nowhere
            raise
        return None


def remembered_failures(reader: Reader, path: str) -> dict[str, str]:
    """Return why releases were rolled back, by the digest of their wheel.

    Read again before it is called damaged, like any record. Raises `Damaged` and `OSError`.
    """
    for last in (False, True):
        content = _there(reader, path)
        try:
            return {} if content is None else _opened(content)
        except ValueError as error:
            if last:
                raise Damaged(f"{path} is damaged: {error}") from error
    return {}


def encode_failures(failures: dict[str, str]) -> bytes:
    """Write the remembered failures as JSON."""
    return _sealed(json.dumps(failures, sort_keys=True).encode())
