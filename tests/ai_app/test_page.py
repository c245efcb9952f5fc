"""Tests of the page about the service: it names every endpoint and every setting as they are."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "service.md").read_text(encoding="utf-8")


@pytest.mark.lengthy
def test_every_endpoint_is_named_with_its_scope(page: str, idle: TestClient) -> None:
    paths = idle.get("/openapi.json").json()["paths"]
    there = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    named = re.findall(
        r"^\| `((?:GET|POST|PUT|DELETE) [^`]+)` \| (none|read|write|admin) \|", page, re.MULTILINE
    )
    assert {name for name, _ in named} == there
    keyless = {name for name, scope in named if scope == "none"}
    assert keyless == {f"GET /api/ai/{name}" for name in ("health", "ready", "version")}


def test_every_setting_is_named_with_its_default(page: str) -> None:
    settings = Settings()
    rows = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| ([^|]+) \|", page, re.MULTILINE)
    named = {name: default for names, default in rows for name in re.findall(r"[A-Z_]+", names)}
    assert set(named) == {name.upper() for name in Settings.model_fields}
    for name, default in named.items():
        if default.startswith("`"):
            value = getattr(settings, name.lower())
            assert default.strip("`") == (str(value).lower() if value is False else str(value))
