"""Tests of reading one person by the driver alone: the same answers, and never an old one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Engine, make_url

from adapters.database import sqlite
from adapters.database.glance import Glance, NotSeen
from adapters.database.migrating import migrate
from adapters.database.opening import open_people
from adapters.database.people import Shelf
from adapters.database.repository import DatabasePeople
from adapters.database.rows import mentee_of, mentee_row
from adapters.database.tables import describe
from schemas.errors import StorageDown
from schemas.people import Mentee, Profile

SPOKEN = Profile(
    jobs=("데이터 분석가", 'Data "Analyst"'),
    skills=(),
    introduction="한 줄,\n그리고 'another' \\ 줄 🙂",
    years=0,
)
MENTEES = (
    Mentee(user_id=1, nickname="하늘"),
    Mentee(user_id=2**63 - 1, nickname="가온", profile=SPOKEN),
)


@pytest.fixture
def engine(file_url: str) -> Iterator[Engine]:
    """Give a file with the tables in it."""
    found = sqlite.connect(make_url(file_url))
    migrate(found)
    yield found
    found.dispose()


@pytest.fixture
def glance(engine: Engine) -> Iterator[Glance[Mentee]]:
    """Give a look at the mentees of that file."""
    found = Glance(engine, shelf())
    yield found
    found.close()


def shelf() -> Shelf[Mentee]:
    """Return the shelf of mentees."""
    tables = describe(sqlite.dialect().vector)
    return Shelf(table=tables.mentees, row=mentee_row, person=mentee_of)


def test_it_sees_what_was_put_whoever_put_it(file_url: str, glance: Glance[Mentee]) -> None:
    with closing(open_people(file_url)) as other:
        for mentee in MENTEES:
            assert glance.one(mentee.user_id) is None
            other.put_mentees([mentee])
            assert glance.one(mentee.user_id) == mentee
            other.put_mentees([Mentee(user_id=mentee.user_id, nickname="다른 이름")])
            assert glance.one(mentee.user_id) == other.mentee(mentee.user_id)
            other.delete_mentee(mentee.user_id)
            assert glance.one(mentee.user_id) is None


def test_it_holds_nothing_that_a_checkpoint_waits_for(
    file_url: str, glance: Glance[Mentee]
) -> None:
    with closing(open_people(file_url)) as other:
        other.put_mentees(MENTEES)
        glance.one(1)
        other.put_mentees([Mentee(user_id=3, nickname="새로")])
    with closing(sqlite3.connect(str(make_url(file_url).database))) as connection:
        blocked, frames, moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert (blocked, frames, moved) == (0, 0, 0)


def test_an_id_that_nobody_can_have_is_no_question(glance: Glance[Mentee]) -> None:
    with pytest.raises(ValueError, match="is not within"):
        glance.one(2**63)


def test_it_waits_for_no_other_look(
    glance: Glance[Mentee], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def during(self: Glance[Mentee], asked: tuple[int]) -> None:
        with pytest.raises(NotSeen):
            self.one(asked[0])
        seen.append(asked)

    monkeypatch.setattr(Glance, "_row", during)
    glance.one(1)
    monkeypatch.undo()
    assert seen == [(1,)]
    assert glance.one(1) is None


def test_a_file_that_cannot_be_read_is_told_by_the_usual_way(file_url: str) -> None:
    with closing(open_people(file_url)) as people:
        people.put_mentees(MENTEES)
        assert people.mentee(1) == MENTEES[0]
        with closing(sqlite3.connect(str(make_url(file_url).database))) as connection:
            connection.execute("ALTER TABLE mentees RENAME TO elsewhere")
        with pytest.raises(StorageDown, match="sqlite: no such table: mentees"):
            people.mentee(1)
        with closing(sqlite3.connect(str(make_url(file_url).database))) as connection:
            connection.execute("ALTER TABLE elsewhere RENAME TO mentees")
        assert people.mentee(1) == MENTEES[0]


def test_where_all_connections_are_taken_others_can_still_be_asked(
    engine: Engine, glance: Glance[Mentee], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = [engine.connect() for _ in range(15)]
    monkeypatch.setattr(engine.pool, "_timeout", 0)  # for 30 s
    with pytest.raises(NotSeen):
        glance.one(1)
    for each in taken:
        each.close()
    assert glance.one(1) is None


def test_the_usual_way_is_not_gone_for_a_mentee(
    file_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_people(file_url)) as people:
        assert isinstance(people, DatabasePeople)
        people.put_mentees(MENTEES)
        monkeypatch.setattr("adapters.database.repository.looking", lambda _: pytest.fail("it is"))
        assert people.mentee(1) == MENTEES[0]
        people.close()
        assert people.mentee(1) == MENTEES[0]  # it opens the file again
