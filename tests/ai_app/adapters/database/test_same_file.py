"""Tests of a file of SQLite that is moved away, or replaced, under those who use it."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from adapters.database.transactions import writing
from schemas.errors import StorageDown
from schemas.people import Mentee
from tests.ai_app.adapters.database.nouns import named


def mentee(nickname: str) -> Mentee:
    return Mentee(user_id=1, nickname=nickname)


@pytest.fixture
def path(tmp_path: Path, nobody: Path) -> Path:
    return Path(copyfile(nobody, tmp_path / "people %20#.db"))


@pytest.fixture
def people(path: Path) -> Iterator[DatabasePeople]:
    opened = open_people(f"sqlite:///{path}")
    opened.put_mentees([mentee("before")])
    assert opened.mentee(1) == mentee("before")
    yield opened
    opened.close()


def move(path: Path, name: str) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.rename(path.parent / file.name.replace(path.name, name))


def test_a_file_that_was_moved_away_keeps_and_gives_nobody(
    people: DatabasePeople, path: Path
) -> None:
    move(path, "away")
    with pytest.raises(StorageDown, match="unable to open"):
        people.check()
    with pytest.raises(StorageDown, match="unable to open"):
        people.put_mentees([mentee("after")])
    with pytest.raises(StorageDown, match="unable to open"):
        people.mentee(1)
    assert not path.exists(), "a new one would be empty"
    move(path.parent / "away", path.name)
    people.check()
    assert people.mentee(1) == mentee("before")
    people.put_mentees([mentee("after")])
    assert people.mentee(1) == mentee("after")


def test_a_file_that_took_its_place_is_used_from_then_on(
    people: DatabasePeople, path: Path, nobody: Path
) -> None:
    move(path, "away")
    copyfile(nobody, path)
    people.check()
    assert people.mentee(1) is None
    people.put_mentees([mentee("after")])
    with pytest.raises(StorageDown, match="no such table"):
        _empty(people, path)


def _empty(people: DatabasePeople, path: Path) -> None:
    move(path, "away as well")
    path.touch()
    people.check()


def test_what_is_written_while_it_is_moved_away_is_not_acknowledged(
    people: DatabasePeople, path: Path
) -> None:
    with pytest.raises(StorageDown, match="not kept"), writing(people._engine):
        move(path, "away")
    move(path.parent / "away", path.name)
    assert people.put_mentors([named(1)])
