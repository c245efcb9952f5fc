"""What lies on a disk, in words, and what changed there since the last look."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.storage.disk import Disk
from sim.storage.nodes import Directory, File, Link, Node
from sim.timeline.model import Change

DISK = "disk"
"""The first word of a place on the disk."""
EXECUTABLE = 0o111
Pending = dict[int, set[str]]
"""The names that nobody flushed, by the directory that holds them."""


@dataclass(slots=True)
class Seen:
    """What lay at a name when it was looked at last, and below it."""

    node: Node = field(default_factory=dict)
    words: str = ""
    waits: bool = False
    """Nobody flushed it yet."""
    below: dict[str, Seen] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    """The nodes below it, to be compared at once: most directories are as they were."""
    folders: list[tuple[str, Seen]] = field(default_factory=list)
    waited: bool = False
    """A name in it was not flushed."""


def changes(disk: Disk, seen: Seen) -> list[Change]:
    """Look at a disk again: return what changed, and remember how it is now."""
    found: list[Change] = []
    pending: Pending = {}
    for each in disk.pending:
        pending.setdefault(id(each.parent), set()).add(each.name)
    _look(disk.root, seen, DISK, pending, found)
    return found


def _look(now: Directory, seen: Seen, place: str, pending: Pending, found: list[Change]) -> None:
    nodes = list(now.values())
    same = nodes == seen.nodes and now.keys() == seen.below.keys()
    waiting = pending.get(id(now), set())
    if waiting or seen.waited or not same:
        _compare(now, seen, place, waiting, found)
        seen.nodes, seen.waited = nodes, bool(waiting)
        seen.folders = [(name, seen.below[name]) for name in now if type(now[name]) is dict]
    for name, below in seen.folders:
        folder = now[name]
        assert type(folder) is dict
        _look(folder, below, f"{place}/{name}", pending, found)


def _compare(
    now: Directory, seen: Seen, place: str, waiting: set[str], found: list[Change]
) -> None:
    """Compare a directory with what was seen of it; files are never changed, only replaced."""
    for name, node in now.items():
        before = seen.below.get(name)
        waits = name in waiting
        if before is None or before.node is not node or before.waits is not waits:
            seen.below[name] = _renewed(before, node, f"{place}/{name}", found, waits=waits)
    for name in sorted(seen.below.keys() - now.keys()):
        found += _gone(f"{place}/{name}", seen.below.pop(name))


def _renewed(
    before: Seen | None, node: Node, place: str, found: list[Change], *, waits: bool
) -> Seen:
    """See what lies at a place now; below what is a directory still, the names are compared."""
    words = _words(node, waits=waits)
    if before is None or before.words != words:
        found.append((place, words))
    if before is not None and type(node) is dict:
        before.node, before.words, before.waits = node, words, waits
        return before
    for name, below in () if before is None else before.below.items():
        found += _gone(f"{place}/{name}", below)
    return Seen(node, words, waits)


def _gone(place: str, seen: Seen) -> Iterator[Change]:
    yield place, None
    for name, below in seen.below.items():
        yield from _gone(f"{place}/{name}", below)


def _words(node: Node, *, waits: bool) -> str:
    """Say what a node is: a directory, where a link leads, or the size and digest of a file."""
    if type(node) is dict:
        return "d ~" if waits else "d"
    if type(node) is Link:
        return f"l{'~' if waits else ''} {node.target}"
    assert type(node) is File
    program = "x" if node.mode & EXECUTABLE else ""
    return f"f {len(node.content)} {_digest(node.content)} {program}{'~' if waits else ''}"


@functools.lru_cache(maxsize=4096)
def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]
