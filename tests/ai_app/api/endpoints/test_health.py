"""Tests of the health endpoints."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.settings import Settings
from api.state import state_of
from schemas.errors import StorageDown
from tests.ai_app.conftest import client_of

URL = "/api/ai/health"
READY = "/api/ai/ready"


def test_ready_is_exactly_ok(client: TestClient) -> None:
    for url in (URL, READY):
        answer = client.get(url)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_before_the_start_it_is_not_ready(idle: TestClient) -> None:
    for url in (URL, READY):
        answer = idle.get(url)
        assert answer.status_code == 503
        assert "starting" in answer.json()["detail"]


def test_after_the_end_it_is_not_ready(idle: TestClient) -> None:
    with idle as started:
        assert started.get(URL).status_code == 200
    assert idle.get(URL).status_code == 503


def test_it_needs_no_key(settings: Settings) -> None:
    with client_of(settings) as client:
        assert client.get(URL).status_code == 200
        assert client.get(READY).status_code == 200


def test_without_a_release_record_it_is_ready(settings: Settings, tmp_path: Path) -> None:
    changed = settings.model_copy(update={"release_file": tmp_path / "none"})
    with TestClient(create_app(changed)) as client:
        assert client.get(URL).json() == {"status": "ok"}


def test_a_malformed_release_record_keeps_it_from_being_ready(
    settings: Settings, release_file: Path
) -> None:
    release_file.write_text('{"sha": "unknown"}', encoding="utf-8")
    with TestClient(create_app(settings)) as client:
        answer = client.get(URL)
    assert answer.status_code == 503
    assert "sha" in answer.json()["detail"]


def test_where_storage_is_gone_the_process_is_healthy_and_not_ready(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise StorageDown("the database does not answer")

    parts = state_of(client.app).parts  # type: ignore[arg-type]
    monkeypatch.setattr(type(parts.people), "check", lambda _: gone())  # type: ignore[union-attr]
    assert client.get(URL).status_code == 200
    answer = client.get(READY)
    assert answer.status_code == 503
    assert answer.json() == {"detail": "the database does not answer"}


def test_while_upkeep_fails_it_is_not_ready_and_says_since_when(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = state_of(client.app).parts  # type: ignore[arg-type]
    assert parts is not None
    monkeypatch.setattr(parts.upkeep.trouble, "over", lambda: None)
    parts.upkeep.trouble.note(KeyError())
    assert client.get(URL).status_code == 200
    answer = client.get(READY)
    assert answer.status_code == 503
    assert answer.json()["detail"].startswith("upkeep fails since 2")
    metrics = state_of(client.app).metrics  # type: ignore[arg-type]
    assert metrics.failing._value.get() > 0
