"""JSON that others wrote: what cannot be read is a `ValueError`, whatever is wrong with it."""

from __future__ import annotations

import json
from typing import Any


def parsed(text: str | bytes) -> Any:  # noqa: ANN401 - of any form
    """Return what JSON says. Raises `ValueError`, of what is nested too deep for Python too."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
