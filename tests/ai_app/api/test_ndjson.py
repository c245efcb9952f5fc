"""Tests of lines of JSON: how they are read, and what happens amid them."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from adapters.database import people
from api.settings import Settings
from controllers.batches import PORTION
from schemas.errors import StorageDown
from schemas.keeping import Put
from tests.ai_app.conftest import client_of

URL = "/api/ai/mentees/batch"
LINES = {"Content-Type": "application/x-ndjson; charset=utf-8"}


def line(user_id: int, nickname: str = "a") -> bytes:
    return json.dumps({"user_id": user_id, "nickname": nickname}).encode() + b"\n"


def post(client: TestClient, body: bytes) -> list[dict[str, object]]:
    answer = client.post(URL, content=body, headers=LINES)
    assert answer.status_code == 200
    return [json.loads(each) for each in answer.text.splitlines()]


def test_a_line_that_is_too_long_is_refused_and_those_around_it_are_kept(
    settings: Settings,
) -> None:
    small = settings.model_copy(update={"batch_line_bytes_max": 1_024})
    with client_of(small, "may-write") as client:
        answers = post(client, line(1) + b"x" * 5_000 + b"\n" + line(2) + b"y" * 2_000)
    assert [each.get("outcome") for each in answers] == ["created", None, "created", None, None]
    assert answers[-1]["refused"] == 2
    assert "longer than" in str(answers[1]["errors"])


def test_lines_are_told_by_their_numbers_in_what_was_sent(client: TestClient) -> None:
    *lines, end = post(client, line(1) + b"\n \n" + line(2) + b"{\n")
    assert [each["line"] for each in lines] == [1, 4, 5]
    assert (end["lines"], end["refused"]) == (3, 1)


def test_a_media_type_may_be_written_large(client: TestClient) -> None:
    headers = {"Content-Type": "Application/X-NDJSON; charset=utf-8"}
    assert client.post(URL, content=line(1), headers=headers).status_code == 200


def test_of_a_line_with_errors_without_number_some_are_told(client: TestClient) -> None:
    wrong = {"user_id": 1, "nickname": "a", **{f"unknown_{n}": n for n in range(1_000)}}
    (answer, _) = post(client, json.dumps(wrong).encode())
    assert str(answer["errors"]).count("/unknown_") == 100


def test_the_last_line_needs_no_end(client: TestClient) -> None:
    assert post(client, line(1).rstrip())[0]["outcome"] == "created"


@pytest.mark.parametrize("body", [b"", b"\n \n\r\n"])
def test_nothing_is_answered_with_the_end_alone(client: TestClient, body: bytes) -> None:
    (end,) = post(client, body)
    assert (end["done"], end["lines"]) == (True, 0)


def test_another_kind_of_body_is_refused(client: TestClient) -> None:
    answer = client.post(URL, json={"user_id": 1, "nickname": "a"})
    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_batch_may_be_larger_than_another_body(settings: Settings) -> None:
    small = settings.model_copy(update={"body_bytes_max": 1_024, "batch_bytes_max": 10_000})
    with client_of(small, "may-write") as client:
        assert len(post(client, b"".join(line(each) for each in range(1, 101)))) == 101
        answer = client.post(URL, content=b"x" * 10_001, headers=LINES)
    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


def test_what_was_answered_is_kept_where_storage_fails_amid_a_batch(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = people.put

    def put_some(*given: Any) -> list[Put]:  # noqa: ANN401 - handed on as it is
        if given[-1][0].user_id > PORTION:
            raise StorageDown("the disk is full")
        return put(*given)

    monkeypatch.setattr(people, "put", put_some)
    answers = post(client, b"".join(line(each) for each in range(1, PORTION + 3)))
    assert [each.get("outcome") for each in answers[:-1]] == ["created"] * PORTION
    assert answers[-1]["done"] is False
    monkeypatch.undo()
    assert client.get(f"/api/ai/mentees/{PORTION}").status_code == 200
    assert client.get(f"/api/ai/mentees/{PORTION + 1}").status_code == 404
