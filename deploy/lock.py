"""The lock that a wheel carries: versions of what it needs, and the digests of their files."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAME = "requirements.lock"
PINNED = re.compile(rb"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def contradicted(content: bytes, pins: Sequence[str]) -> tuple[str, ...]:
    """Return the pins, `name==version`, of which the lock holds other versions alone.

    Somebody has installed these by hand: a lock has nothing to say of them.
    """
    held = _held(content) if pins else {}
    told = [(pin, *pin.split("==", 1)) for pin in pins]
    return tuple(
        pin for pin, name, version in told if version not in held.get(_normal(name), {version})
    )


@functools.lru_cache(maxsize=4)
def _held(content: bytes) -> Mapping[str, set[str]]:
    """Return the versions that a lock has of each distribution."""
    held: dict[str, set[str]] = {}
    for found in PINNED.finditer(content):
        held.setdefault(_normal(found[1].decode()), set()).add(found[2].decode())
    return held


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
