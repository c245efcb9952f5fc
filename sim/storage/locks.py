"""The locks of a simulated host: a deployer knows its own, the machine knows all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.storage.nodes import File
    from sim.world import World


def hold(world: World, path: str, lock: File) -> None:
    """Take a lock that nobody holds."""
    world.locks[path] = lock
    world.machine.locked.append(lock)


@contextmanager
def held(world: World, path: str) -> Iterator[None]:
    """Let go of a lock that was taken, at the end."""
    try:
        yield
    finally:
        release(world, path)


def release(world: World, path: str) -> None:
    """Let go of a lock; nothing where it is not held."""
    lock, locked = world.locks.pop(path, None), world.machine.locked
    world.machine.locked = [each for each in locked if each is not lock]


def free(world: World) -> None:
    """Let go of every lock of a deployer: so does the kernel when a process dies."""
    for path in list(world.locks):
        release(world, path)
