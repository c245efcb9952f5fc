"""What is promised of whoever keeps feedback, on SQLite and on PostgreSQL."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from random import Random
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from adapters.database import feedback
from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from adapters.database.transactions import reading, writing
from schemas.feedback import Event
from schemas.feedback_kept import Tally, Told
from schemas.keeping import Put
from schemas.people import Statistics
from services.feedback.counting import counted
from tests.ai_app.adapters.database.happenings import DAWN, happened, histories, hour, mentee
from tests.ai_app.adapters.database.nouns import named

STATED = Statistics(
    rating_avg=4.5, rating_count=2, requested_count=9, responded_count=8, accepted_count=2
)
ANEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def people(url: str) -> Iterator[DatabasePeople]:
    """Give mentors 1 to 4 and mentees 101 and 102, of whom nothing was told yet."""
    opened = open_people(url)
    begin(opened)
    yield opened
    opened.close()


def begin(people: DatabasePeople) -> None:
    with writing(people._engine) as connection:
        connection.execute(text("DELETE FROM feedback_events"))
    for number in range(1, 5):
        people.delete_mentor(number)
    people.put_mentors([named(number) for number in range(1, 5)])
    people.put_mentees([mentee(101), mentee(102)])


def statistics(people: DatabasePeople, mentor: int = 1) -> Statistics:
    found = people.mentor(mentor)
    assert found is not None
    return found.statistics


def stated(people: DatabasePeople, said: Statistics) -> Put:
    (answer,) = people.put_mentors([replace(named(1), statistics=said)])
    return answer


@pytest.mark.lengthy
def test_an_event_is_kept_and_counted(people: DatabasePeople) -> None:
    events = [happened(kind, kind, rating=4) for kind in ("requested", "accepted", "rated")]
    assert people.tell(events, counted) == [Told.KEPT] * 3
    assert statistics(people) == Statistics(
        rating_avg=4, rating_count=1, requested_count=1, responded_count=1, accepted_count=1
    )
    assert statistics(people, 2) == Statistics()
    assert people.tell([], counted) == []


def test_whom_a_mentee_asked_for_help_is_known_until_they_are_deleted(
    people: DatabasePeople,
) -> None:
    assert people.chosen_by(101) == frozenset()
    asked = [happened("requested", f"to {mentor}", mentor=mentor) for mentor in (1, 2, 3)]
    again = happened("requested", "again", mentor=1, at=hour(4))
    others = [happened("requested", "of another", mentor=4, mentee=102)]
    others += [happened(kind, kind, mentor=4) for kind in ("shown", "opened", "rated", "declined")]
    people.tell([*asked, again, *others], counted)
    assert people.chosen_by(101) == {1, 2, 3}
    people.delete_mentor(2)
    assert people.chosen_by(101) == {1, 3}
    people.delete_mentee(101)
    assert people.chosen_by(101) == frozenset()


def test_an_event_told_again_changes_nothing_and_says_so(people: DatabasePeople) -> None:
    one = happened("requested", "a")
    assert people.tell([one, one], counted) == [Told.KEPT, Told.KNOWN]
    upto = people.changes(after=0, limit=9).upto
    assert people.tell([one], counted) == [Told.KNOWN]
    assert statistics(people).requested_count == 1
    assert people.changes(after=0, limit=9).upto == upto


@pytest.mark.parametrize(
    "other",
    [
        happened("opened", "a"),
        happened("rated", "a", rating=4),
        happened("rated", "a", mentor=2),
        happened("rated", "a", mentee=102),
        happened("rated", "a", at=DAWN + timedelta(microseconds=1)),
    ],
)
def test_another_event_of_the_same_id_is_not_kept(people: DatabasePeople, other: Event) -> None:
    assert people.tell([happened("rated", "a")], counted) == [Told.KEPT]
    assert people.tell([other, happened("opened", "b")], counted) == [Told.DIFFERENT, Told.KEPT]
    assert statistics(people) == Statistics(rating_avg=5, rating_count=1)


def test_who_is_not_known_keeps_out_their_own_events_alone(people: DatabasePeople) -> None:
    events = [
        happened("requested", "a", mentor=9),
        happened("requested", "b", mentee=109),
        happened("requested", "c"),
        happened("requested", "a"),
    ]
    assert people.tell(events, counted) == [
        Told.NO_MENTOR,
        Told.NO_MENTEE,
        Told.KEPT,
        Told.KEPT,
    ]
    assert statistics(people).requested_count == 2


def test_events_come_in_the_thousands(people: DatabasePeople) -> None:
    events = [happened("opened", str(number), mentor=1 + number % 4) for number in range(2_000)]
    assert Counter(people.tell(events, counted)) == {Told.KEPT: 2_000}
    assert Counter(people.tell(events, counted)) == {Told.KNOWN: 2_000}
    tally = people.tally(3)
    assert tally is not None
    assert tally.opened_count == 500


def test_who_follows_the_changes_learns_of_statistics_and_of_nothing_else(
    people: DatabasePeople,
) -> None:
    upto = people.changes(after=0, limit=9).upto
    people.tell([happened("shown", "a"), happened("opened", "b", mentor=2)], counted)
    assert people.changes(after=upto, limit=9).put == ()
    people.tell([happened("rated", "c", mentor=3), happened("requested", "d", mentor=2)], counted)
    assert [each.user_id for each in people.changes(after=upto, limit=9).put] == [2, 3]


@pytest.mark.parametrize(
    "event",
    [
        happened("opened", "a\0"),
        happened("opened", "\ud800"),
        happened("shown", "a", ranking="\0"),
        happened("shown", "a", position=2**63),
        happened("opened", "a", mentor=2**63),
        happened("opened", "a", mentee=-(2**63) - 1),
    ],
)
def test_what_cannot_be_kept_keeps_out_what_comes_with_it(
    people: DatabasePeople, event: Event
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        people.tell([happened("requested", "z"), event], counted)
    assert statistics(people) == Statistics()


@pytest.mark.parametrize("edge", [datetime.min, datetime.max])  # noqa: DTZ901 - it comes below
def test_the_first_and_the_last_moment_are_kept(people: DatabasePeople, edge: datetime) -> None:
    event = happened("opened", "a", at=edge.replace(tzinfo=timezone.utc))
    assert people.tell([event], counted) == [Told.KEPT]
    assert people.tell([event], counted) == [Told.KNOWN]


@pytest.mark.lengthy
@ANEW
@given(histories(), st.randoms(use_true_random=False))
def test_order_parts_and_repetition_make_no_difference(
    people: DatabasePeople, events: list[Event], chance: Random
) -> None:
    begin(people)
    left = chance.sample(events * 2, 2 * len(events))
    answers: list[Told] = []
    while left:
        size = chance.randint(1, len(left))
        answers += people.tell(left[:size], counted)
        left = left[size:]
    half = len(events)
    assert Counter(answers) == Counter({Told.KEPT: half, Told.KNOWN: half} if half else {})
    for number in range(1, 5):
        of_them = [event for event in events if event.mentor_id == number]
        kinds = [event.kind for event in of_them]
        found = counted(Statistics(), of_them)
        assert statistics(people, number) == found
        assert people.tally(number) == Tally(
            statistics=found,
            stated=Statistics(),
            shown_count=kinds.count("shown"),
            opened_count=kinds.count("opened"),
        )


def test_feedback_adds_to_what_the_platform_stated(people: DatabasePeople) -> None:
    stated(people, STATED)
    people.tell([happened("rated", "a", rating=3), happened("requested", "b")], counted)
    found = replace(STATED, rating_avg=4, rating_count=3, requested_count=10)
    assert statistics(people) == found
    assert people.tally(1) == Tally(statistics=found, stated=STATED)


def test_a_put_with_the_statistics_of_the_last_time_keeps_what_feedback_added(
    people: DatabasePeople,
) -> None:
    stated(people, STATED)
    people.tell([happened("requested", "a")], counted)
    assert stated(people, STATED) is Put.UNCHANGED
    other = replace(named(1, "new"), statistics=STATED)
    assert people.put_mentors([other, named(2)]) == [Put.REPLACED, Put.UNCHANGED]
    assert people.mentor(1) == replace(other, statistics=replace(STATED, requested_count=10))


def test_a_put_with_other_statistics_is_what_feedback_adds_to_from_then_on(
    people: DatabasePeople,
) -> None:
    stated(people, STATED)
    people.tell([happened("requested", "a"), happened("shown", "b")], counted)
    total = replace(STATED, requested_count=10)
    assert stated(people, total) is Put.UNCHANGED  # as who gives back what they got
    people.tell([happened("requested", "c")], counted)
    assert stated(people, total) is Put.UNCHANGED
    assert statistics(people).requested_count == 11
    assert stated(people, STATED) is Put.REPLACED
    assert statistics(people) == STATED
    assert people.tell([happened("requested", "a")], counted) == [Told.KNOWN]
    assert people.tally(1) == Tally(statistics=STATED, stated=STATED, shown_count=1)


def test_what_an_older_release_put_is_what_the_platform_stated(people: DatabasePeople) -> None:
    stated(people, STATED)
    people.tell([happened("requested", "a")], counted)
    with writing(people._engine) as connection:
        connection.execute(text("UPDATE mentors SET requested_count = 50 WHERE user_id = 1"))
    people.tell([happened("requested", "b")], counted)
    tally = people.tally(1)
    assert tally is not None
    assert tally.stated == replace(STATED, requested_count=50)
    assert tally.statistics.requested_count == 51


def rows(people: DatabasePeople) -> Sequence[dict[str, object]]:
    with reading(people._engine) as connection:
        return [dict(each) for each in connection.execute(select(people._tables.events)).mappings()]


def test_no_event_names_a_mentee_who_was_deleted_and_the_mentor_keeps_their_statistics(
    people: DatabasePeople,
) -> None:
    events = [
        happened("shown", "of 101", ranking="for 101"),
        happened("rated", "by 101", rating=2),
        happened("rated", "by 102", rating=4, mentee=102),
    ]
    people.tell(events, counted)
    before = people.tally(1)
    people.delete_mentee(101)
    assert people.tally(1) == before
    assert before is not None
    assert before.statistics.rating_avg == 3
    assert sorted(str(row["mentee_id"]) for row in rows(people)) == ["102", "None", "None"]
    assert "101" not in str([list(row.values()) for row in rows(people)])
    assert people.tell(events, counted) == [Told.KNOWN] * 3
    assert people.tell([happened("opened", "c")], counted) == [Told.NO_MENTEE]
    people.put_mentees([mentee(101)])
    assert people.tell(events, counted) == [Told.KNOWN] * 3


def test_no_event_names_a_mentor_who_was_deleted(people: DatabasePeople) -> None:
    events = [happened("rated", "a"), happened("rated", "b", mentor=2)]
    people.tell(events, counted)
    people.delete_mentor(1)
    assert people.tally(1) is None
    assert sorted(str(row["mentor_id"]) for row in rows(people)) == ["2", "None"]
    assert people.tell(events, counted) == [Told.KNOWN] * 2
    people.put_mentors([named(1)])
    assert people.tell([*events, happened("requested", "c")], counted)[2] is Told.KEPT
    assert statistics(people) == Statistics(requested_count=1)


def test_another_event_of_the_same_id_is_told_from_one_that_names_nobody(
    people: DatabasePeople,
) -> None:
    event = happened("requested", "a")
    people.tell([event], counted)
    people.delete_mentor(1)
    assert people.tell([replace(event, mentor_id=2)], counted) == [Told.DIFFERENT]
    people.delete_mentee(101)
    assert people.tell([replace(event, mentee_id=102)], counted) == [Told.DIFFERENT]
    assert people.tell([event], counted) == [Told.KNOWN]
    assert statistics(people, 2) == Statistics()


def test_an_event_of_an_older_release_has_no_digest_of_its_people(people: DatabasePeople) -> None:
    event = happened("requested", "a")
    people.tell([event], counted)
    with writing(people._engine) as connection:
        connection.execute(text("UPDATE feedback_events SET people_key = NULL"))
    assert people.tell([event], counted) == [Told.KNOWN]
    assert people.tell([replace(event, mentor_id=2)], counted) == [Told.DIFFERENT]
    people.delete_mentor(1)
    assert people.tell([event], counted) == [Told.KNOWN]


def test_an_old_event_names_nobody_is_known_still_and_counts(people: DatabasePeople) -> None:
    events = [
        happened("rated", "old", at=hour(-1), rating=2),
        happened("requested", "asked", at=hour(-1)),
        happened("rated", "young", mentor=2, at=hour(0), rating=4),
    ]
    people.tell(events, counted)
    before = people.tally(1)
    assert people.forget(before=hour(0), limit=10) == 2
    assert people.forget(before=hour(0), limit=10) == 0
    named_still = [(row["mentor_id"], row["mentee_id"]) for row in rows(people)]
    assert sorted(named_still, key=str) == [(2, 101), (None, None), (None, None)]
    assert people.tally(1) == before
    assert people.chosen_by(101) == frozenset()
    assert people.tell(events, counted) == [Told.KNOWN] * 3
    other = replace(events[0], at=hour(-2))
    assert people.tell([other], counted) == [Told.DIFFERENT]


def test_so_many_old_events_are_forgotten_at_a_time(people: DatabasePeople) -> None:
    kinds = ("shown", "opened", "requested", "accepted", "declined", "rated")
    people.tell([happened(kind, kind) for kind in kinds], counted)
    people.delete_mentor(1)  # of whom an event named a mentee still
    found = [people.forget(before=hour(1), limit=4) for _ in range(3)]
    assert found == [4, 2, 0]


@pytest.mark.lengthy
def test_threads_at_two_places_lose_nothing_and_count_nothing_twice(
    url: str, people: DatabasePeople
) -> None:
    """Each event is told at both places, while the platform puts the same mentor."""
    other = open_people(url)
    answers: list[Told] = []

    def tell(place: DatabasePeople, numbers: range) -> None:
        for number in numbers:
            event = happened("rated", f"event-{number}", rating=1 + number % 5)
            answers.extend(place.tell([event], counted))

    def put() -> None:
        for number in range(15):
            people.put_mentors([named(1, f"name-{number}")])

    up, down = range(60), range(59, -1, -1)
    threads = [
        Thread(target=tell, args=(place, numbers))
        for place in (people, other)
        for numbers in (up, down)
    ]
    threads.append(Thread(target=put))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(answers) == {Told.KEPT: 60, Told.KNOWN: 180}
    assert statistics(people) == Statistics(rating_avg=3, rating_count=60)
    assert people.mentor(1) == replace(named(1, "name-14"), statistics=statistics(people))
    other.close()


def test_an_id_is_read_by_nobody() -> None:
    row = feedback.event_row(happened("shown", "of-me", ranking="for-me", at=hour(1)))
    assert not {"of-me", "for-me"} & set(map(str, row.values()))
    assert row["at_us"] == feedback.microseconds(DAWN) + 3_600 * 10**6
    assert feedback.digest("a") != feedback.digest("b")
