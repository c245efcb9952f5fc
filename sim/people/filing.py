"""The files of a simulated host in the hands of a person: seen as they are, changed at once.

The oracle of every moment is told which of them a person changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from deploy.ports import Kind
from sim.machinery import standing
from sim.storage.disk import Disk
from sim.storage.nodes import File
from sim.world import World


@dataclass(frozen=True, slots=True)
class Filing:
    """Who has the files of a simulated host in hand."""

    world: World

    def kind(self, path: str) -> Kind | None:
        return self.world.disk.kind(path)

    def names(self, path: str) -> tuple[str, ...]:
        node = self.world.disk.node(path)
        return tuple(sorted(node)) if type(node) is dict else ()

    def read(self, path: str) -> bytes:
        return self.world.disk.read(path)

    def resolve(self, path: str) -> str:
        return self.world.disk.canonical(path)

    def put(self, path: str, content: bytes, mode: int | None = None) -> None:
        self._tell_of(path)
        disk = self.world.disk
        real = disk.canonical(path)
        there = disk.node(real)
        disk.make_directory(real.rpartition("/")[0])
        kept = there.mode if type(there) is File else 0o644
        disk.put(real, content, mode or kept, durable=True)

    def keep_private(self, path: str) -> None:
        self.put(path, self.read(path), 0o600)

    def link(self, path: str, target: str) -> None:
        self._tell_of(path)
        disk = self.world.disk
        disk.make_directory(path.rpartition("/")[0])
        disk.link(path, target)

    def rename(self, source: str, target: str) -> None:
        self._tell_of(source)
        act = partial(self.world.disk.rename, source, target)
        standing.carrying(self.world, {source: target}, act)

    def remove(self, path: str) -> None:
        self._tell_of(path)
        standing.carrying(self.world, {path: None}, partial(self.world.disk.remove, path))

    def _tell_of(self, path: str) -> None:
        if self.world.guard is not None:
            self.world.guard.meddled(self.world, path)

    def take_ownership(self, path: str) -> None:
        disk = self.world.disk
        disk.foreign |= {disk.canonical(path, follow=False)}

    def mount(self, path: str) -> None:
        self.world.disk.mounts |= {self.world.disk.canonical(path)}

    def fill_disk(self, *, leaving: int) -> None:
        self.world.disk.free = leaving

    def make_room(self) -> None:
        self.world.disk.free = Disk().free
