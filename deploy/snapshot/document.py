"""A snapshot as a document: JSON with its format and a checksum of itself, and back."""

from __future__ import annotations

import functools
import json
import types
import typing
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Any

from deploy import tree
from deploy.errors import Refused
from deploy.parsing import parsed
from deploy.snapshot.model import FORMAT, Snapshot

DOCUMENT_BYTES_MAX = 32 * 1024 * 1024
"""A larger file is none of ours: what is looked at is bounded to a fraction of this."""
ANEW = "Take it anew on the host: python3 -m deploy snapshot --output FILE"


def encode(snapshot: Snapshot) -> bytes:
    """Write a snapshot, the same bytes for the same snapshot."""
    return sealed(body_of(snapshot))


def body_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as JSON has it, without its format and its checksum."""
    return {name: _plain(getattr(snapshot, name)) for name in _hints(Snapshot)}


def sealed(body: Mapping[str, Any]) -> bytes:
    """Write the body of a document with its format and its checksum."""
    whole = {"format": FORMAT, "checksum": tree.digest(_canonical(body)), **body}
    return json.dumps(whole, indent=1, sort_keys=True).encode() + b"\n"


def parse(content: bytes) -> Snapshot:
    """Read a snapshot; raise `Refused`, in words, where the bytes are none that can be trusted."""
    return built(opened(content))


def opened(content: bytes) -> dict[str, Any]:
    """Return the body of a document whose format and checksum are right; raise `Refused`."""
    if len(content) > DOCUMENT_BYTES_MAX:
        raise Refused(f"the snapshot is larger than {DOCUMENT_BYTES_MAX} bytes", ANEW)
    try:
        found = parsed(content)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the snapshot is no JSON: {type(error).__name__}", ANEW) from error
    if not isinstance(found, dict) or "format" not in found:
        raise Refused("the file is no snapshot of a host", ANEW)
    number, checksum = found.pop("format"), found.pop("checksum", None)
    if number != FORMAT:
        newer = isinstance(number, int) and number > FORMAT
        how = "Use the newer checkout that belongs to it" if newer else ANEW
        raise Refused(f"the snapshot has format {number!r}, this reads format {FORMAT}", how)
    if checksum != tree.digest(_canonical(found)):
        raise Refused("the snapshot does not match its checksum: it was cut or changed", ANEW)
    return found


def built(body: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot of a body; raise `Refused` where a field is not what it must be."""
    try:
        found: Snapshot = _value(Snapshot, body, "snapshot")
    except (TypeError, ValueError, KeyError) as error:
        raise Refused(f"the snapshot cannot be read: {error}", ANEW) from error
    return found


def _canonical(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    """Return a value as JSON has it; a field that is at its default is left out."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        named = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(each) for field, each in named if each != _default(field)}
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def _default(field: Field[Any]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _value(kind: Any, given: object, where: str) -> Any:  # noqa: ANN401 - `kind` says which
    """Build a value of a type from what JSON holds; raise `TypeError`, saying where."""
    if kind is Any:
        return given
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _optional(inner, given, where)
    if origin is tuple:
        _expect(given, list, where)
        return tuple(_value(inner[0], each, where) for each in typing.cast("list[Any]", given))
    if origin is not None:  # a mapping: the only other that is used
        _expect(given, dict, where)
        items = typing.cast("dict[str, Any]", given).items()
        return {name: _value(inner[1], each, f"{where}.{name}") for name, each in items}
    if is_dataclass(kind):
        _expect(given, dict, where)
        return _object(typing.cast("type[Any]", kind), typing.cast("dict[str, Any]", given), where)
    if issubclass(kind, Enum):
        return kind(given)
    _expect(given, (int, float) if kind is float else kind, where)
    if isinstance(given, bool) is not (kind is bool):
        raise TypeError(f"{where} is {given!r}")
    return given


def _optional(kinds: tuple[Any, ...], given: object, where: str) -> Any:  # noqa: ANN401
    if given is None and type(None) in kinds:
        return None
    (kind,) = (each for each in kinds if each is not type(None))
    return _value(kind, given, where)


def _expect(given: object, kind: Any, where: str) -> None:  # noqa: ANN401
    if not isinstance(given, kind):
        raise TypeError(f"{where} is of another type")


def _object(kind: type[Any], given: Mapping[str, Any], where: str) -> Any:  # noqa: ANN401
    hints = _hints(typing.cast("Hashable", kind))
    strange = sorted(set(given) - set(hints))
    if strange:
        raise TypeError(f"{where} has no {strange[0]}")
    values = {name: _value(hints[name], each, f"{where}.{name}") for name, each in given.items()}
    return kind(**values)


@functools.cache
def _hints(kind: Hashable) -> dict[str, Any]:
    """Return what each field is; some modules import what they are annotated with for types."""
    names = {"Mapping": Mapping, "Any": Any}
    return typing.get_type_hints(kind, localns=names)
