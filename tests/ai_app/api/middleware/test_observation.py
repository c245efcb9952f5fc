"""Tests of what is counted and logged of requests: never what anybody said."""

import json

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.logs import configure_logs
from api.settings import Settings
from tests.ai_app.conftest import client_of

CANARY = "canary카나리아"


@pytest.fixture(autouse=True)
def logs() -> None:
    configure_logs("info")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_request_is_one_line_that_names_its_route_and_client(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/api/ai/mentors/77", headers={"X-Request-ID": "mine"})
    (line,) = lines(capsys)
    assert (line["event"], line["level"]) == ("request", "info")
    assert (line["method"], line["route"]) == ("GET", "/api/ai/mentors/{user_id}")
    assert (line["status"], line["client"], line["request_id"]) == (404, "platform", "mine")
    assert isinstance(line["ms"], float)


def test_health_is_logged_only_where_it_fails(
    idle: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    idle.get("/api/ai/health")
    with idle:
        idle.get("/api/ai/health")
    assert [line["status"] for line in lines(capsys)] == [503]


def test_nothing_that_anybody_says_is_in_the_logs(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"nickname": CANARY, "introduction": CANARY, "skills": [CANARY], "jobs": [CANARY]}
    with client_of(settings, "may-write") as client:
        for kind in ("mentors", "mentees"):
            url = f"/api/ai/{kind}"
            assert client.put(f"{url}/1", json=said).status_code == 201
            assert client.put(f"{url}/1", json={**said, CANARY: 1}).status_code == 422
            batch = json.dumps({"user_id": 1, **said}) + "\n" + CANARY
            headers = {"Content-Type": "application/x-ndjson"}
            assert client.post(f"{url}/batch", content=batch, headers=headers).is_success
            client.get(f"{url}/1")
            client.get(url, params={"cursor": CANARY})
            client.get(f"{url}/{CANARY}")
            client.delete(f"{url}/1")
    told = capsys.readouterr()
    assert len(told.out.splitlines()) > 10
    assert "canary" not in told.out + told.err


def test_an_error_that_nobody_foresaw_is_logged_with_its_place_and_no_variables(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    app = client.app
    assert isinstance(app, FastAPI)

    @app.get("/broken")
    def broken() -> None:
        somebody = CANARY
        raise RuntimeError(f"of {len(somebody)} characters")

    client.get("/broken")
    told = capsys.readouterr().out
    assert CANARY not in told.replace("\\u", "")
    error, request = map(json.loads, told.splitlines())
    assert error["exception"][0]["exc_type"] == "RuntimeError"
    assert (request["status"], request["level"]) == (500, "error")


def test_requests_are_counted_by_route_and_answer(settings: Settings, client: TestClient) -> None:
    client.get("/api/ai/mentors/1")
    client.get("/api/ai/mentors/2")
    client.get("/nowhere/at/all")
    counted = client.get("/metrics", headers={"Authorization": "Bearer may-operate"}).text
    assert 'route="/api/ai/mentors/{user_id}",status="404"} 2.0' in counted
    assert 'route="none",status="404"} 1.0' in counted
    assert "refit_requests_in_progress 1.0" in counted
    del settings


def test_logs_are_as_before_for_others() -> None:
    assert structlog.is_configured()
