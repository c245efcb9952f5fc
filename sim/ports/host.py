"""A host for the deployer, made of a simulated world: every port method is one effect."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass, field

from deploy.config import Config
from deploy.host import Host
from deploy.interruption import Interrupted
from deploy.ports import Process
from sim.machinery.running import Running
from sim.ports.commands import SimCommands
from sim.ports.files import SimFiles
from sim.ports.network import SimHttp
from sim.programs.pm2.table import DAEMON_PID, TITLE
from sim.states.places import HOME
from sim.world import World

STALLED_S = 300.0
"""So much longer a wait lasts where the whole machine stood still in it."""


def host_of(world: World, config: Config) -> Host:
    """Return the ports of a simulated world, as a deployer is given them."""
    return Host(
        config=config,
        layout=config.layout,
        files=SimFiles(world),
        commands=SimCommands(world),
        http=SimHttp(world),
        clock=SimClock(world),
        processes=SimProcesses(world),
        log=SimLog(world),
        home=HOME,
    )


class SimClock:
    """Virtual time: waiting is free. The clock is read once, as the real one is, and counted."""

    def __init__(self, world: World) -> None:
        self.world, self._ahead_s = world, world.ahead_s

    def now(self) -> float:
        return self.world.machine.now + self._ahead_s

    def sleep(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")

        def act() -> None:
            self.world.pass_time(seconds)

        def strike(kind: str, do: Callable[[], None]) -> None:
            if kind == "sigint":
                raise Interrupted("SIGINT")
            do()
            self.world.pass_time(STALLED_S)

        self.world.effect("clock.sleep", f"{seconds:g}", act, strike)


@dataclass(frozen=True, slots=True)
class SimProcesses:
    """The process table."""

    world: World

    def listener(self, port: int) -> Process | None:
        def act() -> Process | None:
            found = self.world.machine.listener(port)
            return None if found is None else _process(found)

        def strike(_kind: str, do: Callable[[], Process | None]) -> Process | None:
            found = do()
            return None if found is None else Process(0, 0, "", (), found.aside)

        return self.world.effect("processes.listener", str(port), act, strike)

    def listeners(self, port: int) -> tuple[Process, ...]:
        def act() -> tuple[Process, ...]:
            found = self.world.machine.listeners(port)
            return tuple(_process(each) for each in found)

        def strike(_kind: str, do: Callable[[], tuple[Process, ...]]) -> tuple[Process, ...]:
            return tuple(Process(0, 0, "", (), each.aside) for each in do())

        return self.world.effect("processes.listeners", str(port), act, strike)

    def named(self, pid: int) -> Process | None:
        machine = self.world.machine
        found = machine.processes.get(pid)
        if found is not None:
            return _process(found)
        homes = (home for home, table in machine.tables.items() if table.daemon)
        home = next(homes, None) if pid == DAEMON_PID else None
        return None if home is None else Process(pid, 1, "/", (TITLE.format(home=home), "", ""))

    def end(self, pid: int, *, force: bool) -> None:
        def act() -> None:
            process = self.world.machine.processes.get(pid)
            stubborn = (
                process is not None
                and process.serving is not None
                and process.serving.behaviour.stubborn
            )
            if force or not stubborn:
                self.world.machine.exit(pid)

        def strike(kind: str, _do: Callable[[], None]) -> None:
            if kind == "denied":
                raise PermissionError(errno.EPERM, "Operation not permitted")

        word = "SIGKILL" if force else "SIGTERM"
        ended = self.world.machine.processes.get(pid)
        touched = () if ended is None else (ended.name,)
        self.world.effect("processes.end", f"{pid} {word}", act, strike, touched)


def _process(found: Running) -> Process:
    return Process(found.pid, found.parent, found.cwd, found.argv, found.aside)


@dataclass(slots=True)
class SimLog:
    """What the operator reads; the step it announces names the sites of the effects to come."""

    world: World
    kept: list[str] = field(default_factory=list)

    def step(self, name: str, summary: str) -> None:
        self.world.step = name
        self.kept.append(f"{name}: {summary}")

    def note(self, text: str) -> None:
        self.kept.append(text)
        self.world.said.append(text)

    def lines(self) -> tuple[str, ...]:
        return tuple(self.kept)
