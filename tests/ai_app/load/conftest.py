"""A place for people with nothing in it, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ai_app.adapters.database.server import Server, running


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    """Give a real PostgreSQL."""
    with running() as started:
        yield started


@pytest.fixture
def server_url(server: Server) -> Iterator[str]:
    """Name a fresh database of PostgreSQL."""
    with server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name a place with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/people.db"
    named = request.getfixturevalue("server_url")
    assert isinstance(named, str)
    return named
