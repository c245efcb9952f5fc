"""The state of a world as flat places and words, and what changed in it since the last look."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.oracles import truth
from sim.programs.pm2.table import Entry
from sim.states.places import CONFIG
from sim.timeline import lying
from sim.timeline.labels import Labels
from sim.timeline.lying import Seen
from sim.timeline.model import Change
from sim.world import World

PM2, PROCESS, HOST = "pm2", "process", "host"
"""The first word of a place says which part of the state it is of; the disk is one, too."""
LOCK = f"{HOST}/lock"
SEPARATOR = "\t"
"""Between the words of one place."""


@dataclass(slots=True)
class Sight:
    """Remembers one world as it was seen last."""

    labels: Labels
    worlds: list[World] = field(default_factory=list)
    """The same world as each deployer in it has it: one of them may hold the lock."""
    disk: Seen = field(default_factory=Seen)
    flat: dict[str, str] = field(default_factory=dict)
    """All but the disk."""

    def changes(self, world: World) -> tuple[Change, ...]:
        """Look again: return what changed, in the order of the places."""
        found = lying.changes(world.disk, self.disk)
        self._compare(self._others(world), found)
        found.sort(key=lambda change: change[0])
        return tuple(found)

    def _compare(self, now: dict[str, str], found: list[Change]) -> None:
        found += [(place, None) for place in self.flat if place not in now]
        found += [(place, word) for place, word in now.items() if self.flat.get(place) != word]
        self.flat = now

    def _others(self, world: World) -> dict[str, str]:
        now = dict(_host(world, self.worlds))
        for pid in world.machine.processes:
            now[f"{PROCESS}/{pid}"] = self.process(world, pid) or ""
        for home, table in world.machine.tables.items():
            for entry in table.entries.values():
                now[f"{PM2}/{home}/{entry.pm_id}"] = _entry(entry)
        return now

    def process(self, world: World, pid: int) -> str | None:
        """Say of a process its name, port, whether it listens, what it serves, where, from whom."""
        process = world.machine.processes.get(pid)
        if process is None:
            return None
        label = "" if process.serving is None else self.labels.of(world, process)
        listens = "listens" if process.bound else "starts" if process.port else ""
        words = (process.name, process.port or "", listens, label, process.cwd, process.parent)
        return SEPARATOR.join(map(str, words))

    def came_or_went(self, world: World, pid: int) -> tuple[Change, ...]:
        """Look at one process alone, which changed in the middle of something."""
        place, now = f"{PROCESS}/{pid}", self.process(world, pid)
        if self.flat.get(place) == now:
            return ()
        if now is None:
            del self.flat[place]
        else:
            self.flat[place] = now
        return ((place, now),)


def _host(world: World, worlds: Iterable[World]) -> Iterator[tuple[str, str]]:
    """Give what there is one of: the phase, the lock, PM2's daemon, the proxy, the disk's room."""
    machine, disk = world.machine, world.disk
    journal = truth.document(world, CONFIG.layout.journal)
    if journal is not None:
        yield f"{HOST}/phase", str(journal.get("phase", "damaged"))
        yield f"{HOST}/journal", _way(journal)
    holder = holder_of(world, worlds)
    if holder is not None:
        yield LOCK, holder
    yield f"{HOST}/daemon", "runs" if machine.daemon else "does not run"
    yield f"{HOST}/proxy", _proxy(machine.proxy)
    yield f"{HOST}/free", str(disk.free)
    if disk.pending:
        yield f"{HOST}/unflushed", str(len(disk.pending))
    if world.lasting:
        lasting = (f"{op}={fault.kind}" for op, fault in sorted(world.lasting.items()))
        yield f"{HOST}/lasting", ", ".join(lasting)


def holder_of(world: World, worlds: Iterable[World]) -> str | None:
    """Say who holds the lock; letting it go is no effect."""
    for each in worlds:
        if CONFIG.layout.lock in each.locks:
            return f"the deployer in command {each.command}"
    return "somebody else" if world.rival else None


def _proxy(port: int | None) -> str:
    if port is None:
        return "does not run"
    return f"passes requests to port {port}" if port else "runs, and passes nothing to the service"


def _way(journal: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Say from which release to which, and why it failed where it did."""
    names = [str(journal.get(name) or "nothing").rpartition("/")[2] for name in _WAY]
    why = [str(journal[name]) for name in ("failed_step", "reason") if journal.get(name)]
    return SEPARATOR.join((" → ".join(names), ": ".join(why)))


_WAY = ("previous", "release")


@functools.lru_cache(maxsize=4096)
def _entry(entry: Entry) -> str:
    words = (entry.name, entry.status, entry.pid or "", entry.restarts, entry.cwd)
    return SEPARATOR.join(map(str, words))
