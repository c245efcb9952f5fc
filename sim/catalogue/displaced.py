"""Displaced: the service serves on from where its code was moved to while it ran."""

from __future__ import annotations

from deploy.ports import Kind
from sim.people.operator import Operator
from sim.states import start
from sim.states.places import CONFIG, HOME, VOLUME
from sim.states.start import changed
from sim.stories.scenario import Scenario, deployment


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    two = start.two_releases
    return [
        deployment(
            "release_carried_off",
            "The live release was moved to where there is more room, and nothing else was done.",
            changed(two, is_carried_off),
            "C",
            2,
        ),
        deployment(
            "release_replaced_by_a_copy",
            "A copy lies in the place of the live release, which was moved away and deleted.",
            changed(two, is_replaced_by_a_copy),
            "C",
            2,
        ),
    ]


def is_carried_off(o: Operator) -> None:
    """It serves on from there: a process stays where it stands."""
    live = o.resolve(CONFIG.layout.current)
    o.put(f"{VOLUME}/made", b"")
    o.rename(live, f"{VOLUME}/{live.rpartition('/')[2]}")


def is_replaced_by_a_copy(o: Operator) -> None:
    """It serves on from what is no more."""
    live = o.resolve(CONFIG.layout.current)
    copy = f"{HOME}/copy"
    _copied(o, live, copy)
    is_carried_off(o)
    o.rename(copy, live)
    o.remove(VOLUME)


def _copied(o: Operator, source: str, target: str) -> None:
    """Copy a tree whole."""
    for name in o.names(source):
        here, there = f"{source}/{name}", f"{target}/{name}"
        if o.kind(here) is Kind.LINK:
            o.link(there, o.resolve(here))
        elif o.kind(here) is Kind.DIRECTORY:
            _copied(o, here, there)
        else:
            o.put(there, o.read(here))
