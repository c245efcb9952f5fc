"""The sweep: every single fault at every site of every scenario, and of every recovery."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

from sim import scenarios, story
from sim.effect import Effect
from sim.faults import CHANGING, Fault, Plan, faults_at
from sim.run import Run, identify
from sim.scenario import Scenario
from sim.sweep.shares import Shares

CHUNK = 50
WHOLE = (
    *("first_deploy", "upgrade", "crashes_at_start", "restore_by_stamp", "restore_fails"),
    "adoption_broken",
)
"""Scenarios that are always swept whole; the others differ from one of them in their start."""

RECOVERED = ("upgrade", "restore_fails", "adoption_broken")
"""Scenarios whose recoveries are swept too: they lead through every tuple and every phase."""

PHASE_STEPS = ("stage_code", "stage_backup", "point_to_new", "point_to_previous", "record")
"""Steps in which a crash leaves each phase open, before and after its first irrevocable act."""


def single_faults(trace: Iterable[Effect], command: int = 0) -> Iterator[Fault]:
    """Yield every single fault at the sites of one command of a trace, in order."""
    for effect in trace:
        if effect.command == command:
            yield from faults_at(effect.site)


def plans_of(scenario: Scenario, clean: Run, *, deep: bool) -> list[Plan]:
    """Return the plans to try: each single fault, and each fault on the recovery from crashes."""
    plans: list[Plan] = [(fault,) for fault in single_faults(clean.trace)]
    if scenario.name in RECOVERED or deep:
        for crash in crash_points(clean.trace, every_step=deep):
            recovered = story.tell(scenario, (crash,))
            plans += [(crash, fault) for fault in single_faults(recovered.trace, command=1)]
    return plans


def crash_points(trace: Sequence[Effect], *, every_step: bool) -> list[Fault]:
    """Return crashes after the last change of a step, by a kill and by a loss of power in turn."""
    last = {
        effect.step: effect.site
        for effect in trace
        if effect.command == 0
        and effect.op in CHANGING
        and (every_step or effect.step in PHASE_STEPS)
    }
    kinds = ("kill_after", "power_names")
    return [Fault(site, kinds[place % len(kinds)]) for place, site in enumerate(last.values())]


def chunks(names: Iterable[str], shares: Shares) -> Iterator[list[str]]:
    """Give out the work as ids of runs, in chunks, the same ones for the same seed.

    The clean run of every scenario comes first of its own.
    """
    for name in names:
        chance = random.Random(f"{shares.seed} {name}")
        scenario = scenarios.named(name)
        clean = story.tell(scenario)
        deep = shares.others >= 1
        plans = plans_of(scenario, clean, deep=deep) if clean.violation is None else []
        share = shares.whole if name in WHOLE else shares.others
        ids = [identify(name, plan) for plan in plans if share >= 1 or chance.random() < share]
        ids = [identify(name, ()), *ids]
        for begin in range(0, len(ids), CHUNK):
            yield ids[begin : begin + CHUNK]
