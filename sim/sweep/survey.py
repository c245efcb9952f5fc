"""The survey of the fault space: every cell that a sweep must judge, and the module it is of.

The cells are those of every clean run, and of the recovery from a kill after each change in the
scenarios that are swept whole.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from sim.control import catalogue as control_catalogue
from sim.control import sweep as control_sweep
from sim.control import telling as control_telling
from sim.effect import Effect
from sim.harm.faults import CHANGING, Fault, Plan, Site, faults_at
from sim.people import person
from sim.stories import crashes as recorded
from sim.stories import scenarios, story
from sim.stories.likeness import Settled
from sim.stories.run import Run
from sim.sweep.cells import Cell, cell_of
from sim.sweep.shares import WHOLE
from sim.world import World

HOST = "host"
WHOSE = (HOST, control_telling.CONTROL_SIDE)
"""The worlds whose effects are struck: no plan reaches the hosts behind a control side."""
ELSEWHERE = "the host itself"
"""Whose effects those are that no module of the deployer asked for."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A run, and the module of the deployer that asked for the effect at each site of it."""

    run: Run
    modules: dict[Site, str]


def surveyed(name: str, plan: Plan = (), settled: Settled | None = None) -> Surveyed:
    """Tell a story, as far as a world that is settled, and see who asks for what."""
    modules: dict[Site, str] = {}

    def look(_: World, effect: Effect) -> None:
        if effect.step != person.STEP:  # no fault strikes a person
            modules[effect.site] = _module_asking()

    def attend(world: World, called: str) -> None:
        if called in WHOSE:
            world.onlooker = look

    if name.startswith(control_telling.PREFIX):
        story_of = name.removeprefix(control_telling.PREFIX)
        return Surveyed(control_telling.tell(story_of, plan, attend), modules)
    telling = story.Telling(scenarios.named(name), plan, settled=settled)
    attend(telling.world, HOST)
    return Surveyed(telling.tell(), modules)


def _module_asking() -> str:
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - who else knows the caller?
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("deploy."):
            return name
        frame = frame.f_back
    return ELSEWHERE


@functools.cache
def clean(name: str) -> Surveyed:
    """Survey the run without faults."""
    return surveyed(name)


@functools.cache
def crashes(name: str) -> frozenset[Fault]:
    """Survey the crashes that the run without faults may meet: images that are there to be lost."""
    return frozenset(recorded.every(story.Telling(scenarios.named(name), ()))[1])


@functools.cache
def killed(name: str) -> tuple[Surveyed, ...]:
    """Survey the recoveries of a scenario, from a kill after each of its changes."""
    first = clean(name).run
    kills = [
        Fault(effect.site, "kill_after")
        for effect in first.trace
        if effect.command == 0 and effect.op in CHANGING
    ]
    settled: Settled = set()  # what comes once all is mended is not struck
    return tuple(surveyed(name, (kill,), settled) for kill in kills)


def cells(name: str) -> Iterator[tuple[Cell, Plan, str]]:
    """Give each cell of a story, a plan that strikes it, and the module it is of."""
    found = clean(name)
    if name.startswith(control_telling.PREFIX):
        sites = control_sweep.sites(found.run.trace)
        for fault in (fault for site in sites for fault in control_sweep.control_faults(site)):
            yield cell_of(name, fault), (fault,), found.modules[fault.site]
        return
    yield from _struck(found, (), command=0)
    if name in WHOLE:
        for recovered in killed(name):
            yield from _struck(recovered, recovered.run.plan, command=1)


def _struck(found: Surveyed, before: Plan, *, command: int) -> Iterator[tuple[Cell, Plan, str]]:
    again = found.run.mended_at
    for site, module in found.modules.items():
        if site.command < command or (again is not None and site.command >= again):
            continue
        if command == 0 and site.command > 0:
            continue
        for cell, fault in _cells_at(site):
            yield cell, (*before, fault), module


@functools.lru_cache(maxsize=16_384)
def _cells_at(site: Site) -> tuple[tuple[Cell, Fault], ...]:
    """Return the cells of a site on a host: remembered, for scenarios share most of their sites."""
    return tuple((cell_of(HOST, fault), fault) for fault in faults_at(site))


def stories() -> tuple[str, ...]:
    """Return the names of all whose cells are surveyed."""
    control = (f"{control_telling.PREFIX}{name}" for name in control_catalogue.STORIES)
    return (*scenarios.names(), *control)
