"""The feed of what happened to mentors, by which many processes follow one database.

Every mentor there ever was has one row with the number of their last change. Numbers are given
out while nobody else writes, so they are committed in ascending order: who asks for what came
after one of them misses nothing. Rows are never deleted, or a number would be given out twice.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select

from adapters.database.dialect import Dialect, upsert
from adapters.database.rows import mentor_of
from adapters.database.tables import Tables
from adapters.database.values import whole
from schemas.keeping import MentorChanges


def record(
    connection: Connection, dialect: Dialect, tables: Tables, user_ids: Sequence[int]
) -> None:
    """Give a number to a change of each of these, in this order; the connection must be writing."""
    last = connection.scalar(select(func.max(tables.changes.c.number))) or 0
    numbered = [
        {"user_id": user_id, "number": number}
        for number, user_id in enumerate(user_ids, start=last + 1)
    ]
    if numbered:
        connection.execute(upsert(dialect, tables.changes), numbered)


def since(connection: Connection, tables: Tables, *, after: int, limit: int) -> MentorChanges:
    """Return what happened after change number `after`, of `limit` mentors at most.

    It is one statement, which sees one moment: a mentor who is not in it was deleted.
    """
    changes = tables.changes.c
    asked = (
        _told(tables)
        .where(changes.number > whole(after))
        .order_by(changes.number)
        .limit(whole(limit, least=0))
    )
    return _read(connection.execute(asked).mappings().all(), after)


def last_of(connection: Connection, tables: Tables, user_id: int) -> MentorChanges | None:
    """Return what happened to this mentor last; None where there never was such a mentor."""
    asked = _told(tables).where(tables.changes.c.user_id == whole(user_id))
    rows = connection.execute(asked).mappings().all()
    return _read(rows, 0) if rows else None


def _told(tables: Tables) -> Select[Any]:
    changes, mentors = tables.changes, tables.mentors
    return select(changes.c.number, changes.c.user_id.label("changed_id"), mentors).select_from(
        changes.outerjoin(mentors, changes.c.user_id == mentors.c.user_id)
    )


def _read(rows: Sequence[RowMapping], after: int) -> MentorChanges:
    return MentorChanges(
        upto=rows[-1]["number"] if rows else after,
        put=tuple(mentor_of(row) for row in rows if row["user_id"] is not None),
        deleted=tuple(row["changed_id"] for row in rows if row["user_id"] is None),
        last_id=rows[-1]["changed_id"] if rows else None,
    )
