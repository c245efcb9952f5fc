"""Paths on a simulated disk: which directory each leads to, remembered until one moves."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from sim.storage.nodes import (
    LINKS_MAX,
    Directory,
    File,
    Link,
    Node,
    failure,
    led_on,
)

DOTS = frozenset(("", ".", ".."))
"""What stands in a path and is no name."""


class Paths:
    """Looks paths up in a tree, by their directory and their last name: nothing is hotter."""

    __slots__ = ("folders", "led", "root")

    def __init__(self, root: Directory) -> None:
        """Look up in the tree below `root`."""
        self.root = root
        self.folders: dict[str, Directory] = {"": root, "/": root}
        """Directories by a path that leads to them, through links or not."""
        self.led: dict[str, str] = {}
        """Real paths of what was reached through links, directories or not."""

    def twin(self, root: Directory, found: Mapping[int, Directory]) -> Paths:
        """Return what is known here of a copy: `found` has its directories by the ids of these."""
        twin = Paths(root)
        known = self.folders.items()
        twin.folders = {path: found[id(node)] for path, node in known if id(node) in found}
        twin.led = self.led.copy()
        return twin

    def at(self, path: str) -> Node | None:
        """Return what `path` leads to; None where there is nothing."""
        head, _, name = path.rpartition("/")
        folder = self.folders.get(head)
        node = None if folder is None else folder.get(name)
        if type(node) is Link:
            return self.folders.get(path) or self._look(path, follow=True)[1]
        if node is None and (folder is None or name in DOTS):
            return self._look(path, follow=True)[1]
        return node

    def itself(self, path: str) -> Node | None:
        """Return what lies at `path`, a link as itself; None where there is nothing."""
        head, _, name = path.rpartition("/")
        folder = self.folders.get(head)
        node = None if folder is None else folder.get(name)
        if node is None and (folder is None or name in DOTS):
            return self._look(path, follow=False)[1]
        return node

    def real(self, path: str, *, follow: bool) -> str:
        """Return `path` without links: as far as it leads, and the rest of it as it stands."""
        if follow and path in self.folders:
            return self.led.get(path, path)
        head, _, name = path.rpartition("/")
        folder = self.folders.get(head)
        if folder is None or name in DOTS or (follow and type(folder.get(name)) is Link):
            return self._look(path, follow=follow)[0]
        led = self.led.get(head)
        return path if led is None else f"{led}/{name}"

    def _look(self, path: str, *, follow: bool, links: int = LINKS_MAX) -> tuple[str, Node | None]:
        """Return the real path and what lies there; remember where it leads to a directory."""
        known = self.folders.get(path) if follow else None
        if known is not None:
            return self.led.get(path, path), known
        led = self.led.get(path) if follow else None
        if led is not None and type(found := self.itself(led)) is not Link:
            return led, found
        head, _, name = path.rpartition("/")
        real, folder = self._look(head or "/", follow=True, links=links)
        if name in DOTS and type(folder) is dict:
            up = real.rpartition("/")[0] or "/"
            return self._look(up, follow=True, links=links) if name == ".." else (real, folder)
        node = folder.get(name) if type(folder) is dict else None
        real = f"{'' if folder is self.root else real}/{name}"
        if follow and type(node) is Link:
            if not links:
                raise failure(errno.ELOOP, path)
            real, node = self._look(led_on(real, node.target), follow=True, links=links - 1)
        if follow and node is not None:
            if type(node) is dict:
                self.folders[path] = node
            if real != path:
                self.led[path] = real
        return real, node

    def know(self, path: str, made: Directory) -> None:
        """Remember a directory that was just made at `path`, whose parent is known."""
        head, _, name = path.rpartition("/")
        if head in self.folders:
            self.folders[path] = made
            led = self.led.get(head)
            if led is not None:
                self.led[path] = f"{led}/{name}"

    def forget(self, node: Node | None, path: str) -> None:
        """Forget where paths lead: this node lay at `path`, and has moved or gone.

        Whatever is reached through links is forgotten with it: it may lead through it. All other
        paths are without links, and so begin with where a directory really lay.
        """
        if node is None or type(node) is File:
            return
        if type(node) is dict:
            self._forget_below(self.real(path, follow=False), node)
        for led in self.led:
            self.folders.pop(led, None)
        self.led.clear()

    def _forget_below(self, path: str, directory: Directory) -> None:
        self.folders.pop(path, None)
        for name, node in directory.items():
            if type(node) is dict:
                self._forget_below(f"{path}/{name}", node)
