"""What is promised of whoever keeps people, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.embedding import StoredVector
from schemas.keeping import MentorChanges, Put
from schemas.people import Mentee, Mentor, Profile, Statistics
from services.people.repository import PeopleRepository
from tests.ai_app.adapters.database.nouns import (
    FULL,
    MODEL,
    OTHERS,
    mentees,
    mentors,
    named,
    stored,
    unit,
)

MENTEE = Mentee(user_id=7, nickname="멘티", profile=Profile(jobs=("데이터",), years=0))
KEPT_ANEW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""Examples go to one place, one after the other; each holds whatever came before it."""


def ids(vectors: list[StoredVector]) -> list[int]:
    return [each.user_id for each in vectors]


def test_a_put_says_what_it_did(people: PeopleRepository) -> None:
    assert people.put_mentors([FULL]) == [Put.CREATED]
    assert people.put_mentors([FULL]) == [Put.UNCHANGED]
    other = replace(FULL, capacity=5)
    assert people.put_mentors([named(9), other, named(1)]) == [
        Put.CREATED,
        Put.REPLACED,
        Put.CREATED,
    ]
    assert people.mentor(7) == other
    assert people.put_mentors([]) == []


def test_a_mentee_is_put_as_well(people: PeopleRepository) -> None:
    assert people.put_mentees([MENTEE]) == [Put.CREATED]
    assert people.put_mentees([MENTEE]) == [Put.UNCHANGED]
    assert people.put_mentees([replace(MENTEE, nickname="x")]) == [Put.REPLACED]
    assert people.mentee(7) == replace(MENTEE, nickname="x")
    assert people.mentor(7) is None
    assert people.changes(after=0, limit=9).upto == 0


def test_of_some_mentees_those_who_are_there_are_given(people: PeopleRepository) -> None:
    kept = [Mentee(user_id=number, nickname="m") for number in (3, 5, 1_200)]
    people.put_mentees(kept)
    asked = [1_200, *range(4, 1_100), 3, 3]  # more than a statement may name
    assert people.mentees_among(asked) == kept
    assert people.mentees_among([]) == []
    for mentee in kept:
        people.delete_mentee(mentee.user_id)


@KEPT_ANEW
@given(mentor=mentors(st.integers(-(2**63), 2**63 - 1)))
def test_a_mentor_comes_back_as_they_were_put(people: PeopleRepository, mentor: Mentor) -> None:
    people.put_mentors([mentor])
    assert people.mentor(mentor.user_id) == mentor
    assert people.put_mentors([mentor]) == [Put.UNCHANGED]


@KEPT_ANEW
@given(mentee=mentees(st.integers(-(2**63), 2**63 - 1)))
def test_a_mentee_comes_back_as_they_were_put(people: PeopleRepository, mentee: Mentee) -> None:
    people.put_mentees([mentee])
    assert people.mentee(mentee.user_id) == mentee
    assert people.put_mentees([mentee]) == [Put.UNCHANGED]


def test_a_moment_comes_back_in_utc(people: PeopleRepository) -> None:
    seoul = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=9)))
    people.put_mentors([replace(FULL, last_active_at=seoul)])
    kept = people.mentor(7)
    assert kept is not None
    assert kept.last_active_at is not None
    assert kept.last_active_at.isoformat() == "2025-12-31T23:00:00+00:00"


@pytest.mark.parametrize("edge", [datetime.min, datetime.max])  # noqa: DTZ901 - it comes below
def test_the_first_and_the_last_moment_are_kept(people: PeopleRepository, edge: datetime) -> None:
    mentor = replace(FULL, last_active_at=edge.replace(tzinfo=timezone.utc))
    people.put_mentors([mentor])
    assert people.mentor(7) == mentor


