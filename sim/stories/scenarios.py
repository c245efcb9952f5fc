"""The scenarios by name, and the code trees that may be live in each."""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import ModuleType

from deploy.errors import Refused
from sim.catalogue import (
    adoptions,
    boots,
    choices,
    conditions,
    detours,
    displaced,
    growths,
    halves,
    hands,
    lacks,
    leftovers,
    locks,
    misreadings,
    oversights,
    own,
    owners,
    pointers,
    rarities,
    refusals,
    restores,
    settings,
    traps,
    upgrades,
    wheels_refused,
)
from sim.goods import wheels
from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.states.places import UPLOADS
from sim.storage.nodes import File
from sim.stories import derived
from sim.stories.scenario import Scenario
from sim.world import World

CATALOGUES = (
    upgrades,
    conditions,
    adoptions,
    owners,
    own,
    traps,
    restores,
    choices,
    rarities,
    locks,
    oversights,
    settings,
    wheels_refused,
    halves,
    hands,
    detours,
    displaced,
    pointers,
    refusals,
    lacks,
    misreadings,
    growths,
    boots,
    leftovers,
)


def everything() -> dict[str, Scenario]:
    """Return every scenario by name, in a fixed order."""
    return {name: scenario for each in CATALOGUES for name, scenario in _opened(each).items()}


def names() -> Iterator[str]:
    """Yield every name, in a fixed order; a catalogue is opened when its turn comes."""
    for catalogue in CATALOGUES:
        yield from _opened(catalogue)


def named(name: str) -> Scenario:
    """Return a scenario by its name; raise `Refused` where there is none."""
    name, *words = name.split("~")
    for catalogue in CATALOGUES:
        found = _opened(catalogue).get(name)
        if found is not None:
            return functools.reduce(derived.derive, words, found)
    raise Refused(f"there is no scenario {name!r}", "See: python -m sim list")


def vet(name: str) -> None:
    """Raise `Refused` where no scenario has this name."""
    named(name)


@functools.cache
def _opened(catalogue: ModuleType) -> dict[str, Scenario]:
    return {scenario.name: scenario for scenario in catalogue.scenarios()}


@functools.cache
def known_trees(name: str) -> Mapping[str, Tree]:
    """Return the whole code trees of a scenario by label: what may ever be live."""
    return trees_of(named(name).start())


def trees_of(world: World) -> Mapping[str, Tree]:
    """Return the whole code trees that a host is offered or serves, by label."""
    found: dict[str, Tree] = {}
    for letter in truth.names(world, "/tmp"):  # noqa: S108 - of the simulated host
        node = world.disk.node(UPLOADS.format(letter=letter))
        if type(node) is File:
            with suppress(zipfile.BadZipFile):  # what is no wheel is never live
                found[letter] = wheels.app_files(node.content)
    if "old" in found:
        found["A"] = found.pop("old")
    live = truth.tree_at(world, truth.LIVE)
    if live is not None and truth.label_of(live, found) == "?":
        found["edited"] = live
    return found
