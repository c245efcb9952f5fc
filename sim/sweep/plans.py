"""The work of a sweep on one host: every fault and crash of a scenario, or a share of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from sim.effect import Effect
from sim.harm.faults import CHANGING, KINDS, Fault, faults_at
from sim.stories.run import identify
from sim.sweep import survey
from sim.sweep.cells import Cell
from sim.sweep.shares import SMALL, WHOLE, Shares

CHUNK = 50
TIMES = 3
"""So often the deployer tries what may pass: going back three times, a look or the finish twice."""
"""Patterns for one worker at a time."""
MANY, PARTS = 0.1, 20
"""Where more than this share of all pairs is tried, the crashes of a step are so many portions."""


def chunks(names: Iterable[str], shares: Shares) -> Iterator[list[str]]:
    """Give out the work as patterns of runs, in chunks, the same ones for the same seed.

    The clean run of every scenario comes first of its own. A chunk is of one scenario.
    """
    seen: set[Cell] = set()
    for name in names:
        patterns = [name]
        if survey.clean(name).run.violation is None:
            patterns += _single(name, shares, seen)
            patterns += _crashes(name, shares)
        size = 2 if name in SMALL and shares.pairs > MANY else CHUNK
        for begin in range(0, len(patterns), size):
            yield patterns[begin : begin + size]


def single_faults(trace: Iterable[Effect], command: int = 0) -> Iterator[Fault]:
    """Yield every single fault at the sites of one command of a trace, in order."""
    for effect in trace:
        if effect.command == command:
            yield from faults_at(effect.site)


def _single(name: str, shares: Shares, seen: set[Cell]) -> Iterator[str]:
    """Give plans of one fault, and of one in a recovery; after each of them may come another.

    What is left out by the share is given all the same where nothing yet has struck its cell.
    """
    chance = random.Random(f"{shares.seed} {name}")
    share = shares.singles if name in WHOLE else shares.others
    then = f"+?{shares.pairs * 100:g}" if name in SMALL and shares.pairs else ""
    recorded = survey.crashes(name) if name in WHOLE and shares.whole >= 1 else frozenset()
    for cell, plan, _ in survey.cells(name):
        is_first = len(plan) == 1
        if is_first and plan[0] in recorded:
            seen.add(cell)  # it comes with the crashes
            continue
        taken = is_first and (share >= 1 or chance.random() < share)
        if taken or (shares.covers and cell not in seen):
            seen.add(cell)
            often = _often(plan[0]) if chance.random() < shares.often else ""
            yield identify(name, plan) + (f"{often}{then}" if is_first else "")


def _often(fault: Fault) -> str:
    """Have what passes strike again and again, to the last attempt of a deployer."""
    passes = not fault.forever and fault.kind in KINDS.get(fault.site.op, ())
    return f"*?{TIMES}" if passes else ""


def _crashes(name: str, shares: Shares) -> Iterator[str]:
    """Give the crashes of each step that changes something, each recorded once."""
    share = shares.whole if name in WHOLE else shares.others
    then = f"+?{shares.pairs * 100:g}" if name in SMALL and shares.pairs else ""
    trace = survey.clean(name).run.trace
    steps = {e.step: None for e in trace if e.command == 0 and e.op in CHANGING}
    drawn = "" if share >= 1 else f"{share * 100:g}"
    parts = PARTS if then and shares.pairs > MANY else 1
    for step in steps if share else ():
        for part in range(1, parts + 1):
            which = f"/{part}/{parts}" if parts > 1 else ""
            yield f"{name}:@{step}{which}=?{drawn}{then}"
