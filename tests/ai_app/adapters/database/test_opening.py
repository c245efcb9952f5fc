"""Tests of opening the place that a URL names."""

import sys

import pytest

from adapters.database.opening import open_people
from schemas.errors import StorageDown


@pytest.mark.parametrize(
    "url", ["mysql://host/people", "postgresql+psycopg2://host/people", "sqlite+x:///f"]
)
def test_only_two_kinds_of_places_are_known(url: str) -> None:
    with pytest.raises(ValueError, match="not kept in"):
        open_people(url)


@pytest.mark.parametrize(("place", "is_file"), [("file_url", True), ("server_url", False)])
def test_it_is_known_which_kind_waits_for_a_server(
    request: pytest.FixtureRequest, place: str, is_file: bool
) -> None:
    opened = open_people(request.getfixturevalue(place))
    assert opened.is_file is is_file
    opened.close()


@pytest.mark.parametrize("url", ["", "people.sqlite", "postgresql+psycopg://user:hun/ter2@:x/a"])
def test_what_is_no_url_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ValueError, match="cannot be read") as caught:
        open_people(url)
    assert "ter2" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory"])
def test_people_are_not_kept_in_memory(url: str) -> None:
    with pytest.raises(ValueError, match="in memory is lost"):
        open_people(url)


def test_what_postgresql_needs_is_looked_for_only_there(
    file_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("psycopg", "pgvector", "pgvector.sqlalchemy"):
        monkeypatch.setitem(sys.modules, name, None)
    open_people(file_url).close()
    with pytest.raises(ModuleNotFoundError):
        open_people("postgresql+psycopg://host/people")


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_needs_no_driver_to_be_named(name: str) -> None:
    with pytest.raises(StorageDown, match="refused"):
        open_people(f"{name}://127.0.0.1:1/people")
