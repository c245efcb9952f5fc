"""The scenarios by name, and the code trees that may be live in each."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from deploy.errors import Refused
from sim import start, wheels
from sim.catalogue import adoptions, conditions, restores, upgrades
from sim.nodes import File
from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.scenario import Scenario


@functools.cache
def everything() -> dict[str, Scenario]:
    """Return every scenario by name, in a fixed order."""
    found = [
        *upgrades.scenarios(),
        *restores.scenarios(),
        *conditions.scenarios(),
        *adoptions.scenarios(),
    ]
    return {scenario.name: scenario for scenario in found}


def named(name: str) -> Scenario:
    """Return a scenario by its name; raise `Refused` where there is none."""
    found = everything().get(name)
    if found is None:
        raise Refused(f"there is no scenario {name!r}", "See: python -m sim list")
    return found


@functools.cache
def known_trees(name: str) -> Mapping[str, Tree]:
    """Return the whole code trees of a scenario by label: what may ever be live."""
    world = everything()[name].start()
    found: dict[str, Tree] = {}
    for letter in truth.names(world, "/tmp"):  # noqa: S108 - of the simulated host
        node = world.disk.node(start.UPLOADS.format(letter=letter))
        if type(node) is File:
            found[letter] = wheels.app_files(node.content)
    if "old" in found:
        found["A"] = found.pop("old")
    live = truth.tree_at(world, truth.LIVE)
    if live is not None and truth.label_of(live, found) == "?":
        found["edited"] = live
    return found
