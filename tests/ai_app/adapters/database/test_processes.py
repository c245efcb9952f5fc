"""Tests of many processes and threads at one place, and of those that are killed."""

import sqlite3
from contextlib import closing
from threading import Event, Thread

import pytest
from sqlalchemy import make_url

from adapters.database import changes as feed
from adapters.database import transactions
from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from services.people.repository import PeopleRepository
from tests.ai_app.adapters.database.nouns import named
from tests.ai_app.adapters.database.processes import said, writers

pytestmark = pytest.mark.lengthy


def kept(people: PeopleRepository) -> list[int]:
    return [mentor.user_id for mentor in people.mentors(limit=999_999)]


def followed(people: PeopleRepository, after: int = 0) -> list[int]:
    return [mentor.user_id for mentor in people.changes(after=after, limit=999_999).put]


def test_processes_that_start_at_once_make_the_tables_once_and_lose_nothing(url: str) -> None:
    with writers(url, processes=3, count=9) as started:
        for process in started:
            assert len(said(process).readlines()) == 9
            assert process.wait() == 0
    people = open_people(url)
    assert kept(people) == [number * 100_000 + each for number in (1, 2, 3) for each in range(9)]
    assert people.changes(after=0, limit=99).upto == 27
    people.close()


def test_what_was_acknowledged_outlives_a_kill(file_url: str) -> None:
    with writers(file_url, processes=2, count=99_000) as started:
        acknowledged = [int(said(process).readline()) for process in started for _ in range(30)]
        for process in started:
            process.kill()
        for process in started:
            whole = [line for line in said(process).readlines() if line.endswith("\n")]
            acknowledged += map(int, whole)
            assert process.wait() < 0
    people = open_people(file_url)
    assert set(acknowledged) <= set(kept(people))
    assert sorted(followed(people)) == kept(people)
    people.put_mentors([named(1)])
    people.close()
    with closing(sqlite3.connect(str(make_url(file_url).database))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_change_that_is_not_committed_holds_back_later_numbers(server_url: str) -> None:
    """A lower number must not be committed after a higher one was read."""
    people, others = open_people(server_url), open_people(server_url)
    begun, done = Event(), Event()

    def write() -> None:
        begun.set()
        others.put_mentors([named(2)])
        done.set()

    slow = open_people(server_url)
    thread = Thread(target=write)
    with transactions.writing(slow._engine) as connection:
        feed.record(connection, slow._dialect, slow._tables, [1])
        thread.start()
        assert begun.wait(9)
        assert not done.wait(0.2)
        assert people.changes(after=0, limit=9).upto == 0
    thread.join()
    last = people.changes(after=0, limit=9)
    assert (last.upto, last.deleted, last.put) == (2, (1,), (named(2),))
    for each in (people, others, slow):
        each.close()


def test_who_follows_while_many_write_misses_nobody(url: str) -> None:
    places = [open_people(url) for _ in range(3)]

    def write(place: DatabasePeople, first: int) -> None:
        for number in range(first, first + 20):
            place.put_mentors([named(number)])

    threads = [
        Thread(target=write, args=(places[number % 2], number * 100)) for number in range(1, 5)
    ]
    for thread in threads:
        thread.start()
    seen: list[int] = []
    upto = 0
    while upto < 80 and (any(thread.is_alive() for thread in threads) or not seen):
        some = places[2].changes(after=upto, limit=50)
        seen += [mentor.user_id for mentor in some.put]
        upto = some.upto
    for thread in threads:
        thread.join()
    seen += followed(places[2], upto)
    assert sorted(seen) == kept(places[2])
    assert len(seen) == 80
    for place in places:
        place.close()


def test_who_waits_to_write_leaves_connections_to_who_reads(url: str) -> None:
    people, other = open_people(url), open_people(url)
    threads = [Thread(target=people.put_mentors, args=([named(each)],)) for each in range(1, 31)]
    with transactions.writing(other._engine):
        for thread in threads:
            thread.start()
        assert people.mentors(limit=1) == []
    for thread in threads:
        thread.join()
    assert kept(people) == list(range(1, 31))
    for each in (people, other):
        each.close()
