"""Simpler faults: for each fault those that are less, the least first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from deploy.errors import Refused
from sim.faults import CRASHES, INTERRUPTION, KINDS, Fault, parse_plan


def simpler(fault: Fault) -> Iterator[Fault]:
    """Yield simpler faults: once and not for ever, a common kind, an earlier site; one at a time.

    Each is less by the same order, so that a search which takes any of them comes to an end.
    """
    yield from _rarely(fault)
    for kind in _commoner(fault):
        yield from _spoken(replace(fault, kind=kind))
        if fault.forever:
            yield from _spoken(replace(fault, kind=kind, forever=False))
    for number in range(1, fault.site.number):
        yield replace(fault, site=fault.site._replace(number=number))


def _rarely(fault: Fault) -> Iterator[Fault]:
    """Yield the same fault striking once."""
    if fault.forever:
        yield from _spoken(replace(fault, forever=False))


def _commoner(fault: Fault) -> tuple[str, ...]:
    """Return the kinds that come before its own: a catalogue begins with the most common one."""
    kinds = KINDS.get(fault.site.op, ())
    if fault.kind in kinds:
        return kinds[: kinds.index(fault.kind)]
    if fault.kind == INTERRUPTION:
        return ()
    power = tuple(kind for kind in CRASHES if kind.startswith("kill"))[::-1]
    return () if fault.kind in power else power if _is_crash(fault.kind) else ()


def _is_crash(kind: str) -> bool:
    return kind.startswith(("kill", "lost_power", "torn_power", "power_"))


def _spoken(fault: Fault) -> Iterator[Fault]:
    """Yield a fault where it can be written down and read back."""
    try:
        (found,) = parse_plan(str(fault))
    except Refused:
        return
    if found == fault:
        yield found
