"""What was written on a simulated disk and not flushed: a power loss may undo any of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.storage.nodes import Directory, Node, copied, directories_in


class Unflushed(NamedTuple):
    """One name whose last change is not durable."""

    parent: Directory
    name: str
    before: Node | None
    """What lies there durably; None for nothing."""

    @property
    def now(self) -> Node | None:
        """What lies there while the power stays."""
        return self.parent.get(self.name)

    def undo(self) -> None:
        """Lead it back to what is durable."""
        if self.before is None:
            self.parent.pop(self.name, None)
        else:
            self.parent[self.name] = self.before


class Pending:
    """The unflushed names of a disk, in the order in which they were first changed."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        """Begin with all flushed."""
        self.entries: dict[tuple[int, str], Unflushed] = {}

    def __iter__(self) -> Iterator[Unflushed]:
        """Give them, the first changed first."""
        return iter(self.entries.values())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.entries)

    def note(self, parent: Directory, name: str, before: Node | None) -> None:
        """A name was changed and not flushed; what was durable there stays so."""
        key = (id(parent), name)
        if key not in self.entries:
            self.entries[key] = Unflushed(parent, name, before)

    def settle(self, parent: Directory, name: str) -> None:
        """A name was changed durably."""
        self.entries.pop((id(parent), name), None)

    def move(self, origin: Directory, name: str, parent: Directory, new_name: str) -> None:
        """A name was moved durably: what waits for a flush is what it holds."""
        moved = self.entries.pop((id(origin), name), None)
        self.settle(parent, new_name)
        if moved is not None:
            self.note(parent, new_name, None)

    def swap(self, one: tuple[Directory, str], two: tuple[Directory, str]) -> None:
        """Two names changed places durably."""
        found = [self.entries.pop((id(parent), name), None) for parent, name in (one, two)]
        for was, (parent, name) in zip(found, (two, one), strict=True):
            if was is not None:
                self.note(parent, name, None)

    def forget(self, node: Node | None) -> None:
        """A tree is gone durably, and with it whatever of it waited for a flush."""
        if type(node) is dict and self.entries:
            gone = {id(folder) for folder in directories_in(node)}
            self.entries = {key: each for key, each in self.entries.items() if key[0] not in gone}

    def clear(self) -> None:
        """All is durable."""
        self.entries.clear()

    def twin(self, found: dict[int, Directory]) -> Pending:
        """Return what is unflushed in a copy of the tree, whose directories `found` has."""
        twin = Pending()
        for each in self:  # what a program removed lies in no tree any more
            if type(each.before) is dict:
                copied(each.before, found)
        for each in self:
            parent = found.get(id(each.parent))
            if parent is not None:
                before = found[id(each.before)] if type(each.before) is dict else each.before
                twin.note(parent, each.name, before)
        return twin
