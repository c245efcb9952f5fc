"""Drawing a fault for what has just been done: at a site that it surely has."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from sim.effect import Effect
from sim.harm.events import EVENTS
from sim.harm.faults import FOREVER, KINDS, SIGNAL, Fault, Site, faults_at
from sim.states.places import CONFIG

HOST_OPS = tuple(
    op for op in KINDS if op.startswith(("files.", "run.", "http.get", "processes.", "uv."))
)
"""The operations of a deployer on its host."""
SLEEP, LOCK = "clock.sleep", "files.lock"
BEGINNING = "begin"
FOREVER_SHARE = 0.15
"""Of the faults that may last, so many do: what lasts is in the way of all that follows."""
MOMENTS = {
    "previous_is_edited": ("files.flush", "flush"),
    "way_back_is_lost": ("files.flush", "flush"),
    "person_starts_it_by_hand": ("run.pm2", "start"),
    "person_starts_it_in_pm2": ("files.read", "point_to_previous"),
    "backup_loses_its_manifest": ("files.flush", "flush"),
    "run_directory_is_taken": ("run.caddy", "reload_proxy"),
    "wheel_is_taken": ("files.names", "build_environment"),
}
"""Events that make sense at one moment alone; any other may happen in any step."""
TOLD = frozenset(
    {
        *("installed_code_rots", "live_is_edited", "person_stops_it_in_pm2"),
        *("previous_is_lost", "stranger_comes_aside", "person_starts_a_copy"),
    }
)
"""Events of scenarios alone: what a person takes, edits or stops, no oracle of a life gives back.

Who listens aside is seen by nobody who asks for the holder of the port, as a life does.
"""
DRAWN = tuple(event for event in EVENTS if event not in TOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """Which faults a life has, and how often: others are left out on purpose."""

    kinds: frozenset[str]
    rate: float
    """The share of deeds that are struck."""


def climate(chance: Random) -> Climate:
    """Draw a subset of all kinds of faults, crashes and events."""
    kinds = frozenset(kind for kind in every_kind() if chance.random() < 0.5)  # noqa: PLR2004
    return Climate(kinds=kinds, rate=chance.choice((0.0, 0.1, 0.3, 0.5)))


def every_kind() -> tuple[str, ...]:
    """Return all kinds that may be drawn: the images of single writes are left to the sweep."""
    sites = (Site(0, op, "any", 1) for op in (*HOST_OPS, SLEEP))
    found = {*DRAWN, *(each.kind for site in sites for each in faults_at(site))}
    return tuple(sorted(found - {SIGNAL}))


def fault(chance: Random, effects: Sequence[Effect], weather: Climate) -> Fault | None:
    """Draw a fault at the site of one of these effects; None where there is none to draw.

    The kind is drawn first, then the operation, then the site: what happens often, a read of a
    file, is struck no more often than what happens once.
    """
    places: dict[tuple[str, str], list[Effect]] = {}
    for effect, step in zip(effects, _steps(effects), strict=True):
        places.setdefault((effect.op, step), []).append(effect)
    ops_of: dict[str, set[str]] = {}
    for op, step in places:
        for kind in _kinds(op, step):
            if kind in weather.kinds:
                ops_of.setdefault(kind, set()).add(op)
    if not ops_of:
        return None
    kind = chance.choice(sorted(ops_of))
    op = chance.choice(sorted(ops_of[kind]))
    fits = [
        each
        for (other, step), found in places.items()
        if other == op and kind in _kinds(op, step)
        for each in found
    ]
    lasts = kind in FOREVER and kind in KINDS.get(op, ()) and chance.random() < FOREVER_SHARE
    return Fault(chance.choice(fits).site, kind, lasts)


def _steps(effects: Sequence[Effect]) -> Iterator[str]:
    """Give the step of each effect; that of a beginning where the deployer has no lock.

    So it is again between an error nobody foresaw, which lets the lock go, and the recovery.
    """
    locks = [each.op == LOCK and each.detail == CONFIG.layout.lock for each in effects]
    for effect, is_it, is_next in zip(effects, locks, [*locks, False][1:], strict=True):
        yield BEGINNING if is_it or is_next else effect.step


@functools.cache
def _kinds(op: str, step: str) -> tuple[str, ...]:
    """Return all that may strike an operation in a step."""
    found = {each.kind for each in faults_at(Site(0, op, step, 1))} - {SIGNAL}
    if not op.startswith(HOST_OPS) and op != SLEEP:
        return ()
    if step != BEGINNING:  # nobody holds the lock before
        found.update(event for event in DRAWN if MOMENTS.get(event, (op, step)) == (op, step))
    return tuple(sorted(found))
