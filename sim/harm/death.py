"""How a deployer ends before it is done: it is killed, or the power goes, at one of its effects."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sim.storage import locks, power

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.storage.strokes import Amid
    from sim.world import World

AMID = ("kill_amid", power.AMID)
"""In the middle of an effect, after its first so many strokes."""


def come(world: World, kind: str, act: Callable[[], object], amid: Amid) -> bool:
    """End the deployer, or the power, around an act; say whether there is such a moment in it.

    A disk that loses power amid a durable write keeps all else: what it loses besides, it loses
    around the neighbours of the write as well.
    """
    sort, _, number = kind.partition(".")
    there = True
    with suppress(Exception):  # the process dies whatever the effect said
        if sort in AMID:
            there = False
            there = 1 <= int(number) <= amid(world, 0) and amid(world, int(number)) > 0
        elif sort != "kill":
            act()
    world.dead = True
    locks.free(world)
    if sort in power.LOSSES:
        there = power.fail(world.disk, kind) and there
        world.machine.lose_power()
    return there
