"""Faults: small values that strike one effect, once or from there on until it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from deploy.errors import Refused
from sim.harm.events import ANYWHERE, EVENTS
from sim.harm.kinds import (
    CHANGING,
    CRASHES,
    CRASHES_ANYWHERE,
    FOREVER,
    INTERRUPTIBLE,
    INTERRUPTION,
    KINDS,
    MISREAD,
    NUMBERED,
    SIGNAL,
    TIMES_MAX,
)

__all__ = [
    "CHANGING",
    "CRASHES",
    "FOREVER",
    "INTERRUPTIBLE",
    "INTERRUPTION",
    "KINDS",
    "SIGNAL",
    "Fault",
    "Plan",
    "Site",
    "faults_at",
    "once_more",
    "parse_plan",
]


class Site(NamedTuple):
    """Where an effect happens: a label that survives edits elsewhere.

    The command of the story (0 is the first), the operation, the step, and the how-manieth of its
    kind in that step.
    """

    command: int
    op: str
    step: str
    number: int

    def __str__(self) -> str:
        """Write it as it stands in a replay id."""
        return f"{self.command}.{self.op}@{self.step}#{self.number}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a plan."""

    site: Site
    kind: str
    forever: bool = False
    """Strikes every later effect of the same operation too, until it is mended."""
    times: int = 1
    """Strikes so many effects: that of its site, and the next of its operation in its step."""

    @property
    def sort(self) -> str:
        """Its kind without the number that stands behind it."""
        return self.kind.partition(".")[0]

    @property
    def sites(self) -> tuple[Site, ...]:
        """Where it strikes, its lasting apart."""
        first = self.site.number
        return tuple(self.site._replace(number=first + each) for each in range(self.times))

    def __str__(self) -> str:
        """Write it as it stands in a replay id."""
        often = "!" if self.forever else f"*{self.times}" if self.times > 1 else ""
        return f"{self.site}={self.kind}{often}"


Plan = tuple[Fault, ...]


def faults_at(site: Site) -> tuple[Fault, ...]:
    """Return every single fault that may strike at a site, whatever the world is like there.

    Crashes amid an effect and the images of single writes depend on that: see `stories.crashes`.
    """
    found = []
    for kind in KINDS.get(site.op, ()):
        found.append(Fault(site, kind))
        if kind in FOREVER:
            found.append(Fault(site, kind, forever=True))
    if site.op in CHANGING:
        found += [Fault(site, kind) for kind in (*CRASHES_ANYWHERE, *ANYWHERE, SIGNAL)]
    return tuple(found)


def once_more(fault: Fault, struck: Iterable[Site]) -> Fault | None:
    """Return the fault that strikes once more than this one; None where it could not.

    `struck` are the sites that its own run led to: up to its last strike the two are the same, so
    there is one more to strike if this one was followed by one.
    """
    longer = replace(fault, times=fault.times + 1)
    possible = not fault.forever and fault.sort in KINDS.get(fault.site.op, ())
    possible = possible and fault.sort not in MISREAD  # read wrong again and again it is wrong
    return longer if possible and longer.sites[-1] in set(struck) else None


_WRITTEN = re.compile(
    r"(?P<command>[0-9]+)\.(?P<op>[a-z_.0-9]+)@(?P<step>[a-z_]+)#(?P<number>[0-9]+)"
    r"=(?P<kind>[a-z_0-9]+(?:\.[0-9]+)?)(?P<often>!|\*[0-9]+)?"
)


def parse_plan(text: str) -> Plan:
    """Read a plan as a replay id writes it; raise `Refused` where it is none."""
    return tuple(_fault(part) for part in filter(None, text.split("+")))


def _fault(text: str) -> Fault:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise Refused(f"{text!r} is no fault", "Faults look like 0.files.write@fetch#2=error!")
    op, often = found["op"], found["often"] or ""
    site = Site(int(found["command"]), op, found["step"], int(found["number"]))
    fault = Fault(site, found["kind"], often == "!", int(often[1:]) if "*" in often else 1)
    interrupts = fault.kind == INTERRUPTION and op.startswith(INTERRUPTIBLE)
    of_port = fault.kind in KINDS.get(op, ())
    comes = fault.kind == SIGNAL or fault.kind in EVENTS
    if not (of_port or interrupts or comes or _is_crash(fault)):
        known = ", ".join((*KINDS.get(op, ()), *CRASHES, SIGNAL, *EVENTS))
        raise Refused(f"{fault.kind!r} is no fault of {op}", f"It has: {known}")
    if often and not of_port:
        raise Refused(f"{fault.kind!r} happens once", f"Leave {often!r} out of {text!r}")
    if not 1 <= fault.times <= TIMES_MAX or str(fault) != text:
        advice = f"A number is 1 to {TIMES_MAX}, without zeros before it, and *1 is left out"
        raise Refused(f"{text!r} is not how a fault is written", advice)
    return fault


def _is_crash(fault: Fault) -> bool:
    """Say whether it is a crash, with a number where one belongs to it."""
    numbered = fault.kind != fault.sort
    return fault.sort in CRASHES and numbered is (fault.sort in NUMBERED)
