"""Drawing a fault for what has just been done: at a site that it surely has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from sim.effect import Effect
from sim.events import EVENTS
from sim.faults import CRASHES, KINDS, Fault, faults_at

HOST_OPS = tuple(
    op for op in KINDS if op.startswith(("files.", "run.", "http.get", "processes.", "uv."))
)
"""The operations of a deployer on its host."""
FOREVER_SHARE = 0.15
"""Of the faults that may last, so many do: what lasts is in the way of all that follows."""
MOMENTS = {
    "previous_is_edited": ("files.flush", "flush"),
    "person_starts_it_by_hand": ("run.pm2", "start"),
}
"""Events that make sense at one moment alone; any other may happen in any step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """Which faults a life has, and how often: others are left out on purpose."""

    kinds: frozenset[str]
    rate: float
    """The share of deeds that are struck."""


def climate(chance: Random) -> Climate:
    """Draw a subset of all kinds of faults, crashes and events."""
    every = sorted({*CRASHES, *EVENTS, *(kind for op in HOST_OPS for kind in KINDS[op])})
    kinds = frozenset(kind for kind in every if chance.random() < 0.5)  # noqa: PLR2004
    return Climate(kinds=kinds, rate=chance.choice((0.0, 0.1, 0.3, 0.5)))


def fault(chance: Random, effects: Sequence[Effect], weather: Climate) -> Fault | None:
    """Draw a fault at the site of one of these effects; None where there is none to draw."""
    found: dict[tuple[str, str], list[Fault]] = {}
    for each in _possible(effects, weather):
        found.setdefault((each.site.op, each.kind), []).append(each)
    if not found:
        return None
    kinds = sorted({kind for _, kind in found})
    kind = chance.choice(kinds)
    op = chance.choice([op for op, each in found if each == kind])
    once = [each for each in found[op, kind] if not each.forever]
    lasting = [each for each in found[op, kind] if each.forever]
    return chance.choice(lasting if lasting and chance.random() < FOREVER_SHARE else once)


def _possible(effects: Iterable[Effect], weather: Climate) -> Iterable[Fault]:
    for effect in effects:
        if effect.op.startswith(HOST_OPS) or effect.op == "clock.sleep":
            yield from (each for each in faults_at(effect.site) if each.kind in weather.kinds)
        if effect.step == "begin":
            continue
        for event in EVENTS:
            moment = MOMENTS.get(event, (effect.op, effect.step))
            if event in weather.kinds and moment == (effect.op, effect.step):
                yield Fault(effect.site, event)
