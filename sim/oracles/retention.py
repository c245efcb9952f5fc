"""The oracle of retention: the backups that are due to go are gone, and no other one is."""

from __future__ import annotations

import functools
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
    have -= due & {path.rpartition("_")[2] for path in struck.let_be(case)}
    if have != had - due:
        late, lost = sorted(have & due), sorted(had - due - have)
        raise Violation("retention", f"should be gone: {late}, should be there: {lost}")


def _stamps(world: World) -> set[str]:
    names = truth.names(world, BACKUPS)
    return {name.partition("_")[2] for name in names if name.startswith(("code_", "wheel_"))}


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
    written = "%Y%m%d%H%M%S"
    return datetime.strptime(stamp, written).replace(tzinfo=timezone.utc).timestamp()
