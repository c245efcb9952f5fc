"""Tests of the search copy: it is what storage holds, whatever it went through."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from threading import Event, Lock
from time import monotonic

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from controllers import search_copy
from controllers.search_copy import SearchCopy
from schemas.embedding import ModelIdentity, StoredVector
from schemas.errors import StorageDown
from schemas.keeping import MentorChanges
from schemas.people import Mentor, Profile
from services.embedding.filling import wanted_hash
from services.vocabularies import UNKNOWING

MOST_S = 10
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


STEPS = st.lists(
    st.sampled_from(["back up", "restore", "follow"])
    | st.tuples(st.sampled_from(["put", "delete"]), st.integers(1, 3), st.sampled_from("abc")),
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_after_any_restoration_it_is_what_storage_holds(
    tmp_path_factory: pytest.TempPathFactory, nobody: Path, steps: list[str | tuple[str, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("restored")
    live, backup = copyfile(nobody, folder / "people.db"), copyfile(nobody, folder / "backup.db")
    people = open_people(f"sqlite:///{live}")
    copy = SearchCopy(people, MODEL, UNKNOWING)
    for step in steps:
        match step:
            case "back up":
                online_backup(live, backup)
            case "restore":
                online_backup(backup, live)
            case ("put", int(user_id), said):
                people.put_mentors([mentor(user_id, str(said))])
                copy.follow()
            case (_, int(user_id), _):
                people.delete_mentor(user_id)
                copy.follow()
    copy.follow()
    held = {each.user_id: each for each in people.mentors(limit=99)}
    assert {each: copy.population.mentor(each) for each in copy.population.row_of} == held
    assert copy.due_count == len(held)
    people.close()


def online_backup(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def test_while_it_is_read_anew_and_storage_fails_it_stays_and_is_read_later(
    people: DatabasePeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: int) -> None:
        raise StorageDown("no disk")

    people.put_mentors([mentor(1)])
    copy = SearchCopy(people, MODEL, UNKNOWING)
    copy.follow()
    with people._engine.begin() as connection:
        connection.execute(text("DELETE FROM mentors"))
        connection.execute(text("DELETE FROM mentor_changes"))
    with monkeypatch.context() as broken:
        broken.setattr(people, "changes", fail)
        with pytest.raises(StorageDown):
            copy.follow()
    assert len(copy.population) == 1
    assert (copy.follow(), len(copy.population)) == (0, 0)


class CountedLock:
    """A lock that counts who has come to it."""

    def __init__(self) -> None:
        self.tried, self._lock = 0, Lock()

    def __enter__(self) -> None:
        self.tried += 1
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


@pytest.mark.parametrize("fails", [False, True])
def test_one_reads_for_all_who_ask_while_another_reads(
    people: DatabasePeople, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    begun, go, looks = Event(), Event(), list[int]()

    def changes(*, after: int, limit: int) -> MentorChanges:
        looks.append(after)
        found = read(after=after, limit=limit)
        if len(looks) == 1:
            begun.set()
            assert go.wait(MOST_S)
        if fails and len(looks) == 2:
            raise StorageDown("no disk")
        return found

    read, lock = people.changes, CountedLock()
    monkeypatch.setattr(search_copy, "Lock", lambda: lock)
    monkeypatch.setattr(people, "changes", changes)
    copy = SearchCopy(people, MODEL, UNKNOWING)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(copy.follow)
        assert begun.wait(MOST_S)
        people.put_mentors([mentor(1)])
        others = [pool.submit(copy.follow) for _ in range(3)]
        limit_s = monotonic() + MOST_S
        while lock.tried < 4:
            assert monotonic() < limit_s
        go.set()
        assert first.result(MOST_S) == 0
        ended = [each.exception(MOST_S) or each.result() for each in others]
    assert copy.population.mentor(1) == mentor(1)
    assert sorted(each for each in ended if isinstance(each, int)) == (
        [0, 1] if fails else [0, 0, 1]
    )
    assert len(looks) == (4 if fails else 3)
