"""What is promised of reports on rankings: every database counts as one would in memory."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from adapters.database import feedback
from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from adapters.database.transactions import writing
from schemas.feedback import Accepted, Event, Opened, Requested, Shown
from schemas.feedback_kept import Observed
from services.feedback.counting import counted
from services.feedback.online import ATTRIBUTED_WITHIN
from tests.ai_app.adapters.database.happenings import (
    DAWN,
    happened,
    histories,
    hour,
    mentee,
    ranking,
)
from tests.ai_app.adapters.database.nouns import named

NOTHING = Observed(
    rankings=0,
    shown={},
    opened={},
    requested={},
    accepted={},
    first_requested={},
    first_accepted={},
)


@pytest.fixture
def people(url: str) -> Iterator[DatabasePeople]:
    opened = open_people(url)
    opened.put_mentors([named(number) for number in range(1, 13)])
    opened.put_mentees([mentee(101), mentee(102)])
    yield opened
    opened.close()


def observed(
    people: DatabasePeople,
    events: list[Event],
    since: float = 0,
    within: timedelta = ATTRIBUTED_WITHIN,
) -> Observed:
    with writing(people._engine) as connection:
        connection.execute(text("DELETE FROM feedback_events"))
    people.tell(events, counted)
    return people.observed(since=hour(since), within=within)


def test_of_nothing_there_is_nothing(people: DatabasePeople) -> None:
    assert observed(people, []) == NOTHING


def test_counts_by_hand(people: DatabasePeople) -> None:
    events = [
        *ranking("first", 0, 1, 2, 3),
        happened("opened", "a", mentor=1, at=hour(1)),
        happened("opened", "b", mentor=1, at=hour(2)),
        happened("requested", "c", mentor=3, at=hour(3)),
        happened("requested", "d", mentor=2, at=hour(3)),
        happened("accepted", "e", mentor=3, at=hour(30)),
        *ranking("second", 4, 1, 2),
        happened("requested", "f", mentor=9, at=hour(5)),
        *ranking("of another", 4, 2, mentee=102),
    ]
    assert observed(people, events) == Observed(
        rankings=3,
        shown={1: 3, 2: 2, 3: 1},
        opened={1: 1},
        requested={2: 1, 3: 1},
        accepted={3: 1},
        first_requested={2: 1, None: 1},
        first_accepted={3: 1},
    )


def test_a_request_belongs_where_the_mentor_stood_though_it_was_before_the_report(
    people: DatabasePeople,
) -> None:
    events = [
        *ranking("held", 0, 1),
        *ranking("lacking", 5, 2),
        happened("requested", "a", mentor=1, at=hour(6)),
    ]
    assert observed(people, events).first_requested == {1: 1}
    assert observed(people, events, since=4).first_requested == {}
    assert observed(people, events, since=4).rankings == 1
    near = timedelta(hours=2)
    assert observed(people, events, since=4, within=near).first_requested == {None: 1}


def test_the_moment_of_the_report_and_the_end_of_the_span_are_within(
    people: DatabasePeople,
) -> None:
    events = [*ranking("one", 4, 1), happened("requested", "a", mentor=1, at=hour(6))]
    span = timedelta(hours=2)
    assert observed(people, events, since=4, within=span).requested == {1: 1}
    assert observed(people, events, since=4.001, within=span) == NOTHING
    assert observed(people, events, since=4, within=timedelta(hours=1.999)).requested == {}
    now = [*ranking("one", 4, 1), happened("requested", "a", mentor=1, at=hour(4))]
    assert observed(people, now, since=4).requested == {}


def test_who_was_deleted_is_left_out(people: DatabasePeople) -> None:
    events = [
        *ranking("one", 0, 1, 2),
        *ranking("other", 0, 1, 2, mentee=102),
        happened("requested", "a", mentor=2, at=hour(1)),
        happened("requested", "b", mentor=2, mentee=102, at=hour(1)),
    ]
    assert observed(people, events).requested == {2: 2}
    people.delete_mentee(102)
    found = people.observed(since=DAWN, within=ATTRIBUTED_WITHIN)
    assert (found.rankings, found.shown, found.requested) == (1, {1: 1, 2: 1}, {2: 1})
    people.delete_mentor(2)
    found = people.observed(since=DAWN, within=ATTRIBUTED_WITHIN)
    assert found == replace(NOTHING, rankings=1, shown={1: 1})


def attributed(
    events: list[Event], done: Event, within: timedelta
) -> tuple[Shown, int | None] | None:
    """Return what an event belongs to, and where the mentor stood there."""
    asked = done.at
    if isinstance(done, Accepted):
        pairs = [each for each in events if isinstance(each, Requested) and same_pair(each, done)]
        asked = max((each.at for each in pairs if each.at <= done.at), default=done.at)
    before = [
        each
        for each in events
        if isinstance(each, Shown)
        and each.mentee_id == done.mentee_id
        and asked - within <= each.at < asked
    ]
    held = [each for each in before if each.mentor_id == done.mentor_id]
    found = max(held or before, key=last_and_highest, default=None)
    return None if found is None else (found, found.position if held else None)


def last_and_highest(each: Shown) -> tuple[timedelta, int, list[int]]:
    return each.at - DAWN, -each.position, [-byte for byte in feedback.digest(each.id)]


def same_pair(one: Event, other: Event) -> bool:
    return (one.mentor_id, one.mentee_id) == (other.mentor_id, other.mentee_id)


def expected(events: list[Event], since: float, within: timedelta) -> Observed:
    """Count in memory, event by event."""
    shown = [each for each in events if isinstance(each, Shown) and each.at >= hour(since)]
    found = [
        (done.kind, *of)
        for done in events
        if isinstance(done, Opened | Requested | Accepted)
        if (of := attributed(events, done, within)) and of[0].at >= hour(since)
    ]

    def reached(kind: str) -> dict[int, int]:
        held = {each.id: place for what, each, place in found if what == kind and place is not None}
        return dict(Counter(held.values()))

    def firsts(kind: str) -> dict[int | None, int]:
        best: dict[tuple[str, int], float] = {}
        for _, each, place in (one for one in found if one[0] == kind):
            key = (each.ranking_id, each.mentee_id)
            best[key] = min(best.get(key, inf), inf if place is None else place)
        return dict(Counter(None if place == inf else int(place) for place in best.values()))

    return Observed(
        rankings=len({(each.ranking_id, each.mentee_id) for each in shown}),
        shown=dict(Counter(each.position for each in shown)),
        opened=reached("opened"),
        requested=reached("requested"),
        accepted=reached("accepted"),
        first_requested=firsts("requested"),
        first_accepted=firsts("accepted"),
    )


@pytest.mark.lengthy
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories(), st.integers(-1, 8), st.integers(1, 12))
def test_every_database_counts_as_one_would_in_memory(
    people: DatabasePeople, events: list[Event], since: int, span: int
) -> None:
    within = timedelta(hours=span)
    assert observed(people, events, since, within) == expected(events, since, within)
