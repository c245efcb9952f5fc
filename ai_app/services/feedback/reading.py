"""Reads what clients send of events."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from schemas.errors import Unusable
from schemas.feedback import Accepted, Declined, Event, Opened, Rated, Requested, Shown
from schemas.feedback_body import DoneBody, FeedbackBody, RatedBody, ShownBody

AHEAD_MAX = timedelta(days=1)
"""So far ahead of ours the clock of who sends an event may be."""


def is_ahead(event: Event, now: datetime) -> bool:
    """Say whether an event is of a moment that has not come: it would be kept for too long."""
    return event.at > now + AHEAD_MAX


def read_event(body: FeedbackBody) -> Event:
    """Return the event that a client sent; raise `Unusable` for one of a person with themselves.

    Whoever rated themselves would stand where nobody else put them.
    """
    said = body.root
    if said.mentor_id == said.mentee_id:
        raise Unusable("nobody is their own mentor")
    match said:
        case ShownBody():
            return Shown(
                id=said.id,
                mentor_id=said.mentor_id,
                mentee_id=said.mentee_id,
                at=said.at,
                ranking_id=said.ranking_id,
                position=said.position,
            )
        case RatedBody():
            return Rated(
                id=said.id,
                mentor_id=said.mentor_id,
                mentee_id=said.mentee_id,
                at=said.at,
                rating=said.rating,
            )
        case DoneBody():
            return _done(said)


def _done(said: DoneBody) -> Event:
    kinds: Mapping[str, type[Opened | Requested | Accepted | Declined]] = {
        "opened": Opened, "requested": Requested, "accepted": Accepted, "declined": Declined,
    }  # fmt: skip
    return kinds[said.kind](
        id=said.id, mentor_id=said.mentor_id, mentee_id=said.mentee_id, at=said.at
    )
