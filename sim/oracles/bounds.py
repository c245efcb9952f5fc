"""The oracle of bounds: a command does not go on for ever, whatever lasts on its host."""

from __future__ import annotations

from itertools import pairwise

from sim.faults import Fault
from sim.oracles.case import Case
from sim.oracles.violation import Violation

EFFECTS_MAX = 4000
SECONDS_MAX = 1800.0


def bounded(case: Case) -> None:
    """Calls and virtual time are bounded: a livelock is a verdict too.

    A command ends within its time while one thing is wrong for ever. Of several, the one that costs
    most is in that time, and what the others cost comes on top of it.
    """
    if case.effects > EFFECTS_MAX:
        raise Violation("bounded", f"{case.effects} effects in one command")
    beyond = case.seconds - SECONDS_MAX
    if beyond > 0 and beyond > _lost_to_others_s(case):
        raise Violation("bounded", f"{case.seconds:.0f} s for one command")


def _lost_to_others_s(case: Case) -> float:
    """Return how long effects took that were struck by what lasts, the worst of it left out."""
    lost: dict[Fault, float] = {}
    for before, effect in pairwise(case.done):
        fault = case.world.lasting.get(effect.op)
        if fault is not None and effect.outcome.partition(" ")[0] == fault.kind:
            lost[fault] = lost.get(fault, 0.0) + effect.at - before.at
    return sum(lost.values()) - max(lost.values(), default=0.0)
