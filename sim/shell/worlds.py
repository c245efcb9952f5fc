"""Simulated hosts by the name of their start state, for `--hosts=sim://NAME`."""

from __future__ import annotations

from deploy.errors import Refused
from sim.shell.ubuntu import furnish
from sim.states import start
from sim.states.start import Start
from sim.world import World

STARTS: dict[str, Start] = {
    each.name: each
    for each in (
        start.bare,
        start.one_release,
        start.two_releases,
        start.three_releases,
        start.predecessor,
        start.changed(start.predecessor, start.serves("B"), "adopted"),
    )
}


def named(name: str) -> World:
    """Return a world of its own in this state; raise `Refused` where there is none."""
    if name not in STARTS:
        raise Refused(f"there is no simulated host {name!r}", f"Known: {', '.join(STARTS)}")
    return furnish(STARTS[name]().fork())
