"""Tests of how large a body may be, whether it says so before or not."""

from collections.abc import Iterator

from fastapi.testclient import TestClient

from api.settings import Settings
from tests.ai_app.conftest import client_of

URL = "/api/ai/mentors/1"
JSON = {"Content-Type": "application/json"}


def test_a_body_that_says_it_is_too_large_is_refused(settings: Settings) -> None:
    small = settings.model_copy(update={"body_bytes_max": 1_024})
    with client_of(small, "may-write") as client:
        answer = client.put(URL, content=b" " * 1_025, headers=JSON)
        fits = client.put(URL, content=b'{"nickname": "a"}'.ljust(1_024), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert "1,024" in answer.json()["detail"]
    assert fits.status_code == 201


def test_a_body_that_turns_out_too_large_is_refused(settings: Settings) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(11):
            yield b" " * 100

    small = settings.model_copy(update={"body_bytes_max": 1_024})
    with client_of(small, "may-write") as client:
        answer = client.put(URL, content=pieces(), headers=JSON)
    assert answer.status_code == 413


def test_a_length_that_is_no_number_is_counted(client: TestClient) -> None:
    headers = {**JSON, "Content-Length": "many"}
    assert client.put(URL, content=b'{"nickname": "a"}', headers=headers).status_code == 201
