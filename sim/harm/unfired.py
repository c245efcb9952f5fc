"""Why a plan proves nothing: which of its faults never fired, and the sites it may have meant."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from difflib import SequenceMatcher

from sim.effect import Effect
from sim.harm.faults import Site
from sim.stories.run import Run

NEAREST = 3


def told(run: Run) -> str:
    """Say of a void run what never fired and why; an id of another commit may name lost sites."""
    there = {effect.site: None for effect in run.trace}
    lines = ["void: a planned fault never fired"]
    for fault in run.plan:
        if fault.site not in there:
            near = ", ".join(map(str, nearest(fault.site, there)))
            lines.append(f"  {fault.site} is no site of this run (any more); near it: {near}")
        elif not _fired(fault.kind, fault.site, run.trace):
            lines.append(f"  {fault} had no effect: another fault struck there first")
    return "\n".join(lines)


def _fired(kind: str, site: Site, trace: Iterable[Effect]) -> bool:
    return any(effect.site == site and effect.outcome.startswith(kind) for effect in trace)


def nearest(site: Site, there: Iterable[Site]) -> list[Site]:
    """Return the sites most like one that is not there, the most alike first."""
    return sorted(there, key=lambda each: _distance(site, each))[:NEAREST]


def _distance(site: Site, other: Site) -> tuple[int, int, int, int, Site]:
    return (
        -_likeness(site.step, other.step),
        -_likeness(site.op, other.op),
        abs(site.command - other.command),
        abs(site.number - other.number),
        other,
    )


@functools.lru_cache(maxsize=512)
def _likeness(word: str, other: str) -> int:
    """Return how much two words are alike, in hundredths: a step may have been renamed."""
    return round(100 * SequenceMatcher(None, word, other).ratio())
