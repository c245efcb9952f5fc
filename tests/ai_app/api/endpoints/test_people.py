"""Tests of mentors and of mentees over HTTP: kept, given back, page by page, in batches."""

import json
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from pydantic import JsonValue

from schemas import mentee_body, mentor_body

LINES = {"Content-Type": "application/x-ndjson"}


@dataclass(frozen=True)
class Kind:
    """A kind of people: what they are called, and an example of one."""

    name: str
    example: dict[str, JsonValue]

    @property
    def url(self) -> str:
        return f"/api/ai/{self.name}s"


KINDS = (Kind("mentor", mentor_body.EXAMPLE), Kind("mentee", mentee_body.EXAMPLE))


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


def test_who_was_kept_is_given_back_with_names_normalised(client: TestClient, kind: Kind) -> None:
    kept = client.put(f"{kind.url}/7", json=kind.example)
    assert (kept.status_code, kept.json()["code"]) == (201, "OK")
    assert client.get(f"{kind.url}/7").json() == kept.json()
    data = kept.json()["data"]
    assert data["user_id"] == 7
    assert "Spring" in data["skills"]


def test_the_same_once_more_changes_nothing(client: TestClient, kind: Kind) -> None:
    first, second = (client.put(f"{kind.url}/7", json=kind.example) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_what_is_left_out_is_not_as_it_was_before(client: TestClient, kind: Kind) -> None:
    client.put(f"{kind.url}/7", json=kind.example)
    client.put(f"{kind.url}/7", json={"nickname": "다른이름"})
    data = client.get(f"{kind.url}/7").json()["data"]
    assert (data["nickname"], data["introduction"], data["skills"]) == ("다른이름", "", [])


def test_who_was_deleted_is_gone(client: TestClient, kind: Kind) -> None:
    client.put(f"{kind.url}/7", json=kind.example)
    assert client.delete(f"{kind.url}/7").status_code == 204
    for answer in (client.get(f"{kind.url}/7"), client.delete(f"{kind.url}/7")):
        assert (answer.status_code, answer.json()["detail"]) == (404, f"there is no {kind.name} 7")


def test_pages_give_everybody_once(client: TestClient, kind: Kind) -> None:
    for user_id in (5, 1, 9, 3, 7):
        client.put(f"{kind.url}/{user_id}", json=kind.example)
    seen: list[list[int]] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = client.get(kind.url, params={"limit": 2, **cursor}).json()["data"]
        seen.append([each["user_id"] for each in page["items"]])
        cursor = {"cursor": page["next_cursor"]}
    assert (seen, page["next_cursor"]) == ([[1, 3], [5, 7], [9]], None)


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 30, "1.5", "٣"])
def test_a_cursor_that_no_page_gave_is_refused(client: TestClient, kind: Kind, cursor: str) -> None:
    answer = client.get(kind.url, params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "query/cursor"


def test_a_batch_is_answered_line_by_line(client: TestClient, kind: Kind) -> None:
    lines = [{"user_id": 1, **kind.example}, {"user_id": 2}, {"user_id": 1, **kind.example}]
    body = "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    answer = client.post(f"{kind.url}/batch", content=body.encode(), headers=LINES)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    first, second, third, end = map(json.loads, answer.text.splitlines())
    assert first == {"line": 1, "user_id": 1, "outcome": "created"}
    assert (second["line"], second["errors"][0]["pointer"]) == (3, "/nickname")
    assert third == {"line": 5, "user_id": 1, "outcome": "unchanged"}
    counts = {"lines": 3, "created": 1, "replaced": 0, "unchanged": 1, "refused": 1}
    assert end == {"done": True, **counts}
    assert client.get(f"{kind.url}/1").json()["data"]["user_id"] == 1
