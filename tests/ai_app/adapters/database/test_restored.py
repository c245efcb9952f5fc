"""Tests of a database that is put back to an older state under those who follow it."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from adapters.database.transactions import writing
from controllers.search_copy import SearchCopy
from services.vocabularies import UNKNOWING
from tests.ai_app.adapters.database.nouns import MODEL, named, stored, unit

TABLES = ("mentor_vectors", "mentor_tallies", "mentor_changes", "mentors")


def back_up(people: DatabasePeople) -> None:
    with writing(people._engine) as connection:
        for table in TABLES:
            made = f"CREATE TABLE old_{table} AS SELECT * FROM {table}"  # noqa: S608
            connection.execute(text(made))


def restore(people: DatabasePeople) -> None:
    with writing(people._engine) as connection:
        for table in TABLES:
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        for table in reversed(TABLES):
            connection.execute(text(f"INSERT INTO {table} SELECT * FROM old_{table}"))  # noqa: S608


def delete(people: DatabasePeople) -> None:
    people.delete_mentor(2)


def rename(people: DatabasePeople) -> None:
    people.put_mentors([named(2, "otherwise")])


def come(people: DatabasePeople) -> None:
    people.put_mentors([named(9)])


@pytest.mark.parametrize("since", [[rename], [delete], [rename, come], [come, rename, delete]])
@pytest.mark.parametrize("then", [None, rename, delete, come])
def test_the_search_copy_is_what_storage_holds(
    url: str,
    since: list[Callable[[DatabasePeople], None]],
    then: Callable[[DatabasePeople], None] | None,
) -> None:
    people = open_people(url)
    people.put_mentors([named(1), named(2)])
    people.put_vectors(MODEL, [stored(1, unit(1, 0, 0))])
    copy = SearchCopy(people, MODEL, UNKNOWING)
    back_up(people)
    for change in since:
        change(people)
    copy.follow()
    restore(people)
    if then is not None:
        then(people)
    copy.follow()
    held = {each.user_id: each for each in people.mentors(limit=99)}
    assert {each: copy.population.mentor(each) for each in copy.population.row_of} == held
    assert copy.follow() == 0
    people.close()
