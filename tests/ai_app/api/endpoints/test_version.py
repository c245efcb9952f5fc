"""Tests of the version endpoint."""

from datetime import datetime
from pathlib import Path

from fastapi.testclient import TestClient

from api.application import create_app
from api.settings import Settings
from tests.ai_app.conftest import RECORD

URL = "/api/ai/version"


def test_it_names_the_release_and_the_start(client: TestClient) -> None:
    answer = client.get(URL).json()
    started_at = answer.pop("started_at")
    assert answer == RECORD
    assert datetime.strptime(started_at, "%Y-%m-%dT%H:%M:%S.%f%z").tzinfo is not None


def test_the_process_names_the_release_it_started_with(
    client: TestClient, release_file: Path
) -> None:
    before = client.get(URL).json()
    release_file.write_text('{"sha": "the next release"}', encoding="utf-8")
    assert client.get(URL).json() == before


def test_in_development_there_is_no_release(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(release_file=tmp_path / "none"))) as client:
        answer = client.get(URL)
    assert answer.status_code == 200
    assert sorted(answer.json()) == ["built_at", "sha", "started_at", "version"]
    assert {answer.json()[name] for name in RECORD} == {None}


def test_a_malformed_release_is_not_guessed(release_file: Path) -> None:
    release_file.write_text("[]", encoding="utf-8")
    with TestClient(create_app(Settings(release_file=release_file))) as client:
        answer = client.get(URL)
    assert (answer.status_code, list(answer.json())) == (503, ["detail"])
