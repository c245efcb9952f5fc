"""The rounds: this deployer and its predecessor, operation by operation, side by side."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from sim.bench import starting, taking
from sim.bench.apps import Breaks
from sim.bench.baseline import Predecessor
from sim.bench.figures import Key, Sheet
from sim.bench.operation import Course, under_load
from sim.bench.place import Place
from sim.bench.subject import Act, Deployer
from sim.bench.thresholds import DEPLOYER

PREDECESSOR = "predecessor"
STARTS = 3
"""Starts of the app a round; their median counts."""
BROKEN = {
    "rollback_crash": Breaks.START,
    "rollback_health_500": Breaks.HEALTH,
    "rollback_all_500": Breaks.EVERYTHING,
}
"""Deployments that end with the way back."""
SLOW = ("rollback_health_500", "rollback_all_500")
"""The whole time of the health check is waited for: a setting, so one round says it all."""
ALL = ("deploy", *BROKEN, "restore")
QUICK = tuple(name for name in ALL if name not in SLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One operation as it went, for whoever looks for the cause of a figure."""

    who: str
    operation: str
    course: Course
    log: tuple[str, ...]


class Rounds:
    """Two hosts that live through the same rounds."""

    def __init__(
        self, ours: Place, theirs: Place, sheet: Sheet, say: Callable[[str], None]
    ) -> None:
        self._ours, self._theirs, self._sheet, self._say = ours, theirs, sheet, say
        self.measured: list[Measured] = []
        say("the first release, on both hosts")
        self._deployer = Deployer(ours)
        self._wheels = 1
        self._predecessor = Predecessor(theirs, theirs.offer(self._wheels))

    def once(self, operations: tuple[str, ...]) -> None:
        """Live through one round: a deploy, ways back, and a restore of what was live before."""
        start_ms = self._start_alone()
        self._measure("deploy", self._deployer.deploying(), start_ms)
        before = self._deployer.newest_backup()
        for name, breaks in BROKEN.items():
            if name in operations:
                self._measure(name, self._deployer.deploying(breaks), start_ms)
        self._ours.host.cut_index()
        self._measure("restore", self._deployer.restoring(before), start_ms)
        self._ours.host.open_index()
        self._restore_alone(start_ms)
        self._compare(start_ms)

    def _restore_alone(self, start_ms: float) -> None:
        """Restore what was just left, while no client asks: how long the deployer itself takes."""
        self._say(f"{DEPLOYER}: restore, with nobody asking")
        self._deployer.deploying()()
        restore = self._deployer.restoring(self._deployer.newest_backup())
        self._ours.host.cut_index()
        began_s = time.monotonic()
        restore()
        over_start_s = time.monotonic() - began_s - start_ms / 1000
        self._ours.host.open_index()
        self._sheet.add(Key(DEPLOYER, "restore", "", "alone_over_start", "s"), over_start_s)

    def _compare(self, start_ms: float) -> None:
        self._wheels += 1
        wheel = self._theirs.offer(self._wheels)
        for name, act in (
            ("deploy", lambda: self._predecessor.deploy(wheel)),
            ("restore", self._predecessor.restore),
        ):
            self._say(f"{PREDECESSOR}: {name}")
            course = under_load(self._theirs, act)
            self._take(PREDECESSOR, name, course, start_ms)

    def _start_alone(self) -> float:
        """Start the app with nothing else going on; return how long it takes, compiled."""
        self._say("the app's own start")
        found = {}
        for name, compiled in (("start_uncompiled", False), ("start", True)):
            times = [starting.seconds(self._ours, compiled=compiled) for _ in range(STARTS)]
            found[name] = statistics.median(times) * 1000
            self._sheet.add(Key(DEPLOYER, "start", "", name, "ms"), found[name])
        return found["start"]

    def _measure(self, name: str, act: Act, start_ms: float) -> None:
        self._say(f"{DEPLOYER}: {name}")
        log: list[str] = []
        course = under_load(self._ours, lambda: log.extend(act()))
        self._take(DEPLOYER, name, course, start_ms, tuple(log))

    def _take(
        self, who: str, name: str, course: Course, start_ms: float, log: tuple[str, ...] = ()
    ) -> None:
        taking.take(self._sheet, who, name, course, start_ms)
        self.measured.append(Measured(who=who, operation=name, course=course, log=log))
