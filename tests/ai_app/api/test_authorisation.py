"""Tests of who may ask what: every endpoint is asked without a key, and with too small a one."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from tests.ai_app.conftest import client_of

OPEN = {"/api/ai/health", "/api/ai/ready", "/api/ai/version"}
BODY = {"nickname": "a"}
JSON = {"Content-Type": "application/json"}


def operations(client: TestClient) -> list[tuple[str, str]]:
    paths = client.get("/openapi.json").json()["paths"]
    return [
        (method, path.replace("{user_id}", "1"))
        for path, methods in paths.items()
        for method in methods
        if path not in OPEN
    ]


def test_nothing_answers_without_a_key_but_what_says_how_it_is(settings: Settings) -> None:
    with client_of(settings) as client:
        asked = operations(client)
        answers = {each: client.request(*each) for each in asked}
    assert len(asked) > 10
    assert {answer.status_code for answer in answers.values()} == {401}
    for answer in answers.values():
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "no key" in answer.json()["detail"]


def test_whoever_has_no_key_is_told_so_before_anything_they_sent_is_read(
    settings: Settings,
) -> None:
    def endless() -> Iterator[bytes]:
        yield b"[" * 100_000
        raise AssertionError("more was read of what nobody may send")

    with client_of(settings) as client:
        for method, path in operations(client):
            told = {
                client.request(method, path, content=body, headers=JSON).status_code
                for body in (b"{bad", endless())
            }
            assert told == {401}, path


def test_a_request_counts_once_against_what_a_client_may_make(settings: Settings) -> None:
    few = settings.model_copy(update={"requests_per_minute_max": 2})
    with client_of(few, "may-write") as client:
        answers = [client.put("/api/ai/mentors/1", json=BODY).status_code for _ in range(3)]
    assert answers == [201, 200, 429]


def test_a_key_of_nobody_is_as_good_as_none(settings: Settings) -> None:
    with client_of(settings, "guessed") as client:
        for each in operations(client):
            answer = client.request(*each)
            assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHORIZED")
            assert "guessed" not in answer.text


def test_a_key_may_come_in_a_header_of_its_own(settings: Settings) -> None:
    with client_of(settings) as client:
        answer = client.get("/api/ai/mentors", headers={"X-API-Key": "may-read"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("key", "reads", "writes", "operates"),
    [
        ("may-read", 200, 403, 403),
        ("may-write", 200, 201, 403),
        ("may-operate", 403, 403, 200),
    ],
)
def test_a_key_may_do_what_its_scopes_say(
    settings: Settings, key: str, reads: int, writes: int, operates: int
) -> None:
    with client_of(settings, key) as client:
        assert client.get("/api/ai/mentors").status_code == reads
        assert client.put("/api/ai/mentors/1", json=BODY).status_code == writes
        assert client.get("/metrics").status_code == operates


def test_where_one_develops_no_key_is_wanted(settings: Settings) -> None:
    open_to_all = settings.model_copy(update={"development": True, "api_keys": {}})
    with client_of(open_to_all) as client:
        assert client.put("/api/ai/mentors/1", json=BODY).status_code == 201
        assert client.get("/metrics").status_code == 200


def test_who_asks_too_much_is_told_when_to_come_back(settings: Settings) -> None:
    narrow = settings.model_copy(update={"requests_per_minute_max": 2})
    with client_of(narrow, "may-read") as client:
        answers = [client.get("/api/ai/mentors") for _ in range(3)]
        health = client.get("/api/ai/health")
        other = client.get("/api/ai/mentors", headers={"Authorization": "Bearer may-write"})
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].json()["code"] == "TOO_MANY_REQUESTS"
    assert (health.status_code, other.status_code) == (200, 200)
