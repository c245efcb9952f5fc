"""The oracle of retention: the backups that are due to go are gone, and no other one is."""

from __future__ import annotations

import functools
from contextlib import suppress
from datetime import datetime, timezone

from sim.oracles import restorable, struck, truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import BACKUPS, DAY_S
from sim.world import World

DAYS, NEWEST = 7, 3
"""As the pages promise: days, and releases whose newest pair stays."""


def backups_go_when_due(case: Case) -> None:
    """After a deployment was finished, what is old went; what is not, or is safe, stayed."""
    report = case.verdict.report
    if report is None or report.exit_code not in (0, 1) or case.edited:
        return
    if case.recovering or case.closes or truth.phase(case.world) or truth.phase(case.asked):
        return
    protected = {report.backup, report.asked["backup"]}
    had = _stamps(case.asked) | {stamp for stamp in (report.backup,) if stamp}
    due = _due(case, had, protected)
    have = _stamps(case.world)
    strange = {name for name in truth.names(case.asked, BACKUPS) if _is_strange(name)}
    if not strange <= set(truth.names(case.world, BACKUPS)):
        raise Violation("retention", f"{sorted(strange)} are nobody's backups, yet one is gone")
    have -= due & {path.rpartition("_")[2] for path in struck.let_be(case)}
    if have != had - due:
        late, lost = sorted(have & due), sorted(had - due - have)
        raise Violation("retention", f"should be gone: {late}, should be there: {lost}")


def _stamps(world: World) -> set[str]:
    return {stamp for half in ("code", "wheel") for stamp in stamps_of(world, half)}


def stamps_of(world: World, half: str) -> list[str]:
    """Return the ids of one half of the backups, newest first; what has no moment is none."""
    names = (name.partition("_") for name in truth.names(world, BACKUPS))
    stamps = (stamp for before, _, stamp in names if before == half and _moment(stamp))
    return sorted(stamps, reverse=True)


def _is_strange(name: str) -> bool:
    half, _, stamp = name.partition("_")
    return half in ("code", "wheel") and not _moment(stamp)


def _due(case: Case, stamps: set[str], protected: set[str | None]) -> set[str]:
    """Return the backups that should go, as of the end of the command."""
    holds = {
        **restorable.usable(case.asked, case.known, healthy=True),
        **restorable.usable(case.world, case.known, healthy=True),
    }
    newest_first = sorted(stamps, reverse=True)
    safe: dict[str, str] = {}
    for stamp in newest_first:
        if stamp in holds:
            safe.setdefault(holds[stamp], stamp)
    kept = {*list(safe.values())[:NEWEST], *protected}
    return {
        stamp
        for place, stamp in enumerate(newest_first)
        if stamp not in kept
        and (place >= case.pairs_max or case.ended - _moment(stamp) > DAYS * DAY_S)
    }


@functools.lru_cache(maxsize=1024)
def _moment(stamp: str) -> float:
    """Return when a backup was taken; zero where nobody can tell."""
    with suppress(ValueError):
        written = "%Y%m%d%H%M%S"
        return datetime.strptime(stamp, written).replace(tzinfo=timezone.utc).timestamp()
    return 0.0
