"""Tests of feedback over HTTP: told, known again, refused by field, counted, reported."""

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import JsonValue

from api.logs import configure_logs
from api.settings import Settings
from api.state import state_of
from schemas.feedback_body import ACCEPTED, RATED, SHOWN
from tests.ai_app.conftest import client_of

URL = "/api/ai/feedback"
LINES = {"Content-Type": "application/x-ndjson"}
SINCE = {"since": "2026-01-01T00:00:00Z"}
CANARY = "canary-of-mentee-7"


@pytest.fixture
def told(client: TestClient) -> TestClient:
    """Give a client of a service that knows mentors 12 and 13, and mentee 7."""
    for mentor in (12, 13):
        client.put(f"/api/ai/mentors/{mentor}", json={"nickname": "a", "jobs": ["간호사"]})
    client.put("/api/ai/mentees/7", json={"nickname": "b"})
    return client


def statistics(client: TestClient, mentor: int = 12) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = client.get(f"/api/ai/mentors/{mentor}/statistics").json()["data"]
    return found


def test_an_event_is_kept_once_and_known_from_then_on(told: TestClient) -> None:
    first, second = (told.post(URL, json=RATED) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == {"code": "OK", "data": {"id": RATED["id"], "outcome": "kept"}}
    assert second.json()["data"]["outcome"] == "known"
    mentor = told.get("/api/ai/mentors/12").json()["data"]["statistics"]
    assert (mentor["rating_avg"], mentor["rating_count"]) == (5, 1)


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"rating": 6}, 422, "/rating"),
        ({"rating": "5"}, 422, "/rating"),
        ({"rating": 4.5}, 422, "/rating"),
        ({"position": 1}, 422, "/position"),
        ({"kind": CANARY}, 422, "/kind"),
        ({"kind": None}, 422, "/kind"),
        ({"kind": "shown", "rating": 5}, 422, "/ranking_id"),
        ({"id": "with space"}, 422, "/id"),
        ({"id": ""}, 422, "/id"),
        ({"id": "x" * 129}, 422, "/id"),
        ({"mentor_id": 0}, 422, "/mentor_id"),
        ({"at": "2026-01-05T10:30:00"}, 422, "/at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, 422, "/at"),
        ({"at": 1_767_609_000}, 422, "/at"),
        ({"at": "1767609000"}, 422, "/at"),
        ({"at": "9999-01-01T00:00:00Z"}, 422, "/at"),
        ({"rating": 4}, 409, "/id"),
        ({"id": "other", "mentor_id": 99}, 404, "/mentor_id"),
        ({"id": "other", "mentee_id": 99}, 404, "/mentee_id"),
    ],
)
def test_what_is_no_event_is_refused_by_its_field(
    told: TestClient, change: dict[str, JsonValue], status: int, pointer: str
) -> None:
    told.post(URL, json=RATED)
    answer = told.post(URL, json={**RATED, **change})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert CANARY not in answer.text


def test_nobody_is_their_own_mentor(told: TestClient) -> None:
    told.put("/api/ai/mentees/12", json={"nickname": "a"})
    answer = told.post(URL, json={**RATED, "mentee_id": 12})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")


def test_a_batch_is_answered_line_by_line(told: TestClient) -> None:
    sent: list[dict[str, JsonValue]] = [
        SHOWN,
        SHOWN,
        {**RATED, "rating": 0},
        {**RATED, "mentor_id": 99},
        {**RATED, "mentee_id": 12},
        RATED,
        {**RATED, "rating": 1},
    ]
    body = "\n".join(map(json.dumps, sent)) + "\n{"
    answer = told.post(f"{URL}/batch", content=body, headers=LINES)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    *lines, end = map(json.loads, answer.text.splitlines())
    assert [line["line"] for line in lines] == list(range(1, 9))
    assert [line.get("outcome") for line in lines] == [
        *("kept", "known", None, None, None, "kept", None, None),
    ]
    refused = [line["errors"][0]["pointer"] for line in lines if "errors" in line]
    assert refused == ["/rating", "/mentor_id", "/mentee_id", "/id", ""]
    assert end == {"done": True, "lines": 8, "kept": 2, "known": 1, "refused": 5}
    assert statistics(told)["shown_count"] == 1


