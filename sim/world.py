"""The world of one simulated host, and the one function through which every effect passes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from sim.effect import Effect
from sim.harm import blows, death
from sim.harm.faults import CRASHES, Fault, Plan
from sim.machinery.machine import Machine, Overdue
from sim.programs.pm2 import spawning
from sim.storage import locks
from sim.storage.disk import Disk
from sim.storage.nodes import File
from sim.storage.strokes import Amid, atomic

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.machinery.distant import Distant
    from sim.onlookers import Guard, Touched, Turns, Witness
    from sim.people.operator import Operator

Value = TypeVar("Value")


class Crash(BaseException):
    """The deployer is gone: nothing of it touches the world any more, `finally` blocks included."""


@dataclass(slots=True)
class World:
    """Everything a deployer can see or change, and the plan of what goes wrong."""

    disk: Disk = field(default_factory=Disk)
    machine: Machine = field(default_factory=Machine)
    plan: dict[tuple[int, str, str, int], Fault] = field(default_factory=dict)
    """The faults to come, by their sites."""
    lasting: dict[str, Fault] = field(default_factory=dict)
    """Faults that struck for ever, by operation."""
    fired: set[Fault] = field(default_factory=set)
    trace: list[Effect] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    guard: Guard | None = None
    onlooker: Callable[[World, Effect], None] | None = None
    """Looks on at every effect, once it is over, and changes nothing: a timeline is made by one."""
    listener: Callable[[World, str, object], None] | None = None
    """Hears what no effect tells: what was asked and told, and what somebody else did."""
    witness: Witness | None = None
    person: Callable[[World], Operator] | None = None
    """Who does what the events of the plan say."""
    command: int = 0
    step: str = "begin"
    ahead_s: float = 0.0
    """How far the clock is ahead of the time that passes: somebody has set it."""
    dead: bool = False
    locks: dict[str, File] = field(default_factory=dict)
    """The locks that this deployer holds, by their paths: a lock is a file, whatever its name."""
    turns: Turns | None = None
    """Gives the turn to other deployers of this host while one waits; None where it is alone."""
    said: list[str] = field(default_factory=list)  # all that people or programs may read
    index_up: bool = True  # the package index can be reached
    packages: set[tuple[str, str]] = field(default_factory=set)
    """The names and versions that uv has fetched, and keeps in its cache."""
    uv_finds: str | None = ""
    """The interpreter that uv finds, None for none; empty where it looks in `/usr/bin`."""
    absent: frozenset[str] = frozenset()  # programs that are not on this host
    rival: bool = False  # another deployer holds the lock
    distant: Distant | None = None
    """What can be reached beyond the machine, the package index apart."""
    deadline: float = math.inf
    """When the program that runs is killed."""
    killed_at: float = math.inf
    """When the deployer is killed, whatever it does."""

    def fork(self) -> World:
        """Return an independent copy of a world at rest, without plan, trace and guard."""
        return World(
            disk=self.disk.fork(),
            machine=self.machine.fork(),
            index_up=self.index_up,
            packages=set(self.packages),
            uv_finds=self.uv_finds,
            absent=self.absent,
            rival=self.rival,
            ahead_s=self.ahead_s,
            distant=self.distant,
        )

    def copy(self) -> World:
        """Return the world as it is now, to compare with later."""
        return World(disk=self.disk.copy(), machine=self.machine.fork())

    def beside(self) -> World:
        """Return the same host as another process on it has it: disk, machine and plan shared."""
        return replace(self, command=0, step="begin", dead=False, counts={}, locks={}, guard=None)

    def load(self, plan: Plan, person: Callable[[World], Operator] | None = None) -> None:
        """Plan the faults of the run to come, and say who does its events."""
        self.plan = {site: fault for fault in plan for site in fault.sites}
        self.person = person

    def begin(self, command: int) -> None:
        """Begin the next command of the story: a new process of the deployer."""
        locks.free(self)
        self.command, self.step, self.dead = command, "begin", False
        self.counts.clear()

    def remark(self, what: str, thing: object = None) -> None:
        """Let a listener know of something that is no effect, and is in no trace."""
        if self.listener is not None:
            self.listener(self, what, thing)

    def heal(self) -> None:
        """Mend what lasts: the disk has room again, the index is back."""
        self.remark("mended")
        self.lasting.clear()
        self.plan.clear()

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and what is due in it happen; a program that runs may be cut off."""
        left, lives_s = self.deadline - self.machine.now, self.killed_at - self.machine.now
        passes_s = max(0.0, min(seconds, left, lives_s))
        if self.turns is None:
            self.advance(passes_s)
        else:
            self.turns.wait(self, passes_s)
        if seconds > lives_s:
            death.come(self, "kill", lambda: None, atomic)
            raise Crash
        if seconds > left:
            raise Overdue

    def advance(self, seconds: float) -> None:
        """Let time pass on the machine, and what is due in it happen."""
        self.machine.advance(seconds, lambda entry: spawning.launch(self, entry))

    def effect(
        self,
        op: str,
        detail: str,
        act: Callable[[], Value],
        strike: Callable[[str, Callable[[], Value]], Value],
        touched: Touched = (),
        amid: Amid = atomic,
    ) -> Value:
        """Let one effect happen: count it, let a planned fault strike, record it, check the world.

        `strike` says how the port fails in the way of one kind of fault, doing the act or not;
        `touched` are the paths that the act changes.
        """
        if self.dead:
            raise Crash
        step = self.step
        number = self.counts[op, step] = self.counts.get((op, step), 0) + 1
        fault = self._due(op, number) if self.plan or self.lasting else None
        outcome = "ok"
        try:
            if fault is not None:
                outcome = fault.kind
                return self._struck(fault, act, strike, amid)
            if self.witness is None:
                return act()
            begun = Effect(self.machine.now, self.command, op, step, number, detail, outcome)
            return self.witness.see(begun, act, amid, touched)
        except Exception as error:
            outcome = f"{outcome} {type(error).__name__}"
            raise
        finally:
            # past its own constructor, which takes three times as long: nothing is made as often
            facts = (self.machine.now, self.command, op, step, number, detail, outcome)
            effect = tuple.__new__(Effect, facts)
            self.trace.append(effect)
            if self.onlooker is not None:
                self.onlooker(self, effect)
            if touched and self.guard is not None:
                self.guard.after(self, op, touched)

    def _due(self, op: str, number: int) -> Fault | None:
        """Return the fault that strikes now: one planned for this very site, or one that lasts."""
        planned = self.plan.pop((self.command, op, self.step, number), None)
        return planned or self.lasting.get(op)

    def _struck(
        self,
        fault: Fault,
        act: Callable[[], Value],
        strike: Callable[[str, Callable[[], Value]], Value],
        amid: Amid,
    ) -> Value:
        if fault.sort in CRASHES:
            if death.come(self, fault.kind, act, amid):
                self.fired.add(fault)
            raise Crash
        return blows.fall(self, fault, act, strike)
