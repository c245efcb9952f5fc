"""The machine: virtual time, its processes, who listens where, PM2's table and the proxy."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sim.service import Behaviour, Serving

EPOCH = 1_769_594_400.0
"""Virtual time begins on 2026-01-28 10:00:00 UTC."""

RESTART_DELAY_S = 0.1
MIN_UPTIME_S = 1.0
UNSTABLE_RESTARTS_MAX = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A process: it serves what it started with, whatever happens to its files later."""

    pid: int = 0
    parent: int
    name: str
    cwd: str
    argv: tuple[str, ...]
    port: int = 0
    started: float = 0.0
    bound: bool = False
    serving: Serving | None = None
    """None for processes that are not this service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of PM2's table."""

    pm_id: int
    name: str
    script: str
    cwd: str
    args: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    pid: int | None = None
    """None where PM2 never got one: a missing cwd, and `online` all the same."""
    status: str = "online"
    restarts: int = 0
    unstable: int = 0


class Event(NamedTuple):
    """Something that happens by itself at a moment; `number` is a pid, or an entry's id."""

    at: float
    order: int
    kind: str
    number: int


Relaunch = Callable[[Entry], None]


@dataclass(slots=True)
class Machine:
    """Processes and time. Time stands still until something takes time."""

    now: float = EPOCH
    processes: dict[int, Running] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    order: int = 0
    next_pid: int = 1000
    next_pm_id: int = 0
    daemon: bool = False
    """PM2's daemon runs."""
    entries: dict[int, Entry] = field(default_factory=dict)
    proxy: int | None = None
    """The port the running proxy passes requests to; None where it does not run."""
    power_failures: int = 0

    def fork(self) -> Machine:
        """Return an independent copy; its values are frozen and shared."""
        return Machine(
            now=self.now,
            processes=dict(self.processes),
            events=list(self.events),
            order=self.order,
            next_pid=self.next_pid,
            next_pm_id=self.next_pm_id,
            daemon=self.daemon,
            entries=dict(self.entries),
            proxy=self.proxy,
        )

    def advance(self, seconds: float, relaunch: Relaunch) -> None:
        """Let time pass, and what is due in it happen."""
        until = self.now + seconds
        while self.events and self.events[0].at <= until:
            event = heapq.heappop(self.events)
            self.now = max(self.now, event.at)
            self._happen(event, relaunch)
        self.now = until

    def _later(self, seconds: float, kind: str, number: int) -> None:
        self.order += 1
        heapq.heappush(self.events, Event(self.now + seconds, self.order, kind, number))

    def _happen(self, event: Event, relaunch: Relaunch) -> None:
        if event.kind == "restart":
            entry = self.entries.get(event.number)
            if entry is not None and entry.status == "online" and self.daemon:
                relaunch(replace(entry, restarts=entry.restarts + 1))
            return
        process = self.processes.get(event.number)
        if process is None:
            return
        if event.kind == "die" or self.listener(process.port) is not None:
            self.exit(event.number)  # by itself, or with [Errno 98] address already in use
            return
        self.processes[event.number] = replace(process, bound=True)
        dies_s = None if process.serving is None else process.serving.behaviour.dies_s
        if dies_s is not None:
            self._later(dies_s, "die", event.number)

    def listener(self, port: int) -> Running | None:
        """Return the process that holds a port."""
        for process in self.processes.values():
            if process.bound and process.port == port:
                return process
        return None

    def spawn(self, process: Running, behaviour: Behaviour | None = None) -> int:
        """Start a process; return its pid. Without a behaviour it holds its port at once."""
        pid, self.next_pid = self.next_pid, self.next_pid + 1
        bound = behaviour is None and process.port != 0
        self.processes[pid] = replace(process, pid=pid, started=self.now, bound=bound)
        if behaviour is not None:
            if behaviour.fails_after_s is not None:
                self._later(behaviour.fails_after_s, "die", pid)
            else:
                self._later(behaviour.ready_s, "bind", pid)
        return pid

    def exit(self, pid: int) -> None:
        """End a process; PM2 starts its entry again, or gives up on it."""
        process = self.processes.pop(pid, None)
        if process is None or not self.daemon:
            return
        for entry in list(self.entries.values()):
            if entry.pid == pid and entry.status == "online":
                self._died(entry, self.now - process.started)

    def _died(self, entry: Entry, life_s: float) -> None:
        unstable = entry.unstable + 1 if life_s < MIN_UPTIME_S else 0
        if unstable > UNSTABLE_RESTARTS_MAX:
            self.entries[entry.pm_id] = replace(entry, pid=None, status="errored", unstable=0)
            return
        self.entries[entry.pm_id] = replace(entry, unstable=unstable)
        self._later(RESTART_DELAY_S, "restart", entry.pm_id)

    def lose_power(self) -> None:
        """Every process is gone, PM2's daemon and the proxy included."""
        self.processes.clear()
        self.events.clear()
        self.entries.clear()
        self.daemon = False
        self.proxy = None
        self.power_failures += 1