def test_statistics_say_what_was_stated_what_came_since_and_what_the_ranking_makes_of_it(
    told: TestClient,
) -> None:
    stated = {"rating_avg": 4.0, "rating_count": 9, "requested_count": 3, "responded_count": 2}
    mentor = {"nickname": "a", "statistics": stated}
    told.put("/api/ai/mentors/12", json=mentor)
    before = statistics(told)
    for event in (RATED, ACCEPTED, {**ACCEPTED, "id": "no", "kind": "declined"}):
        assert told.post(URL, json=event).status_code == 201
    found = statistics(told)
    assert found["stated"] == before["statistics"] == before["stated"]
    assert found["statistics"] == {
        "rating_avg": 4.1,
        "rating_count": 10,
        "requested_count": 3,
        "responded_count": 4,
        "accepted_count": 1,
    }
    assert (found["declined_count"], found["response_rate"]) == (3, 100)
    assert found["standing"] != before["standing"]
    kept = told.put("/api/ai/mentors/12", json=mentor)
    assert (kept.status_code, kept.json()["data"]["statistics"]) == (200, found["statistics"])
    assert told.get("/api/ai/mentors/99/statistics").status_code == 404


def test_ratings_move_the_ranking(told: TestClient) -> None:
    app = told.app
    assert isinstance(app, FastAPI)
    parts = state_of(app).parts
    assert parts is not None

    def ranked() -> list[int]:
        while parts.upkeep.round():
            pass
        answer = told.post("/api/ai/mentors/recommend", json={"jobs": ["간호사"]})
        return [each["user_id"] for each in answer.json()["data"]["recommendations"]]

    assert ranked() == [12, 13]
    for number in range(3):
        told.post(URL, json={**RATED, "mentor_id": 13, "id": str(number)})
    assert ranked() == [13, 12]


def test_the_report_says_what_came_of_rankings(told: TestClient) -> None:
    nothing = told.get(f"{URL}/report", params=SINCE).json()["data"]
    assert (nothing["rankings"], nothing["requested"], nothing["places"]) == (0, None, [])
    second = {**SHOWN, "id": "second", "mentor_id": 13, "position": 2}
    at = "2026-01-05T09:30:00Z"
    asked = {**ACCEPTED, "kind": "requested", "id": "asked", "mentor_id": 13, "at": at}
    for event in (SHOWN, second, asked):
        assert told.post(URL, json=event).status_code == 201
    report = told.get(f"{URL}/report", params=SINCE).json()["data"]
    assert (report["since"], report["rankings"]) == (SINCE["since"], 1)
    figures = report["requested"]
    assert (figures["total"], figures["mrr"]["mean"]) == (1, 0.5)
    assert [figures[f"hit_at_{depth}"]["mean"] for depth in (1, 3, 5, 10)] == [0, 1, 1, 1]
    assert report["accepted"] is None
    assert [(each["shown"], each["requested"]["mean"]) for each in report["places"]] == [
        (1, 0),
        (1, 1),
    ]
    later = told.get(f"{URL}/report", params={"since": "2026-01-05T18:00:01+09:00"}).json()["data"]
    assert later["rankings"] == 0
    assert told.get(f"{URL}/report").status_code == 200


@pytest.mark.parametrize(
    "since", ["yesterday", "0.5", "1767609000", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00"]
)
def test_a_report_since_no_moment_is_refused(client: TestClient, since: str) -> None:
    answer = client.get(f"{URL}/report", params={"since": since})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "query/since"


def test_who_may_read_may_not_tell(settings: Settings) -> None:
    with client_of(settings, "may-read") as reader:
        assert reader.post(URL, json=RATED).status_code == 403
        assert reader.post(f"{URL}/batch", content="", headers=LINES).status_code == 403
        assert reader.get(f"{URL}/report").status_code == 200


def test_nothing_of_an_event_is_in_the_logs(
    told: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("info")
    shown = {**SHOWN, "id": CANARY, "ranking_id": CANARY}
    for event in (shown, {**shown, "position": 2}, {**shown, "kind": CANARY}):
        told.post(URL, json=event)
    told.post(f"{URL}/batch", content=json.dumps(shown) + "\n" + CANARY, headers=LINES)
    told.get(f"{URL}/report", params={"since": CANARY})
    told.delete("/api/ai/mentees/7")
    told.post(URL, json={**shown, "id": f"{CANARY}-again"})
    out = capsys.readouterr()
    assert len(out.out.splitlines()) == 7
    assert "canary" not in out.out + out.err


def test_who_was_deleted_is_named_by_no_file(told: TestClient, settings: Settings) -> None:
    told.post(URL, json={**RATED, "id": CANARY})
    before = statistics(told)
    assert told.delete("/api/ai/mentees/7").status_code == 204
    assert statistics(told) == before
    assert told.post(URL, json={**RATED, "id": CANARY}).json()["data"]["outcome"] == "known"
    assert told.post(URL, json={**RATED, "id": "new"}).status_code == 404
    assert settings.database_url is not None
    name = settings.database_url.get_secret_value().removeprefix("sqlite:///")
    for suffix in ("", "-wal"):
        with open(name + suffix, "rb") as file:  # noqa: PTH123 - a name with an ending
            assert CANARY.encode() not in file.read()
