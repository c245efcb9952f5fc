"""Tests of bringing a database to the tables of this release."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, make_url, text

from adapters.database import postgresql, sqlite
from adapters.database.migrating import migrate
from adapters.database.opening import open_people
from adapters.database.tables import describe
from adapters.database.transactions import reading, writing
from schemas.errors import NotReady, StorageDown
from schemas.keeping import Put
from tests.ai_app.adapters.database.nouns import FULL, MODEL, named, stored, unit

OF_A_NEWER_RELEASE = (
    "ALTER TABLE mentors ADD COLUMN motto TEXT NOT NULL DEFAULT 'none'",
    "ALTER TABLE mentor_changes ADD COLUMN reason TEXT",
    "CREATE TABLE events (id BIGINT PRIMARY KEY)",
    "UPDATE alembic_version SET version_num = 'of-tomorrow'",
)


@pytest.fixture
def engine(url: str) -> Engine:
    connect = sqlite.connect if url.startswith("sqlite") else postgresql.connect
    return connect(make_url(url))


def test_from_nothing_come_the_tables_that_the_code_describes(engine: Engine) -> None:
    kind = {"sqlite": sqlite, "postgresql": postgresql}[engine.dialect.name]
    assert migrate(engine) == ("0003",)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, describe(kind.dialect().vector).metadata) == []
        assert "mentor_changes" in inspect(connection).get_table_names()
    engine.dispose()


def test_done_again_it_changes_nothing(url: str, engine: Engine) -> None:
    people = open_people(url)
    people.put_mentors([FULL])
    assert migrate(engine) == ("0003",)
    assert people.mentor(7) == FULL
    people.close()
    engine.dispose()


def test_tables_of_a_newer_release_that_was_taken_back_serve(url: str, engine: Engine) -> None:
    people = open_people(url)
    people.put_mentors([FULL])
    people.close()
    with writing(engine) as connection:
        for statement in OF_A_NEWER_RELEASE:
            connection.execute(text(statement))
    assert migrate(engine) == ("of-tomorrow",)
    engine.dispose()
    again = open_people(url)
    assert again.put_mentors([FULL, named(8)]) == [Put.UNCHANGED, Put.CREATED]
    again.put_vectors(MODEL, [stored(8, unit(1, 0, 0))])
    assert again.lacking(MODEL, limit=9) == [FULL]
    assert again.delete_mentor(7)
    assert again.changes(after=1, limit=9).deleted == (7,)
    again.close()


def test_a_database_of_another_application_is_told_as_such(url: str, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('deadbeef')"))
        connection.execute(text("CREATE TABLE mentors (id INTEGER)"))
    with pytest.raises(NotReady, match=r"revision deadbeef.* lacks .*mentees.*DATABASE_URL"):
        open_people(url)
    with reading(engine) as connection:
        assert sorted(inspect(connection).get_table_names()) == ["alembic_version", "mentors"]
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE mentor_vectors (anything TEXT)"))
    with pytest.raises(StorageDown, match="already exists"):
        migrate(engine)
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == ["mentor_vectors"]
    engine.dispose()
