"""Tests of reading events: each kind as what it is, in UTC."""

from datetime import datetime, timedelta, timezone

import pytest
from pydantic import JsonValue

from schemas.errors import Unusable
from schemas.feedback import Accepted, Declined, Event, Opened, Rated, Requested, Shown
from schemas.feedback_body import ACCEPTED, RATED, SHOWN, FeedbackBody
from services.feedback.reading import AHEAD_MAX, is_ahead, read_event

DONE: list[type[Event]] = [Opened, Requested, Accepted, Declined]


def read(said: dict[str, JsonValue]) -> Event:
    return read_event(FeedbackBody.model_validate(said))


@pytest.mark.parametrize("kind", DONE)
def test_what_was_done_is_read_by_its_kind(kind: type[Event]) -> None:
    event = read({**ACCEPTED, "kind": kind.__name__.lower()})
    at = datetime(2026, 1, 5, 10, 30, tzinfo=timezone.utc)
    assert isinstance(event, kind)
    assert (event.id, event.mentor_id, event.mentee_id, event.at) == (ACCEPTED["id"], 12, 7, at)


def test_a_place_and_a_rating_are_read() -> None:
    shown, rated = read(SHOWN), read({**RATED, "rating": 2.0})
    assert isinstance(shown, Shown)
    assert (shown.position, shown.ranking_id) == (1, SHOWN["ranking_id"])
    assert shown.at.isoformat() == "2026-01-05T09:00:00+00:00"
    assert isinstance(rated, Rated)
    assert rated.rating == 2


def test_nobody_rates_themselves() -> None:
    with pytest.raises(Unusable, match="their own mentor"):
        read({**RATED, "mentee_id": 12})


def test_a_clock_may_be_a_day_ahead() -> None:
    now = datetime(2026, 1, 4, 10, 30, tzinfo=timezone.utc)
    event = read(ACCEPTED)
    assert event.at - now == AHEAD_MAX
    assert not is_ahead(event, now)
    assert is_ahead(event, now - timedelta(microseconds=1))
