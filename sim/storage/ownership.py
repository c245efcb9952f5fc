"""What belongs to another user: it keeps its owner where it moves, and what lies in it stays."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from sim.storage.nodes import Directory, File, failure

if TYPE_CHECKING:
    from sim.storage.disk import Disk


OTHERS_MAY_READ = 0o004


def may_read(disk: Disk, path: str) -> bool:
    """Say whether the user of the host may read a file: another's may be closed."""
    if not disk.foreign or disk.canonical(path) not in disk.foreign:
        return True
    node = disk.node(path)
    return type(node) is not File or bool(node.mode & OTHERS_MAY_READ)


def read(disk: Disk, path: str) -> bytes:
    """Return the content of a file as the user of the host."""
    if not may_read(disk, path):
        raise failure(errno.EACCES, path)
    return disk.read(path)


def rename(disk: Disk, source: str, target: str) -> None:
    """Move a file or a tree: what belongs to another user does so under its new name."""
    if not disk.foreign:
        return disk.rename(source, target)
    old, new = (disk.canonical(path, follow=False) for path in (source, target))
    disk.rename(source, target)
    moved = {path for path in disk.foreign if f"{path}/".startswith(f"{old}/")}
    disk.foreign = (disk.foreign - moved) | {new + path[len(old) :] for path in moved}
    return None


def remove(disk: Disk, path: str) -> None:
    """Remove a file or a tree as the user of the host, as far as that goes.

    What lies in the directory of another user is not let go of, and a removal ends at the first.
    """
    if not disk.foreign:
        return disk.remove(path)
    gone = removable(disk, path)
    for place in gone:
        disk.remove(place)
    disk.foreign -= frozenset(gone)
    real = disk.canonical(path, follow=False)
    is_full = type(node := disk.node(real, follow=False)) is dict and node
    if is_full or real.rpartition("/")[0] in disk.foreign:
        raise failure(errno.EACCES, path)
    disk.remove(path)
    disk.foreign -= {real}
    return None


def removable(disk: Disk, path: str) -> list[str]:
    """Return what goes of a tree before its root, each directory after what lies in it."""
    node = disk.node(path, follow=False)
    if type(node) is not dict:
        return []
    below = _below(node, disk.canonical(path, follow=False))
    kept = (n for n, place in enumerate(below) if place.rpartition("/")[0] in disk.foreign)
    return below[: next(kept, None)] if disk.foreign else below


def _below(directory: Directory, path: str) -> list[str]:
    found: list[str] = []
    for name, node in sorted(directory.items()):
        if type(node) is dict:
            found += _below(node, f"{path}/{name}")
        found.append(f"{path}/{name}")
    return found
