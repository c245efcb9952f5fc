"""What was so, and when: the facts of a host that a deployer may tell, after each turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.oracles import truth
from sim.states.places import APP, CONFIG
from sim.storage.nodes import Link, Node
from sim.world import World


@dataclass(frozen=True, slots=True)
class Moment:
    """How a host is after so many turns, until the next moment."""

    turn: int
    pointer: Node | None
    record: Node | None
    journal: Node | None
    held: bool
    """Somebody holds the lock."""
    told: Told


@dataclass(frozen=True, slots=True)
class Told:
    """The same in the words of whoever tells it."""

    release: str | None
    sha: str | None
    version: str | None
    recorded: str | None
    since: str | None
    how: str | None
    deployment: str | None
    phase: str | None


@dataclass(slots=True)
class Moments:
    """All the moments of a race; most turns change nothing that is told."""

    world: World
    turns: int = 0
    found: list[Moment] = field(default_factory=list)

    def look(self, *, changed: bool) -> None:
        """Count a turn and, where it may have changed something, see what."""
        self.turns += 1
        if changed:
            self.see()

    def see(self) -> None:
        """See how the host is."""
        disk, layout = self.world.disk, CONFIG.layout
        pointer = disk.node(layout.current, follow=False)
        record, journal = disk.node(layout.record), disk.node(layout.journal)
        lock = disk.node(layout.lock)
        held = any(lock is each for each in self.world.machine.locked)
        last = self.found[-1] if self.found else None
        if last is None or (
            (pointer, held) != (last.pointer, last.held)
            or record is not last.record
            or journal is not last.journal
        ):
            told = self._told(pointer)
            self.found.append(Moment(self.turns, pointer, record, journal, held, told))

    def _told(self, pointer: Node | None) -> Told:
        world, layout = self.world, CONFIG.layout
        release = pointer.target.rpartition("/")[2] if type(pointer) is Link else None
        manifest = truth.document(world, f"{APP}/releases/{release}/manifest.json") or {}
        record = truth.document(world, layout.record) or {}
        journal = truth.document(world, layout.journal) or {}
        return Told(
            release=release,
            sha=manifest.get("sha"),
            version=manifest.get("version"),
            recorded=record.get("release"),
            since=record.get("since"),
            how=record.get("how"),
            deployment=journal.get("deployment"),
            phase=journal.get("phase"),
        )

    def between(self, first: int, last: int) -> Iterator[Moment]:
        """Give the moments from after so many turns to after so many."""
        for place, moment in enumerate(self.found):
            over = self.found[place + 1].turn if place + 1 < len(self.found) else last + 1
            if moment.turn <= last and over > first:
                yield moment
