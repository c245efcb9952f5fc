"""Digests of what lies on a simulated host, each content looked at once."""

from __future__ import annotations

import functools
import hashlib


@functools.lru_cache(maxsize=1024)
def digest(content: bytes) -> str:
    """Return the SHA-256 of a content, in hex."""
    return hashlib.sha256(content).hexdigest()
