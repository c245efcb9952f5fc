"""What feedback added to mentors' statistics, beside what the platform stated of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from adapters.database.dialect import Dialect, upsert
from adapters.database.feedback_tables import COUNTS
from adapters.database.people import pieces
from adapters.database.rows import statistics_of, statistics_row
from adapters.database.tables import Tables
from schemas.feedback_kept import Tally
from schemas.people import Mentor

WHOSE = "whose"
"""Names a parameter; that of a column may not name another."""


def among(connection: Connection, tables: Tables, user_ids: Sequence[int]) -> dict[int, Tally]:
    """Return the tallies of those of these mentors who are kept."""
    mentors, tallies = tables.mentors, tables.tallies
    asked = select(
        mentors.c.user_id.label(WHOSE),
        mentors.c.rating_avg,
        *(mentors.c[name] for name in COUNTS),
        tallies,
    ).select_from(mentors.outerjoin(tallies, mentors.c.user_id == tallies.c.user_id))
    return {
        row[WHOSE]: _tally_of(row)
        for some in pieces(user_ids)
        for row in connection.execute(asked.where(mentors.c.user_id.in_(some))).mappings()
    }


def put(
    connection: Connection, dialect: Dialect, tables: Tables, tallies: Mapping[int, Tally]
) -> None:
    """Keep these tallies, and the statistics of these mentors; the connection must be writing."""
    if not tallies:
        return
    mentors = tables.mentors
    columns: dict[str, Any] = {name: bindparam(name) for name in ("rating_avg", *COUNTS)}
    connection.execute(
        update(mentors).where(mentors.c.user_id == bindparam(WHOSE)).values(columns),
        [{WHOSE: each, **statistics_row(tally.statistics)} for each, tally in tallies.items()],
    )
    rows = [
        {
            "user_id": each,
            "shown_count": tally.shown_count,
            "opened_count": tally.opened_count,
            **statistics_row(tally.stated, "stated_"),
            **statistics_row(tally.statistics, "total_"),
        }
        for each, tally in tallies.items()
    ]
    connection.execute(upsert(dialect, tables.tallies), rows)


def upheld(connection: Connection, tables: Tables, mentors: Sequence[Mentor]) -> list[Mentor]:
    """Return mentors, who are put now, as they are to be kept; the connection must be writing.

    Who is put with the statistics of the last time keeps what feedback added since: it is no news.
    Other statistics are what the platform states from now on, and feedback adds to them.
    """
    kept = among(connection, tables, [mentor.user_id for mentor in mentors])
    found, restated = [], []
    for mentor in mentors:
        tally = kept.get(mentor.user_id)
        if tally is not None and mentor.statistics == tally.stated:
            found.append(replace(mentor, statistics=tally.statistics))
            continue
        found.append(mentor)
        if tally is not None:
            restated.append(mentor)
    _restate(connection, tables, restated)
    return found


def _restate(connection: Connection, tables: Tables, mentors: Sequence[Mentor]) -> None:
    """Note new statements; a mentor to whom feedback never added anything has no row to note it."""
    rows = [
        {
            WHOSE: mentor.user_id,
            **statistics_row(mentor.statistics, "stated_"),
            **statistics_row(mentor.statistics, "total_"),
        }
        for mentor in mentors
    ]
    if not rows:
        return
    tallies = tables.tallies
    columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != WHOSE}
    connection.execute(
        update(tallies).where(tallies.c.user_id == bindparam(WHOSE)).values(columns), rows
    )


def _tally_of(row: RowMapping) -> Tally:
    current = statistics_of(row)
    if row["user_id"] is None:
        return Tally(statistics=current, stated=current)
    ours = statistics_of(row, "total_") == current
    return Tally(
        statistics=current,
        # Else a release that knows no tallies has put this mentor since.
        stated=statistics_of(row, "stated_") if ours else current,
        shown_count=row["shown_count"],
        opened_count=row["opened_count"],
    )
