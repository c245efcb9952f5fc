"""Crashes: one recorded run yields every crash of it, and only what comes after is run again.

A crash leaves a world, and a story that goes on from there. While a story is told, a witness takes
both at each effect, once for every way in which a deployer or the power can fail there. What comes
of such a branch is to the byte what its replay id gives, told from the beginning.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sim.effect import Effect
from sim.harm import death
from sim.harm.faults import CHANGING, Fault
from sim.onlookers import Touched
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.storage import power
from sim.storage.strokes import Amid, atomic
from sim.stories.run import Run
from sim.stories.story import Telling
from sim.world import World

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Branch:
    """One crash of a story that is being told; to be taken at once, or never."""

    fault: Fault
    _take: Callable[[Fault], Telling]

    def take(self, *further: Fault) -> Telling:
        """Return the story as the crash leaves it, with more faults to come; `go_on` with it."""
        telling = self._take(self.fault)
        telling.plan, telling.run.plan = (*telling.plan, *further), (*telling.run.plan, *further)
        telling.world.plan |= {site: fault for fault in further for site in fault.sites}
        return telling


Each = Callable[[Branch], object]


def record(telling: Telling, each: Each, moment: tuple[int, str] | None = None) -> Run:
    """Tell a story, or go on with one, and hand out each crash that may strike it on the way.

    With a moment, a command and a step of it, only the crashes of that step are handed out.
    """
    telling.world.witness = _Recorder(telling, each, moment)
    telling.is_recorded = True  # who only looks at the end has seen the same story told clean
    return telling.tell()


def every(telling: Telling) -> tuple[Run, list[Fault]]:
    """Tell a story, or go on with one; return what came of it, and each crash it may meet."""
    found: list[Fault] = []
    run = record(telling, lambda branch: found.append(branch.fault))
    return run, found


@dataclass(slots=True)
class _Open:
    """An effect that is under way, and what it touches: a program writes within one."""

    begun: Effect
    touched: Touched


@dataclass(slots=True)
class _Recorder:
    """The witness of a story."""

    telling: Telling
    each: Each
    moment: tuple[int, str] | None = None
    open: list[_Open] = field(default_factory=list)

    def see(self, begun: Effect, act: Callable[[], Value], amid: Amid, touched: Touched) -> Value:
        if self.moment is not None and (begun.command, begun.step) != self.moment:
            return act()
        self.open.append(_Open(begun, touched))
        try:
            if amid is not atomic:
                for stroke in range(1, _strokes(self.telling.world, amid) + 1):
                    for sort in death.AMID:
                        self._hand_out(begun, f"{sort}.{stroke}", amid)
            try:
                value = act()
            except Exception:  # a crash comes after an effect that failed as well
                self._after(begun, amid)
                raise
            self._after(begun, amid)
            return value
        finally:
            self.open.pop()

    def _after(self, begun: Effect, amid: Amid) -> None:
        if begun.op in CHANGING:
            for kind in ("kill_after", *power.images(self.telling.world)):
                self._hand_out(begun, kind, amid)

    def _hand_out(self, begun: Effect, kind: str, amid: Amid) -> None:
        def take(fault: Fault) -> Telling:
            return _crashed(self.telling, fault, amid, self.open)

        self.each(Branch(Fault(begun.site, kind), take))


def _strokes(world: World, amid: Amid) -> int:
    try:
        return amid(world, 0)
    except OSError:
        return 0


def _crashed(telling: Telling, fault: Fault, amid: Amid, under_way: list[_Open]) -> Telling:
    """Return a copy of a story, its world crashed within the effects that are under way."""
    world, twin = _twin(telling.world), copy.copy(telling)
    death.come(world, fault.kind, lambda: None, amid)
    world.fired.add(fault)
    world.guard = twin.watch = copy.copy(telling.watch)
    twin.world, twin.person = world, SimOperator(world)
    twin.plan = (*telling.plan, fault)
    twin.run = replace(
        telling.run,
        plan=(*telling.run.plan, fault),
        verdicts=list(telling.run.verdicts),
        trace=world.trace,
        said=world.said,
        seen=dict(telling.run.seen),
    )
    outcome = fault.kind
    for each in reversed(under_way):
        effect = each.begun._replace(at=world.machine.now, outcome=outcome)
        world.trace.append(effect)
        outcome = each.begun.outcome
        if each.touched:
            try:
                twin.watch.after(world, effect.op, each.touched)
            except Violation as violation:
                twin.run.violation = violation
    twin.crashed()
    return twin


def _twin(world: World) -> World:
    """Return an independent copy of a world amid a story, with the plan and the trace of it."""
    twin = world.fork()
    twin.plan, twin.lasting, twin.fired = dict(world.plan), dict(world.lasting), set(world.fired)
    twin.trace, twin.said = list(world.trace), list(world.said)
    twin.command, twin.step, twin.counts = world.command, world.step, dict(world.counts)
    twin.person, twin.locks = world.person, dict(world.locks)
    twin.machine.power_failures = world.machine.power_failures
    return twin
