"""Keeps events, each once, and counts them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select

from adapters.database import tallies
from adapters.database.dialect import Dialect
from adapters.database.people import PARAMETERS_MAX, pieces
from adapters.database.tables import Tables
from adapters.database.values import moment, text, whole
from schemas.feedback import Event, Opened, Rated, Shown
from schemas.feedback_kept import Counting, Tally, Told

Row = Mapping[Any, Any]
"""As it is kept, or to be kept."""
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)
MAY_LACK = ("mentor_id", "mentee_id", "people_key")
"""Who was deleted stands in no event any more; by the digest of both another is told from it."""


def tell(
    connection: Connection,
    dialect: Dialect,
    tables: Tables,
    events: Sequence[Event],
    counting: Counting,
) -> tuple[list[Told], list[int]]:
    """Keep these events; return what each did, and the mentors whose statistics changed.

    The connection must be writing: what is read of statistics here, nobody else changes meanwhile.
    """
    rows = [event_row(event) for event in events]
    kept = _kept(connection, tables, [row["event_key"] for row in rows])
    before = tallies.among(connection, tables, [event.mentor_id for event in events])
    mentees = _mentees(connection, tables, [event.mentee_id for event in events])
    answers, new = [], dict[int, list[Event]]()
    inserted = []
    for event, row in zip(events, rows, strict=True):
        answer = _judged(row, kept.get(row["event_key"]), before, mentees)
        answers.append(answer)
        if answer is Told.KEPT:
            kept[row["event_key"]] = row
            inserted.append(row)
            new.setdefault(event.mentor_id, []).append(event)
    if inserted:
        connection.execute(insert(tables.events), inserted)
    after = {each: _added(before[each], some, counting) for each, some in sorted(new.items())}
    tallies.put(connection, dialect, tables, after)
    changed = [each for each, tally in after.items() if tally.statistics != before[each].statistics]
    return answers, changed


def chosen_by(connection: Connection, tables: Tables, mentee_id: int) -> frozenset[int]:
    """Return the mentors whom this mentee asked for help, but for those who were deleted."""
    events = tables.events.c
    asked = select(events.mentor_id).where(
        events.mentee_id == whole(mentee_id),
        events.kind == "requested",
        events.mentor_id.is_not(None),
    )
    return frozenset(connection.scalars(asked))


def event_row(event: Event) -> dict[str, Any]:
    """Return an event's row; raise `ValueError` for what no database can keep."""
    shown = event if isinstance(event, Shown) else None
    return {
        "event_key": digest(event.id),
        "kind": event.kind,
        "mentor_id": whole(event.mentor_id),
        "mentee_id": whole(event.mentee_id),
        "at_us": microseconds(event.at),
        "ranking_key": shown and digest(shown.ranking_id),
        "position": shown and whole(shown.position),
        "rating": event.rating if isinstance(event, Rated) else None,
        "people_key": digest(f"{event.id} {event.mentor_id} {event.mentee_id}"),
    }


def digest(name: str) -> bytes:
    """Return the SHA-256 digest of an id, by which it is known again and not read."""
    return sha256(text(name).encode()).digest()


def microseconds(at: datetime) -> int:
    """Return a moment in microseconds since 1970: both databases reckon with numbers alike."""
    return (moment(at) - EPOCH) // MICROSECOND


def _kept(connection: Connection, tables: Tables, keys: Sequence[bytes]) -> dict[bytes, Row]:
    asked = select(tables.events)
    return {
        row["event_key"]: row
        for some in _slices(keys)
        for row in connection.execute(asked.where(tables.events.c.event_key.in_(some))).mappings()
    }


def _slices(keys: Sequence[bytes]) -> Iterator[list[bytes]]:
    ordered = sorted(set(keys))
    for begin in range(0, len(ordered), PARAMETERS_MAX):
        yield ordered[begin : begin + PARAMETERS_MAX]


def _mentees(connection: Connection, tables: Tables, user_ids: Sequence[int]) -> set[int]:
    known = tables.mentees.c.user_id
    return {
        user_id
        for some in pieces(user_ids)
        for user_id in connection.scalars(select(known).where(known.in_(some)))
    }


def _judged(row: Row, kept: Row | None, mentors: Collection[int], mentees: Collection[int]) -> Told:
    # What is known is known, whoever was deleted since.
    if kept is not None:
        return Told.KNOWN if _same(kept, row) else Told.DIFFERENT
    if row["mentor_id"] not in mentors:
        return Told.NO_MENTOR
    return Told.KEPT if row["mentee_id"] in mentees else Told.NO_MENTEE


def _same(kept: Row, row: Row) -> bool:
    # Older events, and those of an older release, have no digest of their people.
    return all(
        kept[name] == value or (name in MAY_LACK and kept[name] is None)
        for name, value in row.items()
    )


def _added(before: Tally, events: Sequence[Event], counting: Counting) -> Tally:
    return replace(
        before,
        statistics=counting(before.statistics, events),
        shown_count=before.shown_count + sum(isinstance(event, Shown) for event in events),
        opened_count=before.opened_count + sum(isinstance(event, Opened) for event in events),
    )
