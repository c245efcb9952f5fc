"""Tests of how the application is put together."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.settings import Settings


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


def test_applications_share_nothing(idle: TestClient, release_file: Path) -> None:
    with TestClient(create_app(Settings(release_file=release_file))):
        assert idle.get("/api/ai/health").status_code == 503


def test_what_does_not_exist_is_404(client: TestClient) -> None:
    assert client.get("/api/ai/nothing").status_code == 404
