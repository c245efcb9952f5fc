"""A release record, and clients of an application that runs with it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.settings import Settings

RECORD = {
    "sha": "0123456789abcdef0123456789abcdef01234567",
    "version": "0.1.0",
    "built_at": "2026-01-01T00:00:00Z",
}


@pytest.fixture
def release_file(tmp_path: Path) -> Path:
    path = tmp_path / "release.json"
    path.write_text(json.dumps(RECORD), encoding="utf-8")
    return path


@pytest.fixture
def idle(release_file: Path) -> TestClient:
    """Give a client of an application that has not started."""
    return TestClient(create_app(Settings(release_file=release_file)))


@pytest.fixture
def client(idle: TestClient) -> Iterator[TestClient]:
    """Give a client of an application that runs."""
    with idle as started:
        yield started
