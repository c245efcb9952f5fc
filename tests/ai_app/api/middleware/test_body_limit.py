"""Tests of how large a body may be, whether it says so before or not."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from api.middleware.body_limit import BodyLimit
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


@pytest.mark.parametrize(
    "path", ["/api/ai/words/batch", "/api/ai/words/resumes", "/api/ai/matches/batch"]
)
def test_only_a_batch_may_be_as_large_as_one(settings: Settings, path: str) -> None:
    small = settings.model_copy(update={"body_bytes_max": 1_024})
    with client_of(small, "may-write") as client:
        answer = client.post(path, content=b" " * 1_025, headers=JSON)
    assert answer.status_code in {405, 413}  # 405 where there is nothing to read it


async def stops(_: Scope, receive: Receive, send: Send) -> None:
    """Read the body, and what comes after it; answer how much it was."""
    read = 0
    while (message := await receive())["type"] == "http.request":
        read += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    await send({"type": "read", "bytes": read, "then": (await receive())["type"]})


async def sent(*messages: Message | float, declared: bytes = b"100") -> list[Message]:
    """Send these to `stops`, a number being seconds of silence; give what it answers."""
    due, answers = list(messages), list[Message]()

    async def receive() -> Message:
        message = due.pop(0)
        if isinstance(message, float):
            await asyncio.sleep(message)
            message = due.pop(0)
        assert not isinstance(message, float)
        return message

    async def send(message: Message) -> None:
        answers.append(message)

    scope = {"type": "http", "path": URL, "headers": [(b"content-length", declared)]}
    await BodyLimit(stops, bytes_max=lambda _: 1_000, silence_s=0.05)(scope, receive, send)
    return answers


PART: Message = {"type": "http.request", "body": b"x" * 50, "more_body": True}
REST: Message = {"type": "http.request", "body": b"x" * 50}
GONE: Message = {"type": "http.disconnect"}


def test_a_body_that_does_not_go_on_is_given_up() -> None:
    with pytest.raises(HTTPException, match=r"408.*stopped for 0\.05 s"):
        asyncio.run(sent(PART, 60.0))


@pytest.mark.parametrize(("declared", "messages"), [(b"100", (PART, REST)), (b"0", (REST,))])
def test_after_its_body_a_client_may_be_silent(declared: bytes, messages: tuple[Message]) -> None:
    (answer,) = asyncio.run(sent(*messages, 0.2, GONE, declared=declared))
    assert (answer["bytes"], answer["then"]) == (50 * len(messages), "http.disconnect")
