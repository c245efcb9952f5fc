"""Where a life begins: a host in one of the start states, and the releases that it knows."""

from __future__ import annotations

from collections.abc import Mapping

from sim.days.life import Life
from sim.goods import wheels
from sim.oracles.truth import Tree
from sim.people.person import SimOperator
from sim.states import start
from sim.states.start import Start

STARTS: Mapping[str, Start] = {
    each.name: each
    for each in (
        *(start.bare, start.one_release, start.two_releases, start.three_releases),
        start.predecessor,
    )
}


def begun(name: str) -> Life:
    """Return a life that begins with a host in this state."""
    world = STARTS[name]().fork()
    world.person = SimOperator
    known: dict[str, Tree] = {letter: wheels.app_files(wheels.wheel(letter)) for letter in "ABCD"}
    if name == start.predecessor.name:
        known["old"] = wheels.app_files(wheels.wheel("A", record=False))
    return Life(world=world, known=known)
