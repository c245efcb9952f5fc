"""Events: a moment in UTC, a position from 1 on, a rating from 1 to 5."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.feedback import Accepted, Declined, Event, Opened, Rated, Requested, Shown

AT = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)
KINDS: list[Callable[[datetime], Event]] = [
    lambda at: Shown(id="e", mentor_id=1, mentee_id=2, at=at, ranking_id="r", position=1),
    lambda at: Opened(id="e", mentor_id=1, mentee_id=2, at=at),
    lambda at: Requested(id="e", mentor_id=1, mentee_id=2, at=at),
    lambda at: Accepted(id="e", mentor_id=1, mentee_id=2, at=at),
    lambda at: Declined(id="e", mentor_id=1, mentee_id=2, at=at),
    lambda at: Rated(id="e", mentor_id=1, mentee_id=2, at=at, rating=3),
]
NAMES = ["shown", "opened", "requested", "accepted", "declined", "rated"]


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_a_moment_that_is_not_in_utc_is_refused(kind: Callable[[datetime], Event]) -> None:
    assert kind(AT).at == AT
    for at in (AT.replace(tzinfo=None), AT.astimezone(timezone(timedelta(hours=9)))):
        with pytest.raises(ValueError, match="in UTC"):
            kind(at)


@pytest.mark.parametrize(("kind", "name"), list(zip(KINDS, NAMES, strict=True)), ids=NAMES)
def test_an_event_says_its_kind(kind: Callable[[datetime], Event], name: str) -> None:
    assert kind(AT).kind == name


@given(st.integers(-9, 9))
def test_a_rating_is_one_to_five(rating: int) -> None:
    if 1 <= rating <= 5:
        assert Rated(id="e", mentor_id=1, mentee_id=2, at=AT, rating=rating).rating == rating
    else:
        with pytest.raises(ValueError, match="between 1 and 5"):
            Rated(id="e", mentor_id=1, mentee_id=2, at=AT, rating=rating)


def test_there_is_no_position_before_the_first() -> None:
    with pytest.raises(ValueError, match="first position is 1"):
        Shown(id="e", mentor_id=1, mentee_id=2, at=AT, ranking_id="r", position=0)


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_an_event_can_be_written_down_and_read(kind: Callable[[datetime], Event]) -> None:
    adapter: TypeAdapter[Event] = TypeAdapter(Event)
    assert adapter.validate_json(adapter.dump_json(kind(AT))) == kind(AT)


def test_what_is_read_is_looked_at_as_well() -> None:
    event = (
        '{"kind": "opened", "id": "e", "mentor_id": 1, "mentee_id": 2, "at": "2026-03-01T09:00"}'
    )
    with pytest.raises(ValidationError, match="in UTC"):
        TypeAdapter(Opened).validate_json(event)
