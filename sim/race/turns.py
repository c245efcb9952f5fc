"""Turns: several deployers on one host, of which one does one thing at a time.

Each is a greenlet: an ordinary call that stands still before each thing it asks of its host, and
while it waits. Who goes on is decided from outside, so the same decisions give the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from greenlet import getcurrent, greenlet

from sim.race.touch import EVERYTHING, NOTHING, PROCESSES, Touch
from sim.storage import locks
from sim.world import Crash, World


class Cut(Exception):
    """What is decided here was tried before, in another order: nothing new can come of it."""


@dataclass(slots=True, eq=False)
class Actor:
    """One deployer: the host as it has it, and how far it is."""

    number: int
    world: World
    call: Callable[[], None]
    thread: greenlet = field(init=False)
    hub: greenlet = field(init=False)
    touch: Touch = NOTHING
    """What the turn that it has touches."""
    during: Touch = NOTHING
    """What a program that it runs may touch, whenever it goes on."""
    until: float | None = None
    """The end of its wait; None where it could go on at once."""
    ended: bool = False

    def turn(self, touch: Callable[[], Touch]) -> None:
        """Stand still until it is one's turn, then say what it will touch."""
        self._stand()
        self.touch = self.during = touch()

    def wait(self, world: World, seconds: float) -> None:
        """Let time pass for this one; the others may go on in it."""
        assert world is self.world
        machine = world.machine
        if seconds <= 0:
            if machine.events and machine.events[0].at <= machine.now:
                self.touch |= PROCESSES
            world.advance(0)
            return
        self.until = machine.now + seconds
        self._stand()
        self.touch = self.during
        if machine.events and machine.events[0].at <= self.until:
            self.touch |= PROCESSES
        world.advance(self.until - machine.now)
        self.until = None

    def _stand(self) -> None:
        if self.world.dead:
            raise Crash
        self.hub.switch()
        if self.world.dead:
            raise Crash

    def begin(self) -> None:
        """Go to the first thing that it asks of its host."""
        self.world.turns = self
        self.hub, self.thread = getcurrent(), greenlet(self._live)
        self.thread.switch()

    def go_on(self) -> None:
        """Do what stands next, up to the next thing."""
        self.touch = NOTHING
        self.thread.switch()
        if self.ended and self.world.dead:
            self.touch = EVERYTHING

    def end(self) -> None:
        """End it where it stands, as a kill does, and without a trace."""
        if not self.ended:
            self.world.dead = True
            self.world.guard = None
            self.thread.switch()

    def _live(self) -> None:
        try:
            self.call()
        except Crash:
            locks.free(self.world)
        finally:
            self.ended = True


class Turn(NamedTuple):
    """One turn that was given: to whom, who else could have had it, and what came of it."""

    actor: int
    enabled: tuple[int, ...]
    touch: Touch
    over: bool = False
    """The deployer ended with it."""


Choose = Callable[[tuple[int, ...]], int]
"""Gives the turn to one of those who could go on."""


def take(actors: Sequence[Actor], choose: Choose, look: Callable[[Turn], None]) -> None:
    """Give turns until all have ended; `look` sees the world after each."""
    try:
        for actor in actors:
            actor.begin()
        while enabled := _enabled(actors):
            actor = actors[choose(enabled)]
            failures = actor.world.machine.power_failures
            actor.go_on()
            if actor.world.machine.power_failures > failures:
                _lose_power(actors)
            look(Turn(actor.number, enabled, actor.touch, actor.ended))
    finally:
        for actor in actors:
            actor.end()


def _enabled(actors: Sequence[Actor]) -> tuple[int, ...]:
    """Return who could go on: whoever does not wait, and of the others whose wait ends first.

    So time never passes the end of a wait: a program is as fast as it is, whatever the other does.
    Between two things that it asks for, a deployer may be as slow as the other's waits are long.
    """
    alive = [actor for actor in actors if not actor.ended]
    ends = [actor.until for actor in alive if actor.until is not None]
    if not ends:
        return tuple([actor.number for actor in alive])
    first = min(ends)
    return tuple(actor.number for actor in alive if actor.until is None or actor.until <= first)


def _lose_power(actors: Sequence[Actor]) -> None:
    """End every deployer of a host whose power is gone."""
    for actor in actors:
        actor.end()
