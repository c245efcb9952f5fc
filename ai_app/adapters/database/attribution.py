"""Which ranking each thing that mentees did belongs to, as an expression of SQL."""

from sqlalchemy import CTE, ColumnElement, and_, case, func, select

from adapters.database.tables import Tables

WANTED = ("requested", "accepted")
"""Kinds of events that say whom a mentee wanted."""


def attributed(tables: Tables, *, since_us: int, within_us: int) -> CTE:
    """Return what was done within a span after somebody was shown, for those shown since a moment.

    Columns: `kind` of what was done, `shown_key`, `ranking_key`, `mentee_id` of what it belongs to,
    and the `position` at which the mentor stood; null where the ranking lacked them.
    """
    done, shown = _done(tables, since_us), tables.events.alias("shown").c
    best = select(done, _shown_last(tables, done, within_us).label("shown_key")).subquery().c
    holds = shown.mentor_id == best.mentor_id
    return (
        select(
            best.kind,
            best.shown_key,
            shown.ranking_key,
            shown.mentee_id,
            case((holds, shown.position)).label("position"),
        )
        .where(shown.event_key == best.shown_key, shown.at_us >= since_us)
        .cte("attributed")
    )


def of_somebody(tables: Tables) -> ColumnElement[bool]:
    """Return that an event names both: whoever was deleted stands in no event any more."""
    return and_(tables.events.c.mentor_id.is_not(None), tables.events.c.mentee_id.is_not(None))


def _done(tables: Tables, since_us: int) -> CTE:
    """Return what was done after a moment; an acceptance is of the moment of its request."""
    events, requests = tables.events.c, tables.events.alias("requests").c
    asked = (
        select(func.max(requests.at_us))
        .where(
            requests.mentee_id == events.mentee_id,
            requests.kind == "requested",
            requests.at_us <= events.at_us,
            requests.mentor_id == events.mentor_id,
        )
        .scalar_subquery()
    )
    # Where the request itself is not known, the answer is the best that is.
    since = case(
        (events.kind == "accepted", func.coalesce(asked, events.at_us)), else_=events.at_us
    )
    return (
        select(events.kind, events.mentee_id, events.mentor_id, since.label("asked_at"))
        .where(events.kind.in_(["opened", *WANTED]), events.at_us > since_us, of_somebody(tables))
        .cte("done")
    )


def _shown_last(tables: Tables, done: CTE, within_us: int) -> ColumnElement[bytes]:
    """Return when the mentor was shown last before; else when anybody was."""
    before = tables.events.alias("before").c
    last = (
        select(before.event_key)
        .where(
            # As its index goes: there are few of these.
            before.mentee_id == done.c.mentee_id,
            before.kind == "shown",
            before.at_us < done.c.asked_at,
            before.at_us >= done.c.asked_at - within_us,
            before.mentor_id.is_not(None),
        )
        # Two of one moment are told apart by what stays the same.
        .order_by(before.at_us.desc(), before.position, before.event_key)
        .limit(1)
    )
    # Not one, ordered by the mentor first: SQLite finds no column of another query in an ORDER BY.
    theirs = last.where(before.mentor_id == done.c.mentor_id)
    return func.coalesce(
        theirs.correlate(done).scalar_subquery(), last.correlate(done).scalar_subquery()
    )
