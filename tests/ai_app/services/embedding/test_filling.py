"""Filling: every mentor gets the vector of what they say, whatever happens in between."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from schemas.embedding import StoredVector
from schemas.people import Mentor
from services.embedding.filling import (
    BATCH_MAX,
    ROUNDS_MAX,
    Progress,
    fill,
    renew,
    retire,
    wanted_hash,
)
from services.embedding.profile_text import LENGTH_MAX
from services.people.repository import PeopleRepository
from tests.ai_app.services.embedding.doubles import DIMENSION, HashEncoder, mentor

ANYBODY = range(1, 1_000)


@pytest.fixture
def people(tmp_path: Path) -> Iterator[DatabasePeople]:
    """Give a place where nobody is kept yet."""
    opened = open_people(f"sqlite:///{tmp_path / 'people.db'}")
    yield opened
    opened.close()


def stored(people: PeopleRepository, encoder: HashEncoder) -> dict[int, StoredVector]:
    return {each.user_id: each for each in people.vectors(encoder.identity, ANYBODY)}


def is_true(people: PeopleRepository, encoder: HashEncoder) -> bool:
    """Say whether every mentor has the vector of what they say now, and nobody else has one."""
    return {each.user_id: wanted_hash(each) for each in people.mentors(limit=1_000)} == {
        user_id: each.text_hash for user_id, each in stored(people, encoder).items()
    }


def test_all_who_lack_a_vector_get_one_in_batches(people: DatabasePeople) -> None:
    people.put_mentors([mentor(each) for each in range(1, 6)])
    encoder = HashEncoder()
    assert list(fill(people, encoder, batch_max=2)) == [
        Progress(after=2, seen=2, encoded=2),
        Progress(after=4, seen=4, encoded=4),
        Progress(after=5, seen=5, encoded=5),
    ]
    assert is_true(people, encoder)


def test_done_again_nothing_is_encoded(people: DatabasePeople) -> None:
    people.put_mentors([mentor(1), mentor(2)])
    encoder = HashEncoder()
    list(fill(people, encoder))
    encoder.asked.clear()
    assert list(fill(people, encoder)) == [Progress(after=2, seen=2, encoded=0)]
    assert encoder.asked == []


def test_all_are_encoded_anew_where_that_is_asked_for(people: DatabasePeople) -> None:
    people.put_mentors([mentor(1), mentor(2)])
    encoder = HashEncoder()
    list(fill(people, encoder))
    damaged = replace(stored(people, encoder)[1], vector=np.zeros(DIMENSION, np.float32))
    people.put_vectors(encoder.identity, [damaged])
    assert list(fill(people, encoder)) == [Progress(after=2, seen=2, encoded=0)]
    assert list(fill(people, encoder, anew=True)) == [Progress(after=2, seen=2, encoded=2)]
    assert stored(people, encoder)[1].vector.any()


def test_only_who_says_something_else_is_encoded_anew(people: DatabasePeople) -> None:
    people.put_mentors([mentor(1), mentor(2)])
    encoder = HashEncoder()
    list(fill(people, encoder))
    people.put_mentors([mentor(2, "이직했습니다")])
    encoder.asked.clear()
    list(fill(people, encoder))
    assert encoder.asked == ["소개: 이직했습니다"]
    assert is_true(people, encoder)


def test_who_says_nothing_any_more_is_not_found_by_what_they_said(people: DatabasePeople) -> None:
    people.put_mentors([mentor(1)])
    encoder = HashEncoder()
    list(fill(people, encoder))
    people.put_mentors([Mentor(user_id=1, nickname="m")])
    list(fill(people, encoder))
    assert encoder.asked[-1] == ""
    assert is_true(people, encoder)


def test_long_texts_are_read_a_few_at_a_time(people: DatabasePeople) -> None:
    long = [mentor(each, f"{each} " * LENGTH_MAX) for each in (1, 2, 3)]
    people.put_mentors([*long, mentor(4), mentor(5)])
    encoder = HashEncoder()
    assert [each.after for each in fill(people, encoder)] == [2, 5]
    assert is_true(people, encoder)


def test_whoever_asks_no_further_stops_it_and_may_go_on(people: DatabasePeople) -> None:
    people.put_mentors([mentor(each) for each in range(1, 3 * BATCH_MAX + 1)])
    encoder = HashEncoder()
    begun = list(islice(fill(people, encoder), 2))
    assert [each.after for each in begun] == [BATCH_MAX, 2 * BATCH_MAX]
    (went_on,) = fill(people, encoder, after=begun[-1].after)
    assert went_on == Progress(after=3 * BATCH_MAX, seen=BATCH_MAX, encoded=BATCH_MAX)
    assert len(encoder.asked) == 3 * BATCH_MAX
    assert is_true(people, encoder)


def during(encoder: HashEncoder, act: Callable[[], object]) -> None:
    """Let something happen while the first batch is encoded."""

    def once() -> None:
        encoder.before = lambda: None
        act()

    encoder.before = once


def test_a_mentor_who_is_deleted_meanwhile_leaves_no_vector(people: DatabasePeople) -> None:
    people.put_mentors([mentor(1), mentor(2)])
    encoder = HashEncoder()
    during(encoder, lambda: people.delete_mentor(1))
    assert renew(people, encoder, people.mentors(limit=9)) == 2
    assert is_true(people, encoder)


def test_a_mentor_who_changes_meanwhile_is_encoded_anew(people: DatabasePeople) -> None:
    people.put_mentors([mentor(1), mentor(2)])
    encoder = HashEncoder()
    during(encoder, lambda: people.put_mentors([mentor(1, "new")]))
    assert renew(people, encoder, people.mentors(limit=9)) == 3
    assert is_true(people, encoder)


def test_the_old_over_what_another_worker_stored_meanwhile_does_not_stay(
    people: DatabasePeople,
) -> None:
    people.put_mentors([mentor(1)])
    encoder = HashEncoder()

    def another() -> None:
        people.put_mentors([mentor(1, "new")])
        renew(people, HashEncoder(), people.mentors(limit=9))

    during(encoder, another)
    renew(people, encoder, people.mentors(limit=9))
    assert is_true(people, encoder)


def test_who_changes_all_the_time_is_left_to_the_next_pass(people: DatabasePeople) -> None:
    people.put_mentors([mentor(1)])
    encoder = HashEncoder()

    def change() -> None:
        people.put_mentors([mentor(1, f"{len(encoder.asked)}")])

    encoder.before = change
    assert renew(people, encoder, people.mentors(limit=9)) == ROUNDS_MAX
    encoder.before = lambda: None
    list(fill(people, encoder))
    assert is_true(people, encoder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["put", "delete", "fill"]))))
def test_a_pass_makes_it_true_whatever_happened_before(
    people: DatabasePeople, acts: list[tuple[int, str]]
) -> None:
    for user_id in range(1, 5):
        people.delete_mentor(user_id)
    encoder = HashEncoder()
    for number, (user_id, act) in enumerate(acts):
        if act == "put":
            people.put_mentors([mentor(user_id, f"{number % 3}")])
        elif act == "delete":
            people.delete_mentor(user_id)
        else:
            list(fill(people, encoder, after=user_id, batch_max=2))
    list(fill(people, encoder))
    assert is_true(people, encoder)


def test_vectors_of_another_model_stay_until_they_are_retired(people: DatabasePeople) -> None:
    people.put_mentors([mentor(each) for each in range(1, BATCH_MAX + 2)])
    old, new = HashEncoder(), HashEncoder(revision="2")
    list(fill(people, old))
    assert [is_true(people, old) for _ in fill(people, new)] == [True, True]
    assert (is_true(people, old), is_true(people, new)) == (True, True)
    assert retire(people, new.identity) == BATCH_MAX + 1
    assert stored(people, old) == {}


def test_nothing_is_retired_while_somebody_lacks_a_vector(people: DatabasePeople) -> None:
    people.put_mentors([mentor(1)])
    old, new = HashEncoder(), HashEncoder(revision="2")
    list(fill(people, old))
    assert retire(people, new.identity) == 0
    list(fill(people, new))
    assert retire(people, new.identity) == 1
