"""The wire formats of Gemini's two libraries, so that one suite asks both the same.

Both POST to `v1beta/models/M:streamGenerateContent`. google-generativeai reads a JSON array of
chunks through requests; google-genai reads server-sent events, a chunk each, through httpx2.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx2
import requests
import responses
from responses import matchers

from adapters.gemini.gen_ai import GenAi
from adapters.gemini.generative_ai import GenerativeAi
from adapters.gemini.writer import Attempts
from schemas.words import Prompt

KEY = "AIzaCANARYCANARYCANARYCANARYCANARYCANARY"
URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-x:streamGenerateContent"
PROMPT = Prompt(instruction="OURS", data="THEIRS \"'\\ 안녕", tokens_max=77)
JSON = "application/json; charset=UTF-8"
Chunks = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What Gemini sends: a body, or what goes wrong before there is one."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    fails: str = ""
    """`connect` or `read`: a connection that is refused, or a read that takes too long."""


@dataclass(slots=True)
class Seen:
    """What Gemini was sent."""

    urls: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    timeouts_s: list[float] = field(default_factory=list)
    """Of a read; each library has one more for connecting, the same here."""


def text_chunk(
    text: str, *, finish: str | None = None, tokens: int | None = None
) -> dict[str, Any]:
    """Give a chunk as Gemini sends it."""
    candidate: dict[str, Any] = {
        "content": {"parts": [{"text": text}], "role": "model"},
        "index": 0,
    }
    if finish:
        candidate["finishReason"] = finish
    chunk: dict[str, Any] = {"candidates": [candidate], "modelVersion": "gemini-x"}
    if tokens is not None:
        chunk["usageMetadata"] = {"promptTokenCount": 1, "totalTokenCount": tokens}
    return chunk


def status_body(status: int, name: str, *details: dict[str, Any]) -> bytes:
    """Give the body of an error, as AIP-193 has it; it repeats what nobody should read in a log."""
    error = {"code": status, "message": f"{KEY} THEIRS", "status": name, "details": list(details)}
    return json.dumps({"error": error}).encode()


class Wire(Protocol):
    """One library, and a network that answers as it is told."""

    def body(self, chunks: Chunks) -> Reply:
        """Return the reply of a whole answer."""

    def error(self, body: bytes, status: int) -> Reply:
        """Return the reply of an error."""

    def open(self, *replies: Reply) -> AbstractContextManager[tuple[Attempts, Seen]]:
        """Give the adapter; its requests get these replies, one after the other."""


class ArrayWire:
    """google-generativeai."""

    def body(self, chunks: Chunks) -> Reply:
        return Reply(body=json.dumps(chunks, ensure_ascii=False, indent=1).encode())

    def error(self, body: bytes, status: int) -> Reply:
        return Reply(status=status, body=b"[" + body + b"]")

    @contextmanager
    def open(self, *replies: Reply) -> Iterator[tuple[Attempts, Seen]]:
        seen, left = Seen(), list(replies)

        def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
            seen.urls.append(str(request.url))
            seen.headers.append({name.lower(): value for name, value in request.headers.items()})
            seen.bodies.append(json.loads(request.body or b""))
            seen.timeouts_s.append(request.req_kwargs["timeout"])  # type: ignore[attr-defined]
            reply = left.pop(0)
            if reply.fails == "connect":
                raise requests.ConnectionError(f"{request.url} {KEY} THEIRS")
            if reply.fails == "read":
                raise requests.ReadTimeout(f"{KEY} THEIRS")
            return reply.status, {"Content-Type": reply.content_type}, reply.body

        with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
            network.add_callback(
                "POST",
                URL,
                answer,
                match=[matchers.query_param_matcher({"$alt": "json;enum-encoding=int"})],
            )
            yield GenerativeAi(api_key=KEY, model="gemini-x", temperature=0.4), seen


class EventWire:
    """google-genai."""

    def body(self, chunks: Chunks) -> Reply:
        lines = [f"data: {json.dumps(each, ensure_ascii=False)}\r\n\r\n" for each in chunks]
        return Reply(body="".join(lines).encode(), content_type="text/event-stream")

    def error(self, body: bytes, status: int) -> Reply:
        return Reply(status=status, body=body)

    @contextmanager
    def open(self, *replies: Reply) -> Iterator[tuple[Attempts, Seen]]:
        seen, left = Seen(), list(replies)

        def answer(request: httpx2.Request) -> httpx2.Response:
            seen.urls.append(str(request.url))
            seen.headers.append(dict(request.headers))
            seen.bodies.append(json.loads(request.content))
            seen.timeouts_s.append(request.extensions["timeout"]["read"])
            reply = left.pop(0)
            if reply.fails == "connect":
                raise httpx2.ConnectError(f"{request.url} {KEY} THEIRS")
            if reply.fails == "read":
                raise httpx2.ReadTimeout(f"{KEY} THEIRS")
            headers = {"Content-Type": reply.content_type}
            return httpx2.Response(reply.status, headers=headers, content=reply.body)

        with httpx2.Client(transport=httpx2.MockTransport(answer)) as client:
            yield (
                GenAi(api_key=KEY, model="gemini-x", temperature=0.4, http_client=client),
                seen,
            )


WIRES: dict[str, Callable[[], Wire]] = {
    "google-generativeai": ArrayWire,
    "google-genai": EventWire,
}


def wire_of(name: str) -> Wire:
    """Give the wire of a library."""
    return WIRES[name]()
