"""Counts what came of rankings, in one statement, which sees one moment and loads no event."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    distinct,
    func,
    literal,
    null,
    select,
    union_all,
)

from adapters.database.attribution import WANTED, attributed, of_somebody
from adapters.database.tables import Tables
from schemas.feedback_kept import Observed

Counts = Mapping[str, Mapping[int | None, int]]
"""By what is counted and by position."""
FIRST = "first "
"""Before a kind: rankings by the first position that was so wanted."""


def observed(connection: Connection, tables: Tables, *, since_us: int, within_us: int) -> Observed:
    """Return what came of the rankings since a moment; both in microseconds."""
    found = attributed(tables, since_us=since_us, within_us=within_us)
    parts = (*_shown(tables, since_us), _reached(found), _firsts(found))
    counts: dict[str, dict[int | None, int]] = {}
    for what, position, count in connection.execute(union_all(*parts)):
        counts.setdefault(what, {})[position] = count
    return Observed(
        rankings=sum(counts.get("rankings", {}).values()),
        shown=_placed(counts, "shown"),
        opened=_placed(counts, "opened"),
        requested=_placed(counts, "requested"),
        accepted=_placed(counts, "accepted"),
        first_requested=counts.get(f"{FIRST}requested", {}),
        first_accepted=counts.get(f"{FIRST}accepted", {}),
    )


def _placed(counts: Counts, what: str) -> dict[int, int]:
    found = counts.get(what, {})
    return {position: count for position, count in found.items() if position is not None}


def _shown(tables: Tables, since_us: int) -> tuple[Select[Any], Select[Any]]:
    events = tables.events.c
    since = and_(events.kind == "shown", events.at_us >= since_us, of_somebody(tables))
    ranking = select(events.ranking_key, events.mentee_id).where(since).distinct().subquery()
    nowhere = cast(null(), BigInteger)
    return (
        select(_named("rankings"), nowhere, func.count()).select_from(ranking),
        select(_named("shown"), events.position, func.count())
        .where(since)
        .group_by(events.position),
    )


def _reached(of: CTE) -> Select[Any]:
    # Whoever is opened twice counts once.
    return (
        select(of.c.kind, of.c.position, func.count(distinct(of.c.shown_key)))
        .where(of.c.position.is_not(None))
        .group_by(of.c.kind, of.c.position)
    )


def _firsts(of: CTE) -> Select[Any]:
    first = (
        select(of.c.kind, func.min(of.c.position).label("position"))
        .where(of.c.kind.in_(WANTED))
        .group_by(of.c.kind, of.c.ranking_key, of.c.mentee_id)
        .subquery()
        .c
    )
    return select(_named(FIRST) + first.kind, first.position, func.count()).group_by(
        first.kind, first.position
    )


def _named(what: str) -> ColumnElement[str]:
    return literal(what, Text, literal_execute=True)
