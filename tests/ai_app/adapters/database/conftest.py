"""A place for people on either database, fresh for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.database.opening import open_people
from services.people.repository import PeopleRepository
from tests.ai_app.adapters.database.server import Server, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Give a real PostgreSQL; a second passes before it runs."""
    with running() as started:
        yield started


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """Name a file of SQLite that is not there yet."""
    return f"sqlite:///{tmp_path}/people.sqlite"


@pytest.fixture
def server_url(server: Server) -> Iterator[str]:
    """Name a fresh database of PostgreSQL."""
    with server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Name a place with nothing in it, on either database."""
    named = request.getfixturevalue(
        {"sqlite": "file_url", "postgresql": "server_url"}[request.param]
    )
    assert isinstance(named, str)
    return named


@pytest.fixture
def people(url: str) -> Iterator[PeopleRepository]:
    """Give who keeps people, as the service knows them."""
    opened = open_people(url)
    yield opened
    opened.close()
