"""How names come and move on a simulated disk, with the kernel's errors."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from sim.storage import rights
from sim.storage.nodes import Directory, Link, failure

if TYPE_CHECKING:
    from sim.storage.disk import Disk


def make_directory(disk: Disk, path: str, *, durable: bool) -> None:
    """Create a directory and its parents."""
    missing = []
    while path not in disk.paths.folders and not disk.is_directory(path):
        missing.append(path)
        path = path.rpartition("/")[0]
    for directory in reversed(missing):
        parent, name = disk.place(directory)
        if name in parent:
            raise failure(errno.EEXIST, directory)
        made: Directory = {}
        parent[name] = made
        disk.paths.know(directory, made)
        disk.kept(parent, name, None, durable=durable)


def link(disk: Disk, path: str, target: str, *, durable: bool) -> None:
    """Create or replace a link."""
    parent, name = disk.place(path)
    present = parent.get(name)
    if type(present) is dict:
        raise failure(errno.EISDIR, path)
    disk.paths.forget(present, path)
    disk.take_beside(parent, name, path)
    parent[name] = Link(target)
    disk.kept(parent, name, present, durable=durable)


def rename(disk: Disk, source: str, target: str) -> None:
    """Move a node; a directory replaces an empty directory only."""
    origin, name = disk.place(source)
    node = origin.get(name)
    if node is None:
        raise failure(errno.ENOENT, source)
    parent, new_name = disk.place(target)
    if parent is origin and new_name == name:
        return
    if type(node) is dict and _within(disk, target, source):
        raise failure(errno.EINVAL, source)
    rights.vet_mounts(disk, source, target)
    present = parent.get(new_name)
    if type(node) is dict and present is not None:
        if type(present) is not dict:
            raise failure(errno.ENOTDIR, target)
        if present:
            raise failure(errno.ENOTEMPTY, target)
    elif type(present) is dict:
        raise failure(errno.EISDIR, target)
    rights.carry(disk, {source: target})
    del origin[name]
    parent[new_name] = node
    disk.paths.forget(node, source)
    disk.paths.forget(present, target)
    disk.pending.move(origin, name, parent, new_name)


def exchange(disk: Disk, first: str, second: str) -> None:
    """Swap two nodes."""
    one, first_name = disk.place(first)
    two, second_name = disk.place(second)
    if first_name not in one or second_name not in two:
        raise failure(errno.ENOENT, first)  # renameat2 does not say which
    if _within(disk, first, second) or _within(disk, second, first):
        raise failure(errno.EINVAL, first)
    rights.vet_mounts(disk, first, second)
    rights.carry(disk, {first: second, second: first})
    one[first_name], two[second_name] = two[second_name], one[first_name]
    disk.paths.forget(two[second_name], first)
    disk.paths.forget(one[first_name], second)
    disk.pending.swap((one, first_name), (two, second_name))


def remove(disk: Disk, path: str, *, durable: bool) -> None:
    """Remove a node; no error where there is none."""
    if disk.paths.itself(path) is not None:
        rights.forget(disk, path)
        parent, name = disk.place(path)
        node = parent.pop(name)
        disk.paths.forget(node, path)
        disk.kept(parent, name, node, durable=durable)
        if durable:
            disk.pending.forget(node)


def _within(disk: Disk, path: str, folder: str) -> bool:
    """Say whether a path lies below a directory."""
    below = disk.canonical(path, follow=False)
    return below.startswith(f"{disk.canonical(folder, follow=False)}/")
