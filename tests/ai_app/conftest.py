"""Settings, and clients of an application that runs with them."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import copyfile

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from adapters.database.opening import open_people
from adapters.models.loading import load_encoder
from api import knowledge
from api.application import create_app
from api.keys import digest_of
from api.settings import KeySetting, Settings

RECORD = {
    "sha": "0123456789abcdef0123456789abcdef01234567",
    "version": "0.1.0",
    "built_at": "2026-01-01T00:00:00Z",
}
KEYS = {
    "reader": KeySetting(sha256=digest_of("may-read"), scopes=frozenset({"read"})),
    "platform": KeySetting(sha256=digest_of("may-write"), scopes=frozenset({"read", "write"})),
    "operator": KeySetting(sha256=digest_of("may-operate"), scopes=frozenset({"admin"})),
}


@pytest.fixture(scope="session", autouse=True)
def _model_loaded_once() -> Iterator[None]:
    """Let all applications of a run share the real model, which takes a second to load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knowledge, "load_encoder", cache(load_encoder))
        yield


@pytest.fixture
def release_file(tmp_path: Path) -> Path:
    path = tmp_path / "release.json"
    path.write_text(json.dumps(RECORD), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file that keeps people, and has none yet; its tables are made once in a run."""
    path = tmp_path_factory.mktemp("nobody") / "people.db"
    open_people(f"sqlite:///{path}").close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return path


@pytest.fixture
def settings(release_file: Path, tmp_path: Path, nobody: Path) -> Settings:
    """Give the settings of production, with people kept where the test is."""
    database_url = SecretStr(f"sqlite:///{copyfile(nobody, tmp_path / 'people.db')}")
    return Settings(release_file=release_file, database_url=database_url, api_keys=KEYS)


@pytest.fixture
def idle(settings: Settings) -> TestClient:
    """Give a client of an application that has not started; it may read and write."""
    return client_of(settings, "may-write")


@pytest.fixture
def client(idle: TestClient) -> Iterator[TestClient]:
    """Give a client of an application that runs."""
    with idle as started:
        yield started


def client_of(settings: Settings, key: str | None = None) -> TestClient:
    """Give a client of a new application, with this key."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return TestClient(create_app(settings), headers=headers, raise_server_exceptions=False)
