"""The strokes of one change of a file: what a deployer that is killed amid it leaves.

The adapter for a real machine (`deploy/adapters/files.py`) makes one change with several calls of
the kernel, and between two of them it can be killed. Each function here does the first so many of
them to a disk and returns how many there are, the last not counted: after that the change is done.
`tests/contracts/test_killed_amid.py` kills the adapter at every call and sees just these states.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from deploy.unfinished import UNFINISHED
from sim.storage import ownership
from sim.storage.nodes import File, Link, Node

if TYPE_CHECKING:
    from sim.storage.disk import Disk
    from sim.world import World

Amid = Callable[["World", int], int]
"""Does the first so many strokes of an effect to a world; says how many there are."""


def atomic(_world: World, _count: int) -> int:
    """An effect that is never done in part."""
    return 0


def half(world: World, amid: Amid) -> None:
    """Do an effect but for its last stroke; nothing where it has no other."""
    total = amid(world, 0)
    if total:
        amid(world, total)


def write(path: str, content: bytes, mode: int, world: World, count: int) -> int:
    """A file is made beside its place, filled, and renamed."""
    parts = (b"", content[: len(content) // 2], content)
    return _beside(world.disk, path, [File(part, mode) for part in parts], count)


def link(path: str, target: str, world: World, count: int) -> int:
    """A link is made beside its place, and renamed."""
    return _beside(world.disk, path, [Link(target)], count)


def make_directory(path: str, world: World, count: int) -> int:
    """Parents are made one by one."""
    disk = world.disk
    missing = []
    while path and not disk.is_directory(path):
        missing.append(path)
        path = path.rpartition("/")[0]
    if count:
        disk.make_directory(missing[-count])
    return max(0, len(missing) - 1)


def copy(source: str, target: str, world: World, count: int) -> int:
    """What lies there is unlinked, then a file is made in its place, and filled."""
    disk = world.disk
    content, node = disk.read(source), disk.node(source)
    mode = node.mode if type(node) is File else 0o644
    parts = ((b"", 0o600), (b"", mode), (content[: len(content) // 2], mode))
    if count:
        disk.remove(target, durable=False)
    if count > 1:
        disk.put(target, *parts[count - 2], durable=False)
    return 1 + len(parts)


def remove(path: str, world: World, count: int) -> int:
    """A tree goes file by file, each directory after what lies in it."""
    below = ownership.removable(world.disk, path)
    for place in below[:count]:
        world.disk.remove(place)
    return len(below)


def fill(path: str, content: bytes, mode: int, world: World, count: int) -> int:
    """A program makes a file in its place, and fills it."""
    if count:
        world.disk.put(path, content[: (count - 1) * len(content) // 2], mode, durable=False)
    return 2


def _beside(disk: Disk, path: str, parts: Sequence[Node], count: int) -> int:
    """Lay the first so many parts beside a place; what a killed one left there goes before."""
    parent, name = disk.place(path)
    unfinished = f".{name}{UNFINISHED}"
    there = unfinished in parent
    if count:
        disk.paths.forget(parent.pop(unfinished, None), f"{path[: -len(name)]}{unfinished}")
    if count > there:
        parent[unfinished] = parts[count - there - 1]
    return len(parts) + there
