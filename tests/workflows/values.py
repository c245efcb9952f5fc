"""The values of GitHub's expressions: what is true, what is equal, and how each is written."""

import math
from collections.abc import Mapping
from typing import TypeAlias

from tests.workflows.tokens import NotUnderstood

Value: TypeAlias = "bool | float | str | Mapping[str, object] | None"


def is_true(value: Value) -> bool:
    """Say whether a value counts as true: all but null, false, 0, NaN and the empty string."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value) or isinstance(value, Mapping)


def number(value: Value) -> float:
    """Return a value as the number that a comparison takes it for."""
    if value is None:
        return 0.0
    if isinstance(value, (bool, float)):
        return float(value)
    if isinstance(value, str):
        return _read(value.strip())
    return math.nan


def _read(text: str) -> float:
    if not text:
        return 0.0
    try:
        return float(int(text, 16)) if text.lower().startswith("0x") else float(text)
    except ValueError:
        return math.nan


def equal(left: Value, right: Value) -> bool:
    """Compare as GitHub does: strings in any case, different types as numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if isinstance(left, Mapping) or isinstance(right, Mapping):
        return left is right
    return number(left) == number(right)


def text(value: Value) -> str:
    """Write a value into a string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, str):
        return value
    raise NotUnderstood(f"an object in a string: {value}")
