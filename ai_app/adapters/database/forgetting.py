"""Takes the names of people from events that are old; that an event was kept stays known."""

from collections.abc import Sequence

from sqlalchemy import Connection, or_, select, update

from adapters.database.people import PARAMETERS_MAX
from adapters.database.tables import Tables
from schemas.feedback import KINDS


def old(
    connection: Connection, tables: Tables, before_us: int, beyond_us: int | None, *, limit: int
) -> list[bytes]:
    """Return the keys of events before one moment, or after another, that name somebody.

    `limit` at most.
    """
    events = tables.events.c
    named = select(events.event_key).where(
        events.kind.in_(KINDS),  # with it the index of moments finds them
        or_(events.mentor_id.is_not(None), events.mentee_id.is_not(None)),
    )
    left = min(limit, PARAMETERS_MAX)
    found = list(connection.scalars(named.where(events.at_us < before_us).limit(left)))
    if beyond_us is not None and len(found) < left:
        ahead = named.where(events.at_us > beyond_us).limit(left - len(found))
        found += connection.scalars(ahead)
    return found


def forget(connection: Connection, tables: Tables, keys: Sequence[bytes]) -> None:
    """Take both names from these events, as from those of people who were deleted."""
    events = tables.events
    connection.execute(
        update(events)
        .where(events.c.event_key.in_(keys))
        .values({"mentor_id": None, "mentee_id": None})
    )
