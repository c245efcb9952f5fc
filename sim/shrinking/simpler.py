"""Simpler faults: for each fault those that are less, the least first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from deploy.errors import Refused
from sim.harm.faults import CRASHES, KINDS, Fault, parse_plan


def simpler(fault: Fault) -> Iterator[Fault]:
    """Yield simpler faults: struck more rarely, of a more common kind, at an earlier site.

    Each is less by the same order, so that a search which takes any of them comes to an end.
    """
    for kind in (*_commoner(fault), fault.kind):
        rarely = replace(fault, kind=kind, forever=False)
        often = range(1, 2 if fault.forever else fault.times + 1)
        each = [replace(rarely, times=times) for times in often]
        for less in dict.fromkeys([*each, replace(fault, kind=kind)]):
            if less != fault:
                yield from _spoken(less)
    for number in range(1, fault.site.number):
        yield replace(fault, site=fault.site._replace(number=number))


def _commoner(fault: Fault) -> tuple[str, ...]:
    """Return the kinds that come before its own: a catalogue begins with the most common one.

    Any crash is less common than that the deployer is killed after an effect; and that is all that
    a write which is cut short, or lost with the power, need be.
    """
    kinds = KINDS.get(fault.site.op, ())
    if fault.kind in kinds:
        return kinds[: kinds.index(fault.kind)]
    if fault.sort not in CRASHES:
        return ()
    kills = ("kill_after", "kill")
    return kills[: kills.index(fault.kind)] if fault.kind in kills else kills


def _spoken(fault: Fault) -> Iterator[Fault]:
    """Yield a fault where it can be written down and read back."""
    try:
        (found,) = parse_plan(str(fault))
    except Refused:
        return
    if found == fault:
        yield found
