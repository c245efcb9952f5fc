"""Tests of problems: each is RFC 9457's, names its request, and holds nothing of anybody's."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.problems import pointer

MEDIA_TYPE = "application/problem+json"


def test_a_field_that_is_wrong_is_named_and_its_value_is_not_told(client: TestClient) -> None:
    body = {"nickname": "a", "skills": ["b", 3], "years": "canary"}
    answer = client.put("/api/ai/mentors/1", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, MEDIA_TYPE)
    problem = answer.json()
    assert [each["pointer"] for each in problem["errors"]] == ["/skills/1", "/years"]
    assert (problem["code"], problem["status"]) == ("VALIDATION_ERROR", 422)
    assert "canary" not in answer.text


def test_a_parameter_that_is_wrong_is_named(client: TestClient) -> None:
    answer = client.get("/api/ai/mentors", params={"limit": 0})
    assert answer.json()["errors"][0]["pointer"] == "query/limit"
    answer = client.get("/api/ai/mentors/0")
    assert answer.json()["errors"][0]["pointer"] == "path/user_id"


def test_what_does_not_exist_and_what_is_not_done_there_are_problems(client: TestClient) -> None:
    for method, url, code in (
        ("GET", "/api/ai/nothing", "NOT_FOUND"),
        ("PATCH", "/api/ai/mentors/1", "METHOD_NOT_ALLOWED"),
    ):
        answer = client.request(method, url)
        assert (answer.headers["content-type"], answer.json()["code"]) == (MEDIA_TYPE, code)


def test_what_may_be_done_there_is_told_whole(client: TestClient) -> None:
    answer = client.post("/api/ai/mentors/1")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "DELETE, GET, HEAD, PUT")


@pytest.mark.parametrize("digits", [20, 4_000, 5_000, 60_000])
def test_a_number_in_a_path_that_nobody_can_have_is_no_error_of_ours(
    client: TestClient, digits: int
) -> None:
    answer = client.get("/api/ai/mentors/" + "9" * digits)
    assert answer.status_code in {404, 422}


def test_nobody_is_sent_where_a_client_says_the_host_is(client: TestClient) -> None:
    answer = client.get(
        "/api/ai/mentors/", headers={"Host": "evil.example"}, follow_redirects=False
    )
    assert answer.status_code == 404


def test_of_errors_without_number_some_are_told(client: TestClient) -> None:
    wrong = {"nickname": "a", **{f"unknown_{n}": n for n in range(1_000)}}
    told = client.put("/api/ai/mentors/1", json=wrong).json()
    assert len(told["errors"]) == 100
    assert told["detail"].endswith("; and 900 more")


def test_a_problem_names_its_request(client: TestClient) -> None:
    answer = client.get("/api/ai/nothing", headers={"X-Request-ID": "mine-1"})
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"] == "mine-1"


def test_what_nobody_foresaw_is_500_and_tells_nothing(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("canary")

    answer = client.get("/broken", headers={"X-Request-ID": "mine-2"})
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_SERVER_ERROR")
    assert "canary" not in answer.text
    assert answer.json()["request_id"] == "mine-2"


def test_a_pointer_escapes_what_would_part_it() -> None:
    assert pointer(("body", "a/b", "c~d", 0)) == "/a~1b/c~0d/0"
    assert pointer(("body",)) == "/"
    assert pointer(("query", "limit")) == "query/limit"
