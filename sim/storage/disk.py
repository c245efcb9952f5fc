"""An in-memory disk: directories, files, links, and which writes a power loss would undo."""

from __future__ import annotations

import errno

from deploy.ports import Entry, Kind
from deploy.unfinished import UNFINISHED
from sim.storage import moving
from sim.storage.nodes import (
    KINDS,
    NAME_MAX,
    Directory,
    File,
    Link,
    Node,
    copied,
    failure,
    gather,
)
from sim.storage.paths import Paths
from sim.storage.pending import Pending


class Disk:
    """A tree of nodes under `/`, with the errors of the real thing."""

    __slots__ = ("foreign", "free", "inodes", "mounts", "paths", "pending", "root")

    def __init__(self) -> None:
        """Begin empty, with 8 GiB free."""
        self.root: Directory = {}
        self.pending = Pending()
        """What programs and copies wrote and nobody flushed since."""
        self.free = 8 * 1024**3
        self.inodes = 1_000_000
        self.paths = Paths(self.root)
        self.foreign: frozenset[str] = frozenset()
        """Paths that belong to another user."""
        self.mounts: frozenset[str] = frozenset()
        """Directories at which something else is mounted."""

    def fork(self) -> Disk:
        """Return an independent copy to go on with, in which the same waits for a flush."""
        twin, found = self._twin()
        twin.pending = self.pending.twin(found)
        return twin

    def copy(self) -> Disk:
        """Return an independent copy to look at: what is pending in it is not known any more."""
        return self._twin()[0]

    def _twin(self) -> tuple[Disk, dict[int, Directory]]:
        twin, found = Disk(), dict[int, Directory]()
        twin.root = copied(self.root, found)
        twin.paths = self.paths.twin(twin.root, found)
        twin.free, twin.inodes = self.free, self.inodes
        twin.foreign, twin.mounts = self.foreign, self.mounts
        return twin, found

    def canonical(self, path: str, *, follow: bool = True) -> str:
        """Return `path` with its links followed, the last one only if `follow`."""
        return self.paths.real(path, follow=follow)

    def node(self, path: str, *, follow: bool = True) -> Node | None:
        """Return what lies at `path`; None where there is nothing."""
        return self.paths.at(path) if follow else self.paths.itself(path)

    def place(self, path: str) -> tuple[Directory, str]:
        """Return the directory that holds the last name of `path`, and that name."""
        head, _, name = path.rpartition("/")
        parent = self.paths.folders.get(head)
        if parent is None:
            parent = self._directory(head, path)
        if len(name) > NAME_MAX:
            raise failure(errno.ENAMETOOLONG, path)
        return parent, name

    def _directory(self, head: str, path: str) -> Directory:
        """Return the directory that a path begins with."""
        node = self.paths.at(head)
        if type(node) is dict:
            return node
        raise failure(errno.ENOENT if node is None else errno.ENOTDIR, path)

    def kind(self, path: str) -> Kind | None:
        """Say what `path` itself is."""
        return KINDS.get(type(self.paths.itself(path)))

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        node = self.paths.at(path)
        if type(node) is File:
            return node.content
        raise failure(self._absence(path) if node is None else errno.EISDIR, path)

    def _absence(self, path: str) -> int:
        """Say why nothing lies at `path`: a name is missing, or leads on from a file."""
        while path := path.rpartition("/")[0]:
            node = self.paths.at(path)
            if node is not None:
                return errno.ENOENT if type(node) is dict else errno.ENOTDIR
        return errno.ENOENT

    def names(self, path: str) -> tuple[str, ...]:
        """Return the sorted names in a directory."""
        node = self.paths.at(path)
        if type(node) is dict:
            return tuple(sorted(node))
        raise failure(self._absence(path) if node is None else errno.ENOTDIR, path)

    def walk(self, path: str) -> tuple[Entry, ...]:
        """Return all that lies below a directory, sorted by path."""
        node = self.paths.at(path)
        if type(node) is not dict:
            raise failure(self._absence(path) if node is None else errno.ENOTDIR, path)
        found: list[Entry] = []
        gather(node, "", found)
        found.sort()  # by path, of which no two are the same
        return tuple(found)

    def found(self, path: str) -> str:
        """Return `path` where something lies at it; raise the kernel's error where nothing does."""
        if self.paths.at(path) is None:
            raise failure(self._absence(path), path)
        return path

    def target(self, path: str) -> str:
        """Return the text of a link."""
        node = self.paths.itself(path)
        if type(node) is Link:
            return node.target
        raise failure(self._absence(path) if node is None else errno.EINVAL, path)

    def make_directory(self, path: str, *, durable: bool = True) -> None:
        """Create a directory and its parents."""
        moving.make_directory(self, path, durable=durable)

    def is_directory(self, path: str) -> bool:
        """Say whether `path` leads to a directory."""
        try:
            return type(self.paths.at(path)) is dict
        except OSError:  # a loop of links
            return False

    def put(self, path: str, content: bytes, mode: int = 0o644, *, durable: bool) -> None:
        """Write a file; what is not durable waits for a flush.

        What is durable takes the place of a link, and of what a killed write left beside it.
        """
        parent, name = self.place(path)
        present = parent.get(name)
        if type(present) is dict:
            raise failure(errno.EISDIR, path)
        if durable:
            self.take_beside(parent, name, path)
        if type(present) is Link and not durable:
            return self.put(self.canonical(path), content, mode, durable=durable)
        if type(present) is Link:
            self.paths.forget(present, path)
        parent[name] = File(content, mode)
        self.kept(parent, name, present, durable=durable)
        return None

    def kept(self, parent: Directory, name: str, before: Node | None, *, durable: bool) -> None:
        """A name was changed: durably, or until the power fails."""
        if not durable:
            self.pending.note(parent, name, before)
        elif self.pending.entries:
            self.pending.settle(parent, name)

    def take_beside(self, parent: Directory, name: str, path: str) -> None:
        """Write beside the place first: the name must have room for it, and may be taken."""
        unfinished = f".{name}{UNFINISHED}"
        if len(unfinished) > NAME_MAX:
            raise failure(errno.ENAMETOOLONG, path)
        if unfinished in parent:
            self.paths.forget(parent.pop(unfinished), f"{path[: -len(name)]}{unfinished}")

    def link(self, path: str, target: str, *, durable: bool = True) -> None:
        """Create or replace a link."""
        moving.link(self, path, target, durable=durable)

    def rename(self, source: str, target: str) -> None:
        """Move a node; a directory replaces an empty directory only."""
        moving.rename(self, source, target)

    def exchange(self, first: str, second: str) -> None:
        """Swap two nodes."""
        moving.exchange(self, first, second)

    def remove(self, path: str, *, durable: bool = True) -> None:
        """Remove a node; no error where there is none."""
        moving.remove(self, path, durable=durable)

    def flush(self) -> None:
        """Make every pending write durable."""
        self.pending.clear()
