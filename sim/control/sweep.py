"""The sweep of the control side: each single fault at each of its effects, in every story."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from sim.control import telling
from sim.effect import Effect
from sim.harm.faults import INTERRUPTIBLE, INTERRUPTION, KINDS, Fault, Plan, Site, faults_at
from sim.stories.run import Run, identify
from sim.sweep.cells import Cell, cell_of
from sim.sweep.shares import Shares

CHUNK = 25
ENDS = 4
"""A watch that lasts asks the same again and again: so many of its first and last looks do."""


def chunks(names: Iterable[str], shares: Shares) -> Iterator[list[str]]:
    """Give out the work as ids of runs, in chunks; the clean run of each story comes first.

    `names` begin with the prefix. What the share leaves out is given all the same where nothing yet
    has struck its cell.
    """
    seen: set[Cell] = set()
    for name in names:
        chance = random.Random(f"{shares.seed} {name}")
        ids = [name]
        for plan in plans_of(telling.tell(name.removeprefix(telling.PREFIX))):
            cell = cell_of(name, plan[0])
            if chance.random() < shares.control or (shares.covers and cell not in seen):
                seen.add(cell)
                ids.append(identify(name, plan))
        for begin in range(0, len(ids), CHUNK):
            yield ids[begin : begin + CHUNK]


def plans_of(clean: Run) -> list[Plan]:
    """Return the plans to try, none where the clean run is a violation already."""
    if clean.violation is not None:
        return []
    return [(fault,) for site in sites(clean.trace) for fault in control_faults(site)]


def sites(trace: Iterable[Effect]) -> list[Site]:
    """Return the sites of the first request, of a long watch only its ends."""
    found = [effect.site for effect in trace if effect.command == 0]
    last = {(site.op, site.step): site.number for site in found}
    return [
        site
        for site in found
        if site.number <= ENDS or site.number > last[site.op, site.step] - ENDS
    ]


def control_faults(site: Site) -> Iterator[Fault]:
    """Give what may happen at a site: its kinds, a person who ends it, and its sudden death."""
    yield from (fault for fault in faults_at(site) if fault.kind in KINDS.get(site.op, ()))
    if site.op.startswith(INTERRUPTIBLE):
        yield Fault(site, INTERRUPTION)
        yield Fault(site, "kill_after")
