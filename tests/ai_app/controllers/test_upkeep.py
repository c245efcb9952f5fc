"""Tests of upkeep: vectors come by themselves, and what fails is tried again."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

import pytest

from adapters.database.repository import DatabasePeople
from controllers.recommending import now
from controllers.search_copy import SearchCopy
from controllers.trouble import Trouble
from controllers.upkeep import Upkeep
from schemas.errors import ModelDown, NotReady, StorageDown
from services.embedding.filling import BATCH_MAX, PORTION_CHARACTERS, wanted_hash
from services.embedding.profile_text import LENGTH_MAX
from services.vocabularies import UNKNOWING
from tests.ai_app.services.embedding.doubles import HashEncoder, mentor

WAIT_S_MAX = 20.0


class Listener:
    """Hears how many mentors there are and how many wait, and when nobody waits any more."""

    def __init__(self, *, wanted: int = 1) -> None:
        self.wanted, self.heard = wanted, [(0, 0)]
        self.done = Event()

    def __call__(self, count: int, lacking: int) -> None:
        self.heard.append((count, lacking))
        if (count, lacking) == (self.wanted, 0):
            self.done.set()


def upkeep_of(
    people: DatabasePeople,
    encoder: HashEncoder,
    told: Listener,
    forget: Callable[[], bool] = lambda: False,
    trouble_told: Callable[[datetime | None], None] = lambda _since: None,
) -> tuple[Upkeep, SearchCopy]:
    copy = SearchCopy(people, encoder.identity, UNKNOWING)
    trouble = Trouble("upkeep", now=now, told=trouble_told)
    upkeep = Upkeep(people, copy, encoder, told=told, chores=(forget,), trouble=trouble)
    return upkeep, copy


def test_a_round_encodes_one_batch_and_says_whether_more_is_to_be_done(
    people: DatabasePeople,
) -> None:
    people.put_mentors([mentor(each) for each in range(1, BATCH_MAX + 2)])
    told = Listener()
    upkeep, copy = upkeep_of(people, HashEncoder(), told)
    assert [upkeep.round(), upkeep.round()] == [True, False]
    assert told.heard[1:] == [(BATCH_MAX + 1, 1), (BATCH_MAX + 1, 0)]
    kept = people.vectors(HashEncoder().identity, range(1, BATCH_MAX + 2))
    assert [each.text_hash for each in kept] == [wanted_hash(mentor(each.user_id)) for each in kept]
    assert copy.due_count == 0


def test_what_changes_while_it_works_is_encoded_as_it_is_in_the_end(
    people: DatabasePeople,
) -> None:
    encoder = HashEncoder()
    upkeep, _ = upkeep_of(people, encoder, Listener())

    def change() -> None:
        people.put_mentors([mentor(1, "after")])

    people.put_mentors([mentor(1, "before")])
    encoder.before = change
    while upkeep.round():
        pass
    (kept,) = people.vectors(encoder.identity, [1])
    assert kept.text_hash == wanted_hash(mentor(1, "after"))


@pytest.mark.parametrize("error", [ModelDown("no model"), StorageDown("no disk")])
def test_what_could_not_be_encoded_stays_due(people: DatabasePeople, error: Exception) -> None:
    def fail() -> None:
        raise error

    encoder = HashEncoder(before=fail)
    upkeep, copy = upkeep_of(people, encoder, Listener())
    people.put_mentors([mentor(1)])
    with pytest.raises(type(error)):
        upkeep.round()
    assert copy.due_count == 1
    encoder.before = lambda: None
    assert not upkeep.round()
    assert copy.due_count == 0


def test_the_thread_works_by_itself_until_it_is_ended(people: DatabasePeople) -> None:
    told = Listener(wanted=2)
    upkeep, copy = upkeep_of(people, HashEncoder(), told)
    upkeep.begin()
    try:
        people.put_mentors([mentor(1), mentor(2)])
        upkeep.notice()
        assert len(copy.population) == 2
        assert told.done.wait(WAIT_S_MAX)
    finally:
        upkeep.end()
    assert not upkeep._thread.is_alive()


def test_what_is_old_is_forgotten_a_portion_after_another(people: DatabasePeople) -> None:
    left, done = [True, True, False], Event()

    def forget() -> bool:
        if len(left) == 1:
            done.set()
        return left.pop(0) if left else False

    upkeep, _ = upkeep_of(people, HashEncoder(), Listener(), forget)
    upkeep.begin()
    try:
        assert done.wait(WAIT_S_MAX)
    finally:
        upkeep.end()


def test_once_it_is_to_stop_it_reads_no_more_than_it_has_begun(people: DatabasePeople) -> None:
    encoder = HashEncoder()
    upkeep, copy = upkeep_of(people, encoder, Listener())
    encoder.before = upkeep.stopping.set
    people.put_mentors([mentor(each, f"{each} " * LENGTH_MAX) for each in range(1, BATCH_MAX + 1)])
    assert upkeep.round()
    assert len(encoder.asked) == PORTION_CHARACTERS // LENGTH_MAX
    assert copy.due_count == BATCH_MAX - len(encoder.asked)
    assert len(people.vectors(encoder.identity, range(1, BATCH_MAX + 1))) == len(encoder.asked)


def test_the_thread_outlives_whatever_fails_and_tells_of_it(people: DatabasePeople) -> None:
    failures = [ModelDown("no model"), StorageDown("no disk"), KeyError("new"), SystemExit(3)]
    said, works = list[str](), Event()

    def fail() -> None:
        if failures:
            raise failures.pop()

    def hear(since: datetime | None) -> None:
        try:
            upkeep.trouble.check()
        except NotReady as error:
            said.append(str(error))
        if since is None:
            works.set()

    told = Listener()
    upkeep, _ = upkeep_of(people, HashEncoder(before=fail), told, trouble_told=hear)
    people.put_mentors([mentor(1)])
    upkeep.begin()
    try:
        until = time.monotonic() + WAIT_S_MAX
        while not works.wait(0.05):
            assert time.monotonic() < until
            upkeep.notice()
    finally:
        upkeep.end()
    (first,) = said  # once in a spell, and nothing once it is over
    assert re.fullmatch(r"upkeep fails since .*: SystemExit at fail, line \d+", first)
    assert told.done.is_set()
    assert failures == []


def test_a_chore_that_always_fails_keeps_no_mentor_from_a_vector(people: DatabasePeople) -> None:
    def fail() -> bool:
        raise TypeError

    told = Listener()
    upkeep, _ = upkeep_of(people, HashEncoder(), told, fail)
    people.put_mentors([mentor(1)])
    upkeep.begin()
    try:
        assert told.done.wait(WAIT_S_MAX)
    finally:
        upkeep.end()
    with pytest.raises(NotReady):
        upkeep.trouble.check()


def test_whatever_fails_once_somebody_is_kept_they_are_kept(
    people: DatabasePeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise TypeError

    upkeep, copy = upkeep_of(people, HashEncoder(), Listener())
    monkeypatch.setattr(copy, "follow", fail)
    upkeep.notice()


def test_where_storage_fails_just_then_what_was_kept_is_found_later(
    people: DatabasePeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise StorageDown("no disk")

    upkeep, copy = upkeep_of(people, HashEncoder(), Listener())
    people.put_mentors([mentor(1)])
    with monkeypatch.context() as broken:
        broken.setattr(copy, "follow", fail)
        upkeep.notice()
    assert len(copy.population) == 0
    upkeep.round()
    assert len(copy.population) == 1


def test_after_a_round_that_has_nothing_to_do_nothing_is_in_the_works(
    people: DatabasePeople,
) -> None:
    begun, go_on = Event(), Event()

    def wait() -> None:
        begun.set()
        assert go_on.wait(WAIT_S_MAX)

    encoder = HashEncoder(before=wait)
    upkeep, copy = upkeep_of(people, encoder, Listener())
    people.put_mentors([mentor(1)])
    upkeep.begin()
    try:
        assert begun.wait(WAIT_S_MAX)
        with ThreadPoolExecutor(1) as other:
            asked = other.submit(upkeep.round)
            assert not asked.done()
            go_on.set()
            assert asked.result(WAIT_S_MAX) is False
        assert len(people.vectors(encoder.identity, [1])) == 1
        assert copy.due_count == 0
    finally:
        upkeep.end()
