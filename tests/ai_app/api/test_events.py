"""Tests of server-sent events: what is sent, when, and what keeps a silent stream alive."""

import asyncio
from threading import Event

import pytest
from starlette.requests import Request
from starlette.types import Message

from api.events import Events, answer_events, wants_events
from schemas.words_body import WordsPiece

WAIT_S_MAX = 20.0


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/event-stream", True),
        ("Text/Event-Stream; charset=utf-8", True),
        ("application/json, text/event-stream;q=0.9", True),
        ("application/json", False),
        ("*/*", False),
        ("text/*", False),
        ("", False),
    ],
)
def test_events_are_for_those_who_name_them(accept: str, *, wanted: bool) -> None:
    scope = {"type": "http", "headers": [(b"accept", accept.encode())]}
    assert wants_events(Request(scope)) == wanted


def test_who_accepts_nothing_gets_json() -> None:
    assert not wants_events(Request({"type": "http", "headers": []}))


def sent(events: Events, *, heartbeat_s: float, seen: Event | None = None) -> tuple[Message, bytes]:
    """Give the head and the body of an answer; `seen` is set with the first heartbeat."""
    messages: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        messages.append(message)
        if seen is not None and message.get("body", b"").startswith(b":"):
            seen.set()

    answer = answer_events(events, heartbeat_s=heartbeat_s)
    asyncio.run(answer({"type": "http", "method": "POST"}, receive, send))
    head, *rest = messages
    return head, b"".join(each["body"] for each in rest)


def test_each_event_has_its_name_and_its_json_in_one_line() -> None:
    def two() -> Events:
        yield WordsPiece(text="안녕\n하세요")
        yield WordsPiece(text='"\r\n\ndata: x')

    head, body = sent(two(), heartbeat_s=WAIT_S_MAX)
    assert body.decode() == (
        'event: piece\ndata: {"text":"안녕\\n하세요"}\n\n'
        'event: piece\ndata: {"text":"\\"\\r\\n\\ndata: x"}\n\n'
    )
    headers = dict(head["headers"])
    assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"x-accel-buffering"] == b"no"


def test_a_stream_that_says_nothing_yet_shows_that_it_lives() -> None:
    beaten = Event()

    def slow() -> Events:
        assert beaten.wait(WAIT_S_MAX)
        yield WordsPiece(text="끝")

    _, body = sent(slow(), heartbeat_s=0.005, seen=beaten)
    assert body.startswith(b": ")
    said = [each for each in body.split(b"\n\n") if each and not each.startswith(b": ")]
    assert said == ['event: piece\ndata: {"text":"끝"}'.encode()]  # another beat may follow it


def test_a_client_who_leaves_stops_the_writing_at_once() -> None:
    begun, left, closed = asyncio.Event(), Event(), []

    def endless() -> Events:
        try:
            yield WordsPiece(text="1")
            assert left.wait(WAIT_S_MAX)
            for _ in range(1_000):
                yield WordsPiece(text="more")
        except GeneratorExit:
            closed.append("while the answer is sent")
            raise

    async def receive() -> Message:
        await begun.wait()
        left.set()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message.get("body"):
            begun.set()

    async def answered() -> list[str]:
        answer = answer_events(endless(), heartbeat_s=WAIT_S_MAX)
        await answer({"type": "http", "method": "POST"}, receive, send)
        return list(closed)

    assert asyncio.run(answered()) == ["while the answer is sent"]
