"""The files port over the simulated disk."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from zlib import crc32

from deploy.ports import Entry, Kind, Marks
from sim.harm.kinds import MISREAD
from sim.machinery import standing
from sim.storage import locks, ownership, rights, strokes
from sim.storage.nodes import KINDS, File, Link, Node, broken, failure, flipped, misread
from sim.storage.strokes import Amid, atomic
from sim.world import World

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class SimFiles:
    """Files of a simulated host; seeing what a path is, is no effect: it fails with the rest."""

    world: World

    def kind(self, path: str) -> Kind | None:
        return KINDS.get(type(self.world.disk.paths.itself(path)))

    def target(self, path: str) -> str:
        return self.world.disk.target(path)

    def resolve(self, path: str) -> str:
        try:
            return self.world.disk.canonical(path)
        except OSError:  # a loop of links leads nowhere
            return path

    def marks(self, path: str) -> Marks:
        disk = self.world.disk
        node = disk.node(path, follow=False)
        if node is None:
            raise failure(errno.ENOENT, path)
        mode = node.mode if type(node) is File else 0o777 if type(node) is Link else 0o755
        return Marks(mode, disk.canonical(path, follow=False) not in disk.foreign)

    def owned(self, path: str) -> bool:
        disk = self.world.disk
        return disk.canonical(disk.found(path)) not in disk.foreign

    def mount(self, path: str) -> int:
        return rights.mount_of(self.world.disk, path)

    def held(self, path: str) -> bool:
        lock = self.world.disk.node(path, follow=False)
        return lock is not None and (self.world.rival or self._is_locked(lock))

    def _is_locked(self, lock: Node | None) -> bool:
        """Say whether anybody holds this very file, under whatever name."""
        return any(lock is each for each in self.world.machine.locked)

    def read(self, path: str) -> bytes:
        disk = self.world.disk

        def strike(kind: str, act: Callable[[], bytes]) -> bytes:
            if kind in MISREAD:
                return misread(kind, act(), self._accident("files.read"))
            raise broken(kind, path)

        return self.world.effect("files.read", path, lambda: ownership.read(disk, path), strike)

    def names(self, path: str) -> tuple[str, ...]:
        disk = self.world.disk
        return self.world.effect("files.names", path, lambda: disk.names(path), self._fail(path))

    def walk(self, path: str) -> tuple[Entry, ...]:
        disk = self.world.disk
        return self.world.effect("files.walk", path, lambda: disk.walk(path), self._fail(path))

    def free_bytes(self, path: str) -> int:
        return self._free("bytes", path, lambda: self.world.disk.free)

    def free_inodes(self, path: str) -> int:
        return self._free("inodes", path, lambda: self.world.disk.inodes)

    def _free(self, what: str, path: str, count: Callable[[], int]) -> int:
        def strike(kind: str, act: Callable[[], int]) -> int:
            if kind == "none":
                return 0 * act()
            raise broken(kind, path)

        def act() -> int:
            return count() if self.world.disk.found(path) else 0

        return self.world.effect(f"files.free_{what}", path, act, strike)

    def make_directory(self, path: str) -> None:
        act = partial(self.world.disk.make_directory, path)
        self._change("make_directory", act, path, amid=partial(strokes.make_directory, path))

    def write(self, path: str, content: bytes, mode: int = 0o644) -> None:
        act = partial(self.world.disk.put, path, content, mode, durable=True)
        self._change("write", act, path, amid=partial(strokes.write, path, content, mode))

    def copy(self, source: str, target: str) -> None:
        disk = self.world.disk

        def act() -> None:
            rights.vet(disk, "copy", target)
            content, node = disk.read(source), disk.node(source)
            assert type(node) is File
            if disk.kind(target) is Kind.LINK:
                disk.remove(target, durable=False)  # itself, not what it leads to
            disk.put(target, content, node.mode, durable=False)

        amid = partial(strokes.copy, source, target)

        def strike(kind: str, do: Callable[[], None]) -> None:
            if kind == "full":  # what there was room for stays
                strokes.half(self.world, amid)
            if kind != "corrupt":
                return self._fail(target, amid)(kind, do)
            do()
            content = flipped(disk.read(target), self._accident("files.copy"))
            return disk.put(target, content, durable=False)

        self.world.effect("files.copy", f"{source} -> {target}", act, strike, (target,), amid)

    def link(self, path: str, target: str) -> None:
        amid = partial(strokes.link, path, target)
        self._change(
            "link", partial(self.world.disk.link, path, target), path, to=target, amid=amid
        )

    def rename(self, source: str, target: str) -> None:
        self._change("rename", partial(standing.rename, self.world, source, target), source, target)

    def exchange(self, first: str, second: str) -> None:
        act = partial(standing.exchange, self.world, first, second)
        self._change("exchange", act, first, second)

    def remove(self, path: str) -> None:
        act = partial(standing.remove, self.world, path)
        self._change("remove", act, path, amid=partial(strokes.remove, path))

    def flush(self, path: str) -> None:
        def act() -> None:
            disk = self.world.disk
            disk.found(path)
            disk.flush()

        self.world.effect("files.flush", path, act, self._fail(path))

    def lock(self, path: str) -> AbstractContextManager[None]:
        def act() -> None:
            disk = self.world.disk
            lock = disk.node(path, follow=False)
            if self.world.rival or self._is_locked(lock):
                raise failure(errno.EAGAIN, path)
            if lock is None:
                disk.put(path, b"", durable=True)
                lock = disk.node(path)
            if type(lock) is not File:
                raise failure(errno.ELOOP if type(lock) is Link else errno.EISDIR, path)
            locks.hold(self.world, path, lock)

        def strike(kind: str, _act: Callable[[], None]) -> None:
            raise failure(errno.EAGAIN, path) if kind == "taken" else broken(kind, path)

        self.world.effect("files.lock", path, act, strike)
        return locks.held(self.world, path)

    def _accident(self, op: str) -> int:
        """Return the chance of the effect under way: another one for each site."""
        step = self.world.step
        return crc32(f"{op}@{step}#{self.world.counts[op, step]}".encode())

    def _change(
        self, op: str, act: Callable[[], None], *touched: str, to: str = "", amid: Amid = atomic
    ) -> None:
        def lawfully() -> None:
            rights.vet(self.world.disk, op, *touched)
            act()

        detail = " -> ".join((*touched, to) if to else touched)
        strike = self._fail(touched[-1], amid)
        self.world.effect(f"files.{op}", detail, lawfully, strike, touched, amid)

    def _fail(self, path: str, amid: Amid = atomic) -> Callable[[str, Callable[[], Value]], Value]:
        def strike(kind: str, act: Callable[[], Value]) -> Value:
            if kind == "lost":
                act()
            if kind == "half":
                strokes.half(self.world, amid)
            raise broken(kind, path)

        return strike
