"""Where processes stand: a working directory goes along where it moves, and may be no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Protocol

from sim.machinery.machine import Machine
from sim.machinery.running import Running
from sim.storage import ownership
from sim.storage.disk import Disk

GONE = " (deleted)"
"""What Linux writes behind the name of a working directory that was removed: see proc(5)."""


class Ground(Protocol):
    """A world: files, and processes that stand among them."""

    disk: Disk
    machine: Machine


def rename(world: Ground, source: str, target: str) -> None:
    """Move a file or a tree, as the user of the host."""
    carrying(world, {source: target}, partial(ownership.rename, world.disk, source, target))


def exchange(world: Ground, first: str, second: str) -> None:
    """Swap two of them."""
    places: dict[str, str | None] = {first: second, second: first}
    carrying(world, places, partial(world.disk.exchange, first, second))


def remove(world: Ground, path: str) -> None:
    """Remove a file or a tree, as the user of the host."""
    carrying(world, {path: None}, partial(ownership.remove, world.disk, path))


def carrying(world: Ground, places: Mapping[str, str | None], act: Callable[[], None]) -> None:
    """Do what moves these places, each to another one or, with None, out of the world.

    Whoever stands in one of them, or below, stands there still, whatever it is called now.
    """
    moved = {_real(world, old): new and _real(world, new) for old, new in places.items()}
    act()
    for pid, process in world.machine.processes.items():
        for old, new in moved.items():
            if f"{process.cwd}/".startswith(f"{old}/"):
                world.machine.processes[pid] = _carried(process, old, new)
                break


def _real(world: Ground, path: str) -> str:
    return world.disk.canonical(path, follow=False)


def _carried(process: Running, old: str, new: str | None) -> Running:
    if new is None:
        return process._replace(cwd=f"{process.cwd}{GONE}")
    cwd, serving = new + process.cwd[len(old) :], process.serving
    if serving is not None and serving.code == process.cwd:
        serving = replace(serving, code=cwd)
    return process._replace(cwd=cwd, serving=serving)
