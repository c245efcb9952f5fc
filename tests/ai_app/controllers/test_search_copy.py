"""Tests of the search copy: it is what storage holds, whatever it went through."""

from dataclasses import replace

import numpy as np
import pytest

from adapters.database.repository import DatabasePeople
from controllers import search_copy
from controllers.search_copy import SearchCopy
from schemas.embedding import ModelIdentity, StoredVector
from schemas.people import Mentor, Profile
from services.embedding.filling import wanted_hash
from services.vocabularies import UNKNOWING

MODEL = ModelIdentity(name="double", revision="1", dimension=2)


def mentor(user_id: int, said: str = "") -> Mentor:
    return Mentor(user_id=user_id, nickname="a", profile=Profile(introduction=said))


def vector_of(each: Mentor) -> StoredVector:
    vector = np.array([1, 0], np.float32)
    return StoredVector(user_id=each.user_id, text_hash=wanted_hash(each), vector=vector)


def test_it_follows_who_came_changed_and_went(people: DatabasePeople) -> None:
    copy = SearchCopy(people, MODEL, UNKNOWING)
    people.put_mentors([mentor(1), mentor(2)])
    assert copy.follow() == 2
    people.put_mentors([mentor(2, "안녕"), mentor(3)])
    people.delete_mentor(1)
    before = copy.population
    assert copy.follow() == 3
    assert (len(before), before.mentor(1)) == (2, mentor(1))
    assert copy.population.mentor(1) is None
    assert copy.population.mentor(2) == mentor(2, "안녕")
    assert (len(copy.population), copy.follow()) == (2, 0)


def test_more_than_is_read_at_once_is_read_to_the_end(
    people: DatabasePeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_copy, "CHANGES_MAX", 2)
    people.put_mentors([mentor(each) for each in range(1, 6)])
    copy = SearchCopy(people, MODEL, UNKNOWING)
    assert (copy.follow(), len(copy.population)) == (5, 5)


def test_whose_vector_lacks_or_is_of_another_text_is_due(people: DatabasePeople) -> None:
    copy = SearchCopy(people, MODEL, UNKNOWING)
    people.put_mentors([mentor(1, "a"), mentor(2, "b"), mentor(3, "c")])
    people.put_vectors(MODEL, [vector_of(mentor(1, "a")), vector_of(mentor(2, "before"))])
    copy.follow()
    assert copy.due_count == 2
    assert copy.take_due(1) == [mentor(3, "c")]  # whose last change came first
    assert copy.take_due(9) == [mentor(2, "b")]
    assert copy.take_due(9) == []


def test_who_was_given_back_is_due_again_unless_they_went(people: DatabasePeople) -> None:
    copy = SearchCopy(people, MODEL, UNKNOWING)
    people.put_mentors([mentor(1), mentor(2)])
    copy.follow()
    copy.give_back(copy.take_due(2))
    people.delete_mentor(1)
    copy.follow()
    assert copy.take_due(2) == [mentor(2)]


def test_a_vector_that_another_process_made_is_no_longer_due(people: DatabasePeople) -> None:
    copy = SearchCopy(people, MODEL, UNKNOWING)
    people.put_mentors([mentor(1)])
    copy.follow()
    people.put_vectors(MODEL, [vector_of(mentor(1))])
    assert (copy.follow(), copy.due_count) == (1, 0)


def test_vectors_of_another_model_are_none(people: DatabasePeople) -> None:
    people.put_mentors([mentor(1)])
    other = ModelIdentity(name="other", revision="1", dimension=2)
    people.put_vectors(other, [vector_of(mentor(1))])
    copy = SearchCopy(people, MODEL, UNKNOWING)
    copy.follow()
    assert copy.due_count == 1


def test_who_changes_is_found_by_their_old_vector_until_the_new_one_is_there(
    people: DatabasePeople,
) -> None:
    def found() -> list[float]:
        row = copy.population.row_of[1]
        vector: list[float] = copy.population.store.matrix[row].tolist()
        return vector

    copy = SearchCopy(people, MODEL, UNKNOWING)
    people.put_mentors([mentor(1, "before")])
    people.put_vectors(MODEL, [vector_of(mentor(1, "before"))])
    copy.follow()
    people.put_mentors([mentor(1, "after")])
    copy.follow()
    assert (found(), copy.due_count) == ([1, 0], 1)
    turned = replace(vector_of(mentor(1, "after")), vector=np.array([0, 1], np.float32))
    people.put_vectors(MODEL, [turned])
    copy.follow()
    assert (found(), copy.due_count) == ([0, 1], 0)
