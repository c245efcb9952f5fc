"""The oracle of bounds: a command does not go on for ever, whatever lasts on its host."""

from __future__ import annotations

from sim.harm.faults import Fault
from sim.oracles.case import Case
from sim.oracles.violation import Violation

EFFECTS_MAX = 4000
SECONDS_MAX = 1800.0


def bounded(case: Case) -> None:
    """Calls and virtual time are bounded: a livelock is a verdict too.

    A command ends within its time while one thing is wrong for ever. Each thing more may cost that
    time again: one keeps it waiting, as what is refused for ever does, and the next makes each look
    in that wait last long.
    """
    if case.effects > EFFECTS_MAX:
        raise Violation("bounded", f"{case.effects} effects in one command")
    if case.seconds > SECONDS_MAX * max(1, len(_endured(case))):
        raise Violation("bounded", f"{case.seconds:.0f} s for one command")


def _endured(case: Case) -> set[Fault]:
    """Return what lasts and struck this command."""
    return {
        fault
        for effect in case.done
        if (fault := case.world.lasting.get(effect.op)) is not None
        and effect.outcome.partition(" ")[0] == fault.kind
    }
