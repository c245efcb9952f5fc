"""The ports of a deployer that takes turns: each call of one is a thing that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast

from deploy.config import Config
from deploy.host import Host
from deploy.ports import Clock, Commands, Files, Http, Processes, Result
from sim.oracles.violation import Violation
from sim.ports.commands import PROGRAMS, Call, SimCommands
from sim.ports.host import host_of
from sim.race import footprint
from sim.race.touch import HELD, Touch, writing
from sim.race.turns import Actor
from sim.world import Crash, World

DEATHS = (Crash, Violation, GeneratorExit)
"""What ends a deployer at once: nothing of it happens any more."""

Footprint = Callable[[World, str, tuple[Any, ...]], Touch]
"""Says what a call of a port will touch: by the method's name, and what it is given."""
Attend = Callable[[str, str], None]
"""Hears that a lock was taken, or is about to be let go: `taken` or `left`, and its path."""


@dataclass(frozen=True, slots=True)
class Staged:
    """One port: it does what the port does, once it is the deployer's turn."""

    actor: Actor
    port: object
    footprint: Footprint

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.port, name)

        def call(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever the port is given
            actor = self.actor
            actor.turn(lambda: self.footprint(actor.world, name, given))
            return method(*given, **more)

        return call


@dataclass(frozen=True, slots=True)
class StagedFiles(Staged):
    """The files, whose lock is let go in a turn of its own."""

    attend: Attend

    def lock(self, path: str) -> AbstractContextManager[None]:
        self.actor.turn(lambda: self.footprint(self.actor.world, "lock", (path,)))
        lock = cast("Files", self.port).lock(path)
        self.attend("taken", path)
        return self._held(path, lock)

    @contextmanager
    def _held(self, path: str, lock: AbstractContextManager[None]) -> Iterator[None]:
        with lock:
            try:
                yield
            except DEATHS:
                raise
            except BaseException:
                self._leave(path)
                raise
            self._leave(path)

    def _leave(self, path: str) -> None:
        self.actor.turn(lambda: writing(f"{HELD}{path}"))
        self.attend("left", path)


@dataclass(frozen=True, slots=True)
class Footprints:
    """What the calls of each port touch, as far as somebody asks."""

    files: Footprint = footprint.of_files
    commands: Footprint = footprint.of_commands
    http: Footprint = footprint.of_http
    processes: Footprint = footprint.of_processes


EXACT = Footprints()
"""For who wants to know whether two turns can change places."""
ROUGH = Footprints(footprint.roughly, footprint.nothing, footprint.nothing, footprint.nothing)
"""For who only runs a race in a given order: it takes half the time."""


def host_on_stage(actor: Actor, config: Config, attend: Attend, prints: Footprints) -> Host:
    """Return the ports of an actor's world, each call of which waits for its turn."""
    host, world = host_of(actor.world, config), actor.world
    commands = SimCommands(world, {**PROGRAMS, "uv": lambda call: _uv(actor, call)})
    return replace(
        host,
        files=cast("Files", StagedFiles(actor, host.files, prints.files, attend)),
        commands=cast("Commands", Staged(actor, commands, prints.commands)),
        http=cast("Http", Staged(actor, host.http, prints.http)),
        clock=cast("Clock", Staged(actor, host.clock, footprint.nothing)),
        processes=cast("Processes", Staged(actor, host.processes, prints.processes)),
    )


def _uv(actor: Actor, call: Call) -> Result:
    """Run uv, which writes file by file: another deployer can be in between."""

    def write(path: str, content: bytes, mode: int) -> None:
        during = actor.during
        actor.turn(lambda: during)
        call.write(path, content, mode)

    return PROGRAMS["uv"](call._replace(write=write))
