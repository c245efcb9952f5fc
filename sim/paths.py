"""Paths on a simulated disk: where each leads, remembered until a name moves."""

from __future__ import annotations

import errno

from sim.nodes import LINKS_MAX, Directory, Link, Node, failure, led_on, parts_of


class Paths:
    """Looks paths up in a tree; nearly all lead through no link, and nothing is hotter."""

    __slots__ = ("folders", "led", "root")

    def __init__(self, root: Directory) -> None:
        """Look up in the tree below `root`."""
        self.root = root
        self.folders: dict[str, Directory] = {}
        """Directories by their real path."""
        self.led: dict[tuple[str, bool], str] = {}
        """Where paths lead that go through links."""

    def find(self, path: str, follow: bool) -> tuple[str, Node | None]:  # noqa: FBT001
        """Return the real path and what lies there; None where there is nothing."""
        head, _, name = path.rpartition("/")
        folder = self.folders.get(head)
        if folder is None:
            real = self.led.get((path, follow))
            if real is not None and real != path:
                return self.find(real, False)  # noqa: FBT003 - it leads through no link any more
            folder = self._folder(head)
        if folder is None or not name:
            return self._follow(path, follow)
        found = folder.get(name)
        if type(found) is Link and follow:
            return self._follow(path, follow)
        return path, found

    def _folder(self, path: str) -> Directory | None:
        """Return a directory whose path leads through no link, and remember it."""
        found = self.root
        for part in parts_of(path):
            child = found.get(part)
            if type(child) is not dict:
                return None
            found = child
        self.folders[path] = found
        return found

    def forget(self, *moved: Node | None) -> None:
        """Forget where paths lead: these nodes have moved, come or gone."""
        for node in moved:
            if type(node) is dict:
                self.folders.clear()
                self.led.clear()
            elif type(node) is Link:
                self.led.clear()

    def _follow(self, path: str, follow: bool) -> tuple[str, Node | None]:  # noqa: FBT001
        """Look up a path that leads through links, one link at a time."""
        asked = (path, follow)
        for _ in range(LINKS_MAX):
            node: Node = self.root
            parts = parts_of(path)
            last = len(parts) - 1
            for place, part in enumerate(parts):
                child = node.get(part) if type(node) is dict else None
                if child is None:
                    return path, None
                if type(child) is Link and (follow or place < last):
                    path = led_on(parts, place, child.target)
                    break
                node = child
            else:
                self.led[asked] = path
                return path, node
        raise failure(errno.ELOOP, path)
