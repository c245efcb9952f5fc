"""Tests of the health endpoint."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.application import create_app
from api.settings import Settings

URL = "/api/ai/health"


def test_ready_is_exactly_ok(client: TestClient) -> None:
    answer = client.get(URL)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_before_the_start_it_is_not_ready(idle: TestClient) -> None:
    answer = idle.get(URL)
    assert (answer.status_code, list(answer.json())) == (503, ["detail"])


def test_after_the_end_it_is_not_ready(idle: TestClient) -> None:
    with idle as started:
        assert started.get(URL).status_code == 200
    assert idle.get(URL).status_code == 503


def test_without_a_release_record_it_is_ready(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(release_file=tmp_path / "none"))) as client:
        assert client.get(URL).json() == {"status": "ok"}


def test_a_malformed_release_record_keeps_it_from_being_ready(release_file: Path) -> None:
    release_file.write_text('{"sha": "unknown"}', encoding="utf-8")
    with TestClient(create_app(Settings(release_file=release_file))) as client:
        answer = client.get(URL)
    assert answer.status_code == 503
    assert "sha" in answer.json()["detail"]
