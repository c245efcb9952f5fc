"""The real service's description of its requests, and what it says of one that does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape
from botocore.session import Session

JSON_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "timestamp": (int, float),
    "list": list,
    "map": dict,
    "structure": dict,
}


class Refusal(Exception):
    """An error answer of the service: its code, its words and its HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        """Keep the three apart."""
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status


@cache
def model() -> ServiceModel:
    """Return the description that every client of this service is made from."""
    return Session().get_service_model("ssm")


def check(operation: str, request: dict[str, Any]) -> None:
    """Raise `Refusal` where a request does not fit the service's own description of it."""
    shape = model().operation_model(operation).input_shape
    found = [] if shape is None else list(_faults(shape, request, ""))
    if found:
        number = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: "
        raise Refusal("ValidationException", number + "; ".join(found))


def _faults(shape: Shape, value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - it is JSON
    fits = isinstance(value, JSON_TYPES.get(shape.type_name, object))
    if not fits:
        yield f"Value at '{at}' failed to satisfy constraint: Member must be {shape.type_name}"
        return
    for said in _constraints(shape, value):
        yield f"Value at '{at}' failed to satisfy constraint: Member must {said}"
    if isinstance(shape, StructureShape):
        for name in shape.required_members:
            if name not in value:
                yield f"Value null at '{_member(at, name)}' failed to satisfy constraint: not null"
    for part, inner, name in _parts(shape, value, at):
        yield from _faults(part, inner, name)


def _parts(shape: Shape, value: Any, at: str) -> list[tuple[Shape, Any, str]]:  # noqa: ANN401
    if isinstance(shape, StructureShape):
        members = shape.members
        return [(members[k], v, _member(at, k)) for k, v in value.items() if k in members]
    if isinstance(shape, ListShape):
        return [(shape.member, v, f"{at}.{n}.member") for n, v in enumerate(value, start=1)]
    if isinstance(shape, MapShape):
        return [(shape.value, v, f"{at}.{k}.member") for k, v in value.items()]
    return []


def _constraints(shape: Shape, value: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    limits = shape.metadata
    size = value if shape.type_name == "integer" else len(value) if hasattr(value, "__len__") else 0
    kind = "value" if shape.type_name == "integer" else "length"
    if "min" in limits and size < limits["min"]:
        yield f"have {kind} greater than or equal to {limits['min']}"
    if "max" in limits and size > limits["max"]:
        yield f"have {kind} less than or equal to {limits['max']}"
    if "pattern" in limits and not re.search(limits["pattern"], str(value)):
        yield f"satisfy regular expression pattern: {limits['pattern']}"
    if "enum" in limits and value not in limits["enum"]:
        yield f"satisfy enum value set: {limits['enum']}"


def _member(at: str, name: str) -> str:
    """Name a member as the service's messages do, its first letter small."""
    name = name[0].lower() + name[1:]
    return f"{at}.{name}" if at else name
