"""Cells of the fault space: a site, what went wrong there, and how long it lasted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sim.effect import Effect
from sim.harm.faults import CRASHES, Fault, Site, faults_at
from sim.stories.genre import CONTROL_PREFIX, RACE_PREFIX

REQUEST, RECOVERY, CONTROL, RACE = "request", "recovery", "control side", "race"


class Cell(NamedTuple):
    """One cell: the same site of several scenarios is one."""

    role: str
    """Which command: the request, the recovery from it, one of the control side, or of a race."""
    op: str
    step: str
    number: int
    kind: str
    lasting: str

    def __str__(self) -> str:
        """Write it for people."""
        place = f"{self.op}@{self.step}#{self.number}"
        return f"{place} of the {self.role}: {self.kind}, {self.lasting}"


ASKED_MAX = 12
"""A wait asks the same again and again: from here on, the calls of one kind in a step are alike."""


def are_counted(name: str) -> bool:
    """Say whether the cells of a story are surveyed: a life or a race has none of its own."""
    return "." not in name or name.startswith(CONTROL_PREFIX)


def cell_of(name: str, fault: Fault) -> Cell:
    """Return the cell that a fault of a story of this name strikes."""
    site = fault.site
    role = RECOVERY if site.command else REQUEST
    if name.startswith(CONTROL_PREFIX):
        role = CONTROL
    if name.startswith(RACE_PREFIX):
        role = RACE
    number = min(site.number, ASKED_MAX)
    return Cell(role, site.op, site.step, number, fault.sort, lasting(fault))


def lasting(fault: Fault) -> str:
    """Say how long a fault lasts; a crash is over at once."""
    if fault.sort in CRASHES:
        return "crash"
    times = "once" if fault.times == 1 else f"{fault.times} times"
    return "for ever" if fault.forever else times


def cells_at(name: str, effects: Iterable[Effect]) -> dict[Cell, Site]:
    """Return the cells that these effects of a story have, each with its site there."""
    return {
        cell_of(name, fault): effect.site for effect in effects for fault in faults_at(effect.site)
    }
