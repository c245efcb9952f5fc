"""Tests of the command that makes the vectors of a model before it serves."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from api import embeddings
from controllers.search_copy import SearchCopy
from schemas.errors import ModelDown
from services.embedding.filling import fill
from services.vocabularies import UNKNOWING
from tests.ai_app.services.embedding.doubles import HashEncoder, mentor

OLD, NEW = HashEncoder(revision="1"), HashEncoder(revision="2")
Command = Callable[..., int]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give the command, with people kept where the test is, and the new model."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'people.db'}")
    monkeypatch.setattr(embeddings, "load_centred", lambda *_: NEW)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["embeddings", *arguments])
        return embeddings.main()

    return run


@pytest.fixture
def people(tmp_path: Path) -> Iterator[DatabasePeople]:
    """Give people whom a service with the old model serves."""
    opened = open_people(f"sqlite:///{tmp_path / 'people.db'}")
    opened.put_mentors([mentor(1), mentor(2)])
    list(fill(opened, OLD))
    yield opened
    opened.close()


def test_while_the_old_model_serves_the_new_one_gets_its_vectors(
    people: DatabasePeople, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    serves = SearchCopy(people, OLD.identity, UNKNOWING)
    serves.follow()
    assert command() == 0
    serves.follow()
    assert serves.due_count == 0
    comes = SearchCopy(people, NEW.identity, UNKNOWING)
    comes.follow()
    assert (len(comes.population), comes.due_count) == (2, 0)
    assert capsys.readouterr().out.endswith("2 vectors were made for 2 mentors.\n")


def test_those_of_the_old_model_are_deleted_only_where_that_is_asked_for(
    people: DatabasePeople, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command() == 0
    assert len(people.vectors(OLD.identity, [1, 2])) == 2
    assert command("--retire") == 0
    assert people.vectors(OLD.identity, [1, 2]) == []
    assert len(people.vectors(NEW.identity, [1, 2])) == 2
    assert "2 vectors of other models are deleted." in capsys.readouterr().out


def test_where_there_is_no_model_it_says_why(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ModelDown("no such folder")

    monkeypatch.setattr(embeddings, "load_centred", fail)
    assert command() == 1
    assert capsys.readouterr().err.startswith("Not all vectors are made: no such folder.")
