"""Disk: what lies in some directories, each file counted once however many links it has."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

BLOCK_BYTES = 512
"""What `st_blocks` counts in."""
Files = dict[tuple[int, int], int]


def used(roots: Iterable[Path]) -> Files:
    """Return the bytes that each file and directory below these takes, by device and inode."""
    found: Files = {}
    for root in roots:
        for folder, _, names in os.walk(root):
            for path in (folder, *(os.path.join(folder, name) for name in names)):
                status = os.lstat(path)
                found[status.st_dev, status.st_ino] = status.st_blocks * BLOCK_BYTES
    return found


def added_bytes(before: Files, after: Files) -> int:
    """Return how much of what is there now was not there before."""
    return sum(size for name, size in after.items() if name not in before)
