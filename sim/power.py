"""A power loss: what it leaves of a disk that not everybody has flushed."""

from __future__ import annotations

from sim.disk import Disk
from sim.nodes import File, Image


def fail(disk: Disk, image: Image) -> None:
    """Undo the writes that nobody flushed, as `image` says."""
    for parent, name in disk.pending:
        node = parent.get(name)
        if type(node) is not File:
            continue
        if image is Image.LOST:
            del parent[name]
        else:
            parent[name] = File(node.content[: len(node.content) // 2], node.mode)
    disk.pending.clear()
