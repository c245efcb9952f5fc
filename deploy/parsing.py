"""JSON that others wrote: what cannot be read is a `ValueError`, whatever is wrong with it."""

from __future__ import annotations

import functools
import json
from typing import Any


def parsed(text: str | bytes) -> Any:  # noqa: ANN401 - of any form
    """Return what JSON says. Raises `ValueError`, of what is nested too deep for Python too."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


@functools.lru_cache(maxsize=64)
def word(body: bytes, name: str) -> str | None:
    """Return a word of an object that somebody answered; None where it says none of that name.

    While a release is on probation, it is mostly the same answer again.
    """
    try:
        value = parsed(body).get(name)
    except (ValueError, AttributeError):
        return None
    return value if isinstance(value, str) else None
