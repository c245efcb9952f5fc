"""Likeness: whether two worlds at rest are the same to every command that may come."""

from __future__ import annotations

from collections.abc import Callable

from sim.machinery.machine import Machine
from sim.machinery.running import Running
from sim.states.places import CONFIG
from sim.storage.nodes import Directory, Node
from sim.world import World

REPORTS = CONFIG.layout.reports.rpartition("/")[2]
"""What reports say is read by people alone; that they are there counts."""

Settled = set[int]
"""Marks of worlds from which it is known to go on well, in the one way that is asked of them."""


def gone_on(settled: Settled | None, here: Callable[[], int], go_on: Callable[[], None]) -> bool:
    """Go on from a world unless it is known how that goes; say whether it is.

    Whoever goes on raises where it goes badly: such a world is never settled. With None for what is
    settled, everybody goes on.
    """
    if settled is None:
        go_on()
        return False
    at = here()
    if at in settled:
        return True
    go_on()
    settled.add(at)
    return False


def mark(world: World) -> int:
    """Return a number that is the same for two worlds in which the same can only go on alike.

    Everything that a command goes by is in it, the moment included. What is left out is what
    happened so far: the trace, what was said, the texts of the reports. It holds within one
    process, and is for comparing alone.
    """
    disk = world.disk
    return hash(
        (
            *(_directory(disk.root), disk.free, disk.inodes, disk.foreign, disk.mounts),
            *(_machine(world.machine), world.index_up, frozenset(world.packages), world.uv_finds),
            *(world.absent, world.rival, frozenset(world.locks), world.ahead_s),
        )
    )


def _directory(directory: Directory) -> int:
    return hash(frozenset((name, _node(name, node)) for name, node in directory.items()))


def _node(name: str, node: Node) -> int:
    if type(node) is not dict:
        return hash(node)
    return hash(frozenset(node)) if name == REPORTS else _directory(node)


def _machine(machine: Machine) -> int:
    tables = (
        (home, table.daemon, table.next_pm_id, repr(sorted(table.entries.items())))
        for home, table in sorted(machine.tables.items())
    )
    events = tuple((event.at, event.kind, event.number) for event in sorted(machine.events))
    return hash(
        (
            *(machine.now, machine.next_pid, machine.proxy, machine.main, machine.sites),
            *(machine.power_failures, machine.daemons_lost, events, *tables),
            *(_process(each) for _, each in sorted(machine.processes.items())),
        )
    )


def _process(process: Running) -> int:
    serving = process.serving
    started_with = None if serving is None else frozenset(serving.tree.items())
    behaves = None if serving is None else serving.behaviour
    return hash(
        (
            *(process.pid, process.parent, process.name, process.cwd, process.argv),
            *(process.port, process.started, process.bound, process.wire, started_with, behaves),
        )
    )
