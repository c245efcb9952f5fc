"""The lock of this checkout: simulated wheels carry it, and the package index offers what it says.

So one wheel can be installed by it in a world and on a host of real parts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "requirements.lock"
ROW = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)[^\n]*((?:\n\s+--hash=\S+[^\n]*)*)")
PLATFORMS = 12
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """One distribution: its version, and the digests of which any will do."""

    version: str
    digests: tuple[str, ...]


@functools.cache
def content() -> bytes:
    """Return the lock."""
    return Path(__file__).resolve().parent.parent.with_name(NAME).read_bytes()


@functools.cache
def offered() -> Mapping[str, Locked]:
    """Return what it says of each distribution."""
    return read(content())


@functools.lru_cache(maxsize=16)
def read(text: bytes) -> Mapping[str, Locked]:
    """Return what a lock says of each distribution, by normalised name."""
    return {
        re.sub(r"[-_.]+", "-", row[1]).lower(): Locked(row[2], tuple(HASH.findall(row[3])))
        for row in ROW.finditer(text.decode())
    }


def changed(name: str) -> bytes:
    """Return the lock of one who was given other bytes of a distribution than the index has.

    It was of compiled code there, with a file for each platform.
    """
    (row,) = [row for row in ROW.finditer(content().decode()) if row[1] == name]
    first, *_ = HASH.findall(row[3])
    others = (f"{first[turn:]}{first[:turn]}" for turn in range(1, PLATFORMS))
    told = " \\\n".join(f"    --hash=sha256:{other}" for other in others)
    changed_row = f"{row[0][: row.start(3) - row.start()]}\n{told}"
    return content().decode().replace(row[0], changed_row).encode()


def without(name: str) -> bytes:
    """Return the lock of one who forgot a distribution."""
    (row,) = [row for row in ROW.finditer(content().decode()) if row[1] == name]
    return content().decode().replace(f"{row[0]}\n", "").encode()