@pytest.mark.parametrize(
    "mentor",
    [
        replace(FULL, user_id=2**63),
        replace(FULL, capacity=-(2**63) - 1),
        replace(FULL, nickname="a\0"),
        replace(FULL, company_name="\0"),
        replace(FULL, nickname="\ud800"),
        replace(FULL, profile=Profile(jobs=("\0",))),
        replace(FULL, profile=Profile(introduction="\udfff")),
        replace(FULL, statistics=Statistics(rating_avg=float("nan"))),
        replace(FULL, statistics=Statistics(rating_avg=float("inf"))),
        replace(FULL, last_active_at=datetime(2026, 1, 1)),  # noqa: DTZ001
        replace(FULL, last_active_at=datetime.min.replace(tzinfo=timezone(timedelta(hours=9)))),
        named(1),
    ],
)
def test_what_cannot_be_kept_keeps_out_who_comes_with_it(
    people: PeopleRepository, mentor: Mentor
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        people.put_mentors([named(1), mentor])
    assert people.mentors(limit=9) == []
    assert people.changes(after=0, limit=9).upto == 0


def test_an_id_of_more_than_64_bits_is_refused(people: PeopleRepository) -> None:
    for ask in (people.mentor, people.mentee, people.delete_mentor, people.delete_mentee):
        with pytest.raises(ValueError, match="not within"):
            ask(2**63)
    with pytest.raises(ValueError, match="not within"):
        people.mentors(after=2**63, limit=1)
    with pytest.raises(ValueError, match="not within"):
        people.changes(after=0, limit=-1)


def test_pages_follow_one_another(people: PeopleRepository) -> None:
    people.put_mentors([named(number) for number in (5, 1, 3, 2**40)])
    people.put_mentees([Mentee(user_id=number, nickname="") for number in (4, 2)])
    assert [each.user_id for each in people.mentors(limit=2)] == [1, 3]
    assert [each.user_id for each in people.mentors(after=3, limit=2)] == [5, 2**40]
    assert people.mentors(after=2**40, limit=2) == []
    assert people.mentors(limit=0) == []
    assert [each.user_id for each in people.mentees(limit=9)] == [2, 4]
    assert [each.user_id for each in people.mentees(after=2, limit=9)] == [4]


def test_who_is_deleted_is_gone(people: PeopleRepository) -> None:
    people.put_mentors([FULL])
    people.put_mentees([MENTEE])
    assert people.delete_mentor(7)
    assert not people.delete_mentor(7)
    assert people.mentor(7) is None
    assert people.mentee(7) == MENTEE
    assert people.delete_mentee(7)
    assert not people.delete_mentee(7)
    assert people.mentee(7) is None


def test_more_people_come_at_once_than_a_statement_may_name(people: PeopleRepository) -> None:
    many = [named(number) for number in range(2_000)]
    assert set(people.put_mentors(many)) == {Put.CREATED}
    assert set(people.put_mentors(many)) == {Put.UNCHANGED}
    people.put_vectors(MODEL, [stored(number, unit(1, number, 0)) for number in range(2_000)])
    assert ids(people.vectors(MODEL, range(1_999, -1, -1))) == list(range(2_000))


def test_changes_tell_the_state_of_now_in_the_order_of_the_last(people: PeopleRepository) -> None:
    assert people.changes(after=0, limit=9) == MentorChanges(upto=0, put=(), deleted=())
    people.put_mentors([named(2), named(1), named(3)])
    first = people.changes(after=0, limit=9)
    assert [each.user_id for each in first.put] == [2, 1, 3]
    people.put_mentors([named(2, "new"), named(1)])
    people.delete_mentor(3)
    people.put_mentors([named(4)])
    people.delete_mentor(4)
    since = people.changes(after=first.upto, limit=9)
    assert since.put == (named(2, "new"),)
    assert since.deleted == (3, 4)
    assert people.changes(after=since.upto, limit=9) == MentorChanges(
        upto=since.upto, put=(), deleted=()
    )
    people.put_mentors([named(3)])
    assert people.changes(after=since.upto, limit=9).put == (named(3),)


def test_the_last_change_of_a_mentor_is_told_alone(people: PeopleRepository) -> None:
    people.put_mentors([named(2), named(1)])
    people.delete_mentor(2)
    assert people.last_change(1) == MentorChanges(upto=2, put=(named(1),), deleted=(), last_id=1)
    assert people.last_change(2) == MentorChanges(upto=3, put=(), deleted=(2,), last_id=2)
    assert people.last_change(3) is None


def test_changes_come_as_many_as_one_asks_for(people: PeopleRepository) -> None:
    people.put_mentors([named(number) for number in range(5)])
    people.delete_mentor(0)
    after, steps = 0, []
    while (some := people.changes(after=after, limit=2)).upto > after:
        after = some.upto
        steps.append(([each.user_id for each in some.put], list(some.deleted)))
    assert steps == [([1, 2], []), ([3, 4], []), ([], [0])]
    assert people.changes(after=0, limit=0).upto == 0


@KEPT_ANEW
@given(st.data())
def test_who_follows_the_changes_knows_what_is_kept(
    people: PeopleRepository, data: st.DataObject
) -> None:
    known = {each.user_id: each for each in people.mentors(limit=99)}
    followed, upto, steps = dict(known), 0, data.draw(st.integers(1, 8))
    while (some := people.changes(after=upto, limit=99)).upto > upto:
        upto = some.upto
    numbers = st.integers(1, 4)
    for _ in range(steps):
        if data.draw(st.booleans()):
            chosen = st.builds(named, numbers, st.sampled_from("ab"))
            batch = data.draw(st.lists(chosen, unique_by=lambda each: each.user_id, max_size=3))
            assert [answer is Put.UNCHANGED for answer in people.put_mentors(batch)] == [
                known.get(each.user_id) == each for each in batch
            ]
            known |= {each.user_id: each for each in batch}
        else:
            number = data.draw(numbers)
            assert people.delete_mentor(number) == (known.pop(number, None) is not None)
        if data.draw(st.booleans()):
            some = people.changes(after=upto, limit=data.draw(numbers))
            upto = some.upto
            followed |= {each.user_id: each for each in some.put}
            followed = {key: one for key, one in followed.items() if key not in some.deleted}
    last = people.changes(after=upto, limit=99)
    followed |= {each.user_id: each for each in last.put}
    assert {key: one for key, one in followed.items() if key not in last.deleted} == known
    assert {each.user_id: each for each in people.mentors(limit=99)} == known


def test_a_vector_comes_back_to_the_last_bit(people: PeopleRepository) -> None:
    people.put_mentors([named(1), named(2)])
    first, tiny = unit(0.1, -0.2, 0.3), np.array([1e-42, -0.0, 1 / 3], dtype=np.float32)
    people.put_vectors(MODEL, [stored(2, tiny), stored(1, first)])
    one, two = people.vectors(MODEL, [2, 1, 2, 3])
    assert (one.user_id, one.text_hash, two.user_id) == (1, "a", 2)
    assert one.vector.dtype == np.float32
    assert one.vector.tobytes() == first.tobytes()
    assert two.vector.tobytes() == tiny.tobytes()
    assert people.vectors(MODEL, []) == []


def test_a_vector_takes_the_place_of_an_older_one(people: PeopleRepository) -> None:
    people.put_mentors([named(1)])
    people.put_vectors(MODEL, [stored(1, unit(1, 0, 0))])
    people.put_vectors(MODEL, [stored(1, unit(0, 1, 0), "b")])
    (kept,) = people.vectors(MODEL, [1])
    assert (kept.text_hash, kept.vector.tolist()) == ("b", [0, 1, 0])


def test_a_vector_is_a_change_of_its_mentor(people: PeopleRepository) -> None:
    people.put_mentors([named(1), named(2)])
    before = people.changes(after=0, limit=9).upto
    people.put_vectors(MODEL, [stored(9, unit(1, 0, 0)), stored(2, unit(1, 0, 0))])
    changes = people.changes(after=before, limit=9)
    assert ([each.user_id for each in changes.put], changes.deleted) == ([2], ())


def test_vectors_of_unknown_mentors_are_not_kept(people: PeopleRepository) -> None:
    people.put_mentors([named(1)])
    people.put_vectors(MODEL, [stored(9, unit(1, 0, 0)), stored(1, unit(1, 0, 0))])
    people.put_vectors(MODEL, [stored(9, unit(1, 0, 0))])
    people.put_mentors([named(9)])
    assert ids(people.vectors(MODEL, [1, 9])) == [1]


def test_a_vector_outlives_what_replaces_its_mentor_and_goes_with_them(
    people: PeopleRepository,
) -> None:
    people.put_mentors([named(1)])
    people.put_vectors(MODEL, [stored(1, unit(1, 0, 0))])
    people.put_mentors([named(1, "new")])
    assert ids(people.vectors(MODEL, [1])) == [1]
    people.delete_mentor(1)
    people.put_mentors([named(1)])
    assert people.vectors(MODEL, [1]) == []


def test_models_are_kept_apart(people: PeopleRepository) -> None:
    people.put_mentors([named(number) for number in (1, 2, 3)])
    people.put_vectors(MODEL, [stored(2, unit(1, 0, 0))])
    for other in OTHERS:
        assert people.vectors(other, [1, 2, 3]) == []
        people.put_vectors(other, [stored(1, unit(*[1.0] * other.dimension))])
    assert people.lacking(MODEL, limit=9) == [named(1), named(3)]
    assert people.lacking(MODEL, after=1, limit=9) == [named(3)]
    assert people.lacking(MODEL, limit=1) == [named(1)]
    assert people.delete_vectors_but(MODEL) == 3
    assert people.delete_vectors_but(MODEL) == 0
    assert ids(people.vectors(MODEL, [1, 2, 3])) == [2]
    assert people.lacking(OTHERS[0], limit=9) == [named(1), named(2), named(3)]


@pytest.mark.parametrize(
    "numbers", [[1.0, 0.0], [1.0, 0.0, float("nan")], [float("inf"), 0.0, 0.0]]
)
def test_what_is_no_vector_of_the_model_is_refused(
    people: PeopleRepository, numbers: list[float]
) -> None:
    people.put_mentors([named(1)])
    with pytest.raises(ValueError, match="a vector"):
        people.put_vectors(MODEL, [stored(1, np.array(numbers, dtype=np.float32))])


def test_a_place_that_answers_passes_the_check(people: PeopleRepository) -> None:
    people.check()
