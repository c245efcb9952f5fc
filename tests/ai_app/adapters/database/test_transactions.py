"""Tests of what is said where a database cannot be reached."""

import traceback
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from adapters.database import sqlite
from adapters.database.opening import open_people
from adapters.database.transactions import _down, reading, writing
from schemas.errors import StorageDown
from tests.ai_app.adapters.database.nouns import named
from tests.ai_app.adapters.database.server import Server

SECRET = "hunter2"  # noqa: S105 - nobody's


@pytest.fixture
def engine(file_url: str) -> Iterator[Engine]:
    connected = sqlite.connect(make_url(file_url))
    yield connected
    connected.dispose()


@pytest.mark.parametrize(
    "query", ["", f"?password={SECRET}"], ids=["among the names", "in the query"]
)
def test_a_server_that_is_not_there_is_named_without_the_password(
    tmp_path: Path, query: str
) -> None:
    url = f"postgresql+psycopg://user:{SECRET}@/people{query}"
    with pytest.raises(StorageDown, match=r"postgresql: connection (failed|is bad)") as caught:
        open_people(f"{url}{'&' if query else '?'}host={tmp_path}")
    told = "".join(traceback.format_exception(caught.value))
    assert "No such file" in told
    assert SECRET not in told + caught.value.seen
    assert str(tmp_path) not in told


def test_a_password_that_the_reason_repeats_is_left_out() -> None:
    url = make_url(f"postgresql+psycopg://user:{SECRET}@host/people")
    found = _down(f"no pass\nfor  {SECRET}", url)
    assert str(found) == found.seen == "postgresql: no pass for ***"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (
            'connection to server at "10.1.2.3", port 5432 failed: refused',
            'connection to server at "***", port *** failed: refused',
        ),
        ('at "fd00::12:3", port 5432: timed out', 'at "***", port ***: timed out'),
        ('db.corp:5432, role "of-refit" is not there', '***:***, role "***" is not there'),
        ("no such table: mentees", "no such table: mentees"),
    ],
)
def test_whoever_asks_is_not_told_where_the_database_is(reason: str, told: str) -> None:
    found = _down(reason, make_url("postgresql+psycopg://of-refit:x@db.corp/kept"))
    assert str(found) == f"postgresql: {told}"
    assert found.seen == f"postgresql: {reason}"


def test_a_folder_that_is_not_there_is_no_place(tmp_path: Path) -> None:
    with pytest.raises(StorageDown, match="sqlite: unable to open database file"):
        open_people(f"sqlite:///{tmp_path}/none/people.sqlite")


def test_a_file_of_something_else_is_no_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"anything" * 999)
    with pytest.raises(StorageDown, match="sqlite: file is not a database"):
        open_people(f"sqlite:///{tmp_path}/file")


def test_a_pool_that_is_used_up_is_told_as_such(engine: Engine) -> None:
    with pytest.raises(StorageDown, match="sqlite: full"), reading(engine):
        raise PoolTimeout("full")


def test_a_mistake_of_ours_is_no_outage(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE one (id INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO one VALUES (1)"))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(text("INSERT INTO one VALUES (2), (1)"))
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM one")) == 1


def test_a_server_that_was_started_anew_is_met_without_an_error(
    server: Server, server_url: str
) -> None:
    people = open_people(server_url)
    people.put_mentors([named(1)])
    with psycopg.connect(host=str(server.folder), user="postgres") as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [make_url(server_url).database],
        )
    assert people.mentor(1) == named(1)
    people.close()


def test_tables_that_are_gone_fail_the_check(engine: Engine, file_url: str) -> None:
    people = open_people(file_url)
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE mentors"))
    with pytest.raises(StorageDown, match="no such table"):
        people.check()
    people.close()


@pytest.mark.parametrize("name", ["mentor_changes", "mentors"])
def test_a_table_that_is_away_for_a_while_is_an_outage(url: str, name: str) -> None:
    people = open_people(url)
    with writing(people._engine) as connection:
        connection.execute(text(f"ALTER TABLE {name} RENAME TO away"))
    with pytest.raises(StorageDown, match=name):
        people.put_mentors([named(1)])
    with pytest.raises(StorageDown):
        people.check()
    with writing(people._engine) as connection:
        connection.execute(text(f"ALTER TABLE away RENAME TO {name}"))
    people.put_mentors([named(1)])
    people.check()
    people.close()
