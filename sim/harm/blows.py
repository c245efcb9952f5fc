"""The blows that a world is dealt: a fault that strikes an effect, crashes apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sim.harm import signals
from sim.harm.events import EVENTS
from sim.harm.kinds import SHARED, SIGNAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.harm.faults import Fault
    from sim.world import World

Value = TypeVar("Value")


def fall(
    world: World,
    fault: Fault,
    act: Callable[[], Value],
    strike: Callable[[str, Callable[[], Value]], Value],
) -> Value:
    """Let a fault strike an effect, or somebody do something just before it."""
    _count(world, fault)
    if fault.kind == SIGNAL:
        signals.ask_to_end()
    witness, world.witness = world.witness, None  # it knows only effects that are well
    try:
        if fault.kind in EVENTS:
            assert world.person is not None, "an event needs somebody who does it"
            EVENTS[fault.kind](world.person(world))
            return act()
        return strike(fault.kind, act)
    finally:
        world.witness = witness


def _count(world: World, fault: Fault) -> None:
    """Count a strike: a fault has fired once it struck as often as it was planned."""
    if fault.forever:
        world.lasting |= dict.fromkeys(SHARED.get(fault.kind, (fault.site.op,)), fault)
    if fault not in world.plan.values():
        world.fired.add(fault)
