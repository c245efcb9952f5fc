"""Tests of how a file of SQLite is used."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from adapters.database import sqlite
from adapters.database.migrating import migrate
from adapters.database.opening import open_people
from adapters.database.transactions import looking, reading, writing
from schemas.errors import StorageDown
from schemas.people import Mentee, Profile


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("secure_delete", 1),
    ],
)
def test_a_connection_is_durable_and_patient(file_url: str, pragma: str, value: object) -> None:
    engine = sqlite.connect(make_url(file_url))
    with reading(engine) as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value
    engine.dispose()


def test_who_reads_neither_waits_for_who_writes_nor_sees_half(file_url: str) -> None:
    engine = sqlite.connect(make_url(file_url))
    migrate(engine)
    with writing(engine) as connection, reading(engine) as other:
        connection.execute(text("DELETE FROM alembic_version"))
        assert other.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
    engine.dispose()


@pytest.fixture
def holder(file_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Give who has a new file for themselves; others are refused at once."""
    monkeypatch.setattr(sqlite, "PRAGMAS", ("busy_timeout = 1",))
    monkeypatch.setattr(sqlite, "WAIT_MS_MAX", 50)
    path = str(make_url(file_url).database)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE one (id)")
        connection.execute("BEGIN EXCLUSIVE")
        yield connection


@pytest.mark.parametrize("refusals", [1, 5])
def test_who_is_refused_without_a_wait_tries_again(
    file_url: str, holder: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, refusals: int
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == refusals:
            holder.execute("COMMIT")

    monkeypatch.setattr("time.sleep", pause)
    engine = sqlite.connect(make_url(file_url))
    with reading(engine) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()
    assert pauses == [0.01] * refusals


@pytest.mark.usefixtures("holder")
def test_a_file_that_stays_busy_is_told_as_such(
    file_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    engine = sqlite.connect(make_url(file_url))
    with pytest.raises(StorageDown, match="locked"), reading(engine):
        pass
    engine.dispose()
    assert pauses == [0.01] * 5


def test_what_no_wait_mends_is_told_at_once(file_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PRAGMAS", ())
    monkeypatch.setattr(sqlite, "WRITE_AHEAD", "journal_mode = (")  # as good as a broken disk
    engine = sqlite.connect(make_url(file_url))
    with pytest.raises(StorageDown, match="syntax error"), reading(engine):
        pass
    engine.dispose()


def test_one_statement_that_reads_has_no_transaction_around_it(file_url: str) -> None:
    engine = sqlite.connect(make_url(file_url))
    for way, begun in ((looking, False), (reading, True), (writing, True)):
        with way(engine) as connection:
            kept = connection.connection.driver_connection
            assert kept is not None
            assert kept.in_transaction is begun
            assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


def test_what_was_deleted_lies_nowhere_on_the_disk_once_it_is_tidied(
    file_url: str, tmp_path: Path
) -> None:
    people = open_people(file_url)
    secret = "비밀스러운 소개 " * 500
    people.put_mentees([Mentee(user_id=1, nickname="a", profile=Profile(introduction=secret))])
    assert people.tidied()
    assert secret[:9].encode() in disk(tmp_path)
    people.delete_mentee(1)
    with reading(people._engine) as connection:
        connection.execute(text("SELECT count(*) FROM mentees")).scalar()
        people.put_mentees([Mentee(user_id=2, nickname="a")])
        assert not people.tidied(), "somebody reads what was before"
    assert people.tidied()
    assert secret[:9].encode() not in disk(tmp_path)
    people.close()


def disk(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.iterdir())
