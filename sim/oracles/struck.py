"""What a fault excuses: no more than what the effects that it struck have kept from being done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.effect import Effect
from sim.harm.events import EVENTS
from sim.oracles.case import Case


def failed(case: Case) -> Iterator[Effect]:
    """Give the effects of this command that were not what they should have been."""
    return (each for each in case.done if each.outcome != "ok" and each.outcome not in EVENTS)


def at(case: Case, ops: Iterable[str], place: str) -> bool:
    """Say whether such an effect failed at a path, or at one below it."""
    wanted = frozenset(ops)
    paths = (path for each in failed(case) if each.op in wanted for path in each.paths)
    return any(f"{path}/".startswith(f"{place}/") for path in paths)
