"""Tests of how the application is put together, and of how it starts and stops."""

import re
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api import application
from api.application import create_app
from api.settings import Settings
from api.state import state_of
from tests.ai_app.conftest import client_of

HEALTH = "/api/ai/health"
WAIT_S_MAX = 20.0
POLL_S = 0.01


def test_its_description_names_every_tag_in_use(idle: TestClient) -> None:
    description = idle.get("/openapi.json").json()
    told = {tag["name"] for tag in description["tags"]}
    used = {
        tag
        for path in description["paths"].values()
        for operation in path.values()
        for tag in operation["tags"]
    }
    assert used == told


def test_a_release_that_lacks_its_data_file_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        create_app(Settings(tags_file=tmp_path / "openapi-tags.json"))


def test_applications_share_nothing(idle: TestClient, settings: Settings) -> None:
    with TestClient(create_app(settings)):
        assert idle.get(HEALTH).status_code == 503


def test_what_does_not_exist_is_404(client: TestClient) -> None:
    assert client.get("/api/ai/nothing").status_code == 404


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://ai:canary@db/ai", "mysql"),
        ("canary", "cannot be read"),
        ("sqlite:///:memory:", "in a file"),
        ("sqlite:////proc/canary/people.db", "unable to open"),
    ],
)
def test_where_people_cannot_be_kept_it_is_not_ready_and_says_why(
    settings: Settings, url: str, why: str
) -> None:
    wrong = settings.model_copy(update={"database_url": SecretStr(url)})
    with client_of(wrong, "may-write") as client:
        for asked in (HEALTH, "/api/ai/ready", "/api/ai/mentors"):
            answer = client.get(asked)
            assert answer.status_code == 503
            assert why in answer.json()["detail"]
            assert "canary@" not in answer.text
        assert client.get("/api/ai/version").status_code == 200


def test_a_vocabulary_that_cannot_be_read_keeps_it_from_being_ready(
    settings: Settings, tmp_path: Path
) -> None:
    broken = tmp_path / "skills.json"
    broken.write_text('{"React": ["a"], "Vue": ["a"]}', encoding="utf-8")
    with client_of(settings.model_copy(update={"skills_file": broken})) as client:
        assert "'a' is an alias" in client.get(HEALTH).json()["detail"]


def test_a_model_that_cannot_be_loaded_keeps_it_from_being_ready(settings: Settings) -> None:
    other = settings.model_copy(update={"embedding_model": "/no/such/model"})
    with client_of(other) as client:
        assert "EMBEDDING_MODEL" in client.get(HEALTH).json()["detail"]


def test_it_becomes_ready_by_itself_once_what_it_needs_is_there(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "RETRY_S", POLL_S)
    place = tmp_path / "later"
    url = SecretStr(f"sqlite:///{place / 'people.db'}")
    with client_of(settings.model_copy(update={"database_url": url})) as client:
        assert client.get(HEALTH).status_code == 503
        place.mkdir()
        until = time.monotonic() + WAIT_S_MAX
        while client.get(HEALTH).status_code != 200:
            assert time.monotonic() < until
            time.sleep(POLL_S)


def test_it_stops_while_it_tries_to_start(settings: Settings, tmp_path: Path) -> None:
    url = SecretStr(f"sqlite:///{tmp_path / 'never' / 'people.db'}")
    with client_of(settings.model_copy(update={"database_url": url})) as client:
        assert client.get(HEALTH).status_code == 503
    assert client.get(HEALTH).json() == {"detail": "the service is starting or stopping"}


def test_people_are_kept_in_the_home_directory_where_nothing_else_is_said(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with client_of(settings.model_copy(update={"database_url": None})) as client:
        assert client.get(HEALTH).status_code == 200
    directory = tmp_path / ".local" / "share" / "refit-ai"
    assert (directory / "people.db").is_file()
    assert directory.stat().st_mode & 0o077 == 0


def test_a_home_that_is_not_to_be_written_is_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    with client_of(settings.model_copy(update={"database_url": None})) as client:
        assert "set DATABASE_URL" in client.get(HEALTH).json()["detail"]


def test_nothing_is_left_running_after_the_end(settings: Settings) -> None:
    with client_of(settings) as client:
        parts = state_of(client.app).parts  # type: ignore[arg-type]
        assert parts is not None
        assert parts.upkeep._thread.is_alive()
    assert not parts.upkeep._thread.is_alive()


def test_the_page_of_documentation_is_whole_without_a_network(idle: TestClient) -> None:
    text = idle.get("/docs").text
    named = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert len(named) >= 2
    assert not [each for each in named if not each.startswith("/static-offline-docs/")]
    assert [idle.get(each).status_code for each in named] == [200] * len(named)
    assert "https://" not in text
