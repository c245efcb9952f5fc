"""The notifier over Discord's webhook: what goes over the wire, and what becomes of it."""

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
import responses
from urllib3.exceptions import MaxRetryError, NewConnectionError

from deploy.control.notifier import Fate, Told
from deploy.control.secret import Secret
from deploy.control.web import exchange
from deploy.control.web.discord import TOTAL_S_MAX, TRIES_MAX, Discord
from deploy.control.webhook import parse_webhook
from deploy.errors import Refused
from tests.hostile import HOSTILE, WEBHOOK_ID, WEBHOOK_PATH, WEBHOOK_TOKEN, WEBHOOKS, every

TYPED = f"https://discord.com{WEBHOOK_PATH}"
URL = f"https://discord.com/api/v10/webhooks/{WEBHOOK_ID}/{WEBHOOK_TOKEN}"
PAYLOAD = {"content": "한국어 \u202e", "allowed_mentions": {"parse": []}}


@dataclass
class Hands:
    """A clock that only sleeping moves."""

    time: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def discord(clock: Hands) -> Discord:
    return Discord(webhook=parse_webhook(TYPED), clock=clock)


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    """Stand in for Discord; each answer that is given is to be asked for."""
    with responses.RequestsMock() as mock:
        yield mock


def limited(
    after: object, headers: Mapping[str, str] | None = None, **more: object
) -> dict[str, object]:
    body = {"message": "You are being rate limited.", "retry_after": after, "global": False, **more}
    return {"status": 429, "json": body, "headers": dict(headers or {})}


# ------------------------------------------------------------------ the webhook


def test_a_hostile_webhook_is_refused_and_not_repeated() -> None:
    for text in every(HOSTILE, WEBHOOKS):
        with pytest.raises(Refused, match="DISCORD_WEBHOOK") as caught:
            parse_webhook(text)
        said = (
            f"{caught.value} {caught.value!r} {caught.value.__cause__} {caught.value.__context__}"
        )
        assert "canary" not in said.lower()
        assert WEBHOOK_ID not in said


@pytest.mark.parametrize(
    "text",
    [
        TYPED,
        URL,
        f"https://discordapp.com{WEBHOOK_PATH}",
        f"https://ptb.discord.com{WEBHOOK_PATH}",
        f"https://canary.discord.com{WEBHOOK_PATH}",
        URL.replace("v10", "v6"),
    ],
)
def test_a_webhook_is_read_into_one_form(text: str) -> None:
    webhook = parse_webhook(text)
    assert webhook.reveal() == URL
    assert repr(webhook) == "[DISCORD_WEBHOOK]"


# ------------------------------------------------------------------ on the wire


def test_a_message_is_posted_as_json_and_its_confirmation_waited_for(
    discord: Discord, wire: responses.RequestsMock, clock: Hands
) -> None:
    wire.post(URL, json={"id": "1"}, status=200)
    assert discord.tell(PAYLOAD) == Told(fate=Fate.DELIVERED, why="HTTP 200", tries=1)
    (call,) = wire.calls
    assert call.request.url == f"{URL}?wait=true"
    assert call.request.headers["Content-Type"] == "application/json"
    assert "Authorization" not in call.request.headers
    assert isinstance(call.request.body, bytes)
    assert json.loads(call.request.body) == PAYLOAD
    assert call.request.body.isascii()
    assert clock.slept == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\x00", b"[" * 100_000])
def test_a_success_with_a_malformed_body_is_a_success(
    discord: Discord, wire: responses.RequestsMock, body: bytes
) -> None:
    wire.post(URL, body=body, status=200)
    assert discord.tell(PAYLOAD).fate is Fate.DELIVERED


def test_no_netrc_of_this_machine_is_sent_along(
    discord: Discord, wire: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests.sessions.get_netrc_auth", lambda _: ("me", "canary"))
    wire.post(URL, status=204)
    discord.tell(PAYLOAD)
    assert "Authorization" not in wire.calls[0].request.headers


# ------------------------------------------------------------------ too many requests


HTML = {"status": 429, "body": "<html>error 1015</html>"}
WAITS: dict[str, tuple[dict[str, object], float]] = {
    "body": (limited(0.35), 0.35),
    "body before headers": (
        limited(64.57, {"Retry-After": "65", "X-RateLimit-Reset-After": "1"}),
        64.57,
    ),
    "global": (limited(3.5, {"X-RateLimit-Global": "true"}, **{"global": True}), 3.5),
    "shared": (limited(13.5, {"X-RateLimit-Reset-After": "64.57"}), 13.5),
    "header of a page": ({**HTML, "headers": {"Retry-After": "7"}}, 7.0),
    "reset-after": ({**HTML, "headers": {"X-RateLimit-Reset-After": "2.25"}}, 2.25),
    "nothing said": (HTML, 1.0),
    "not a number": (limited("soon", {"Retry-After": "2"}), 2.0),
    "a date": ({**HTML, "headers": {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}}, 1.0),
    "negative": (limited(-1, {"Retry-After": "-5"}), 1.0),
    "boolean": (limited(True), 1.0),
    "infinite": ({**HTML, "body": '{"retry_after": Infinity}'}, 1.0),
    "not a number at all": ({**HTML, "body": '{"retry_after": NaN}'}, 1.0),
    "digits of another script": (limited("٣"), 1.0),
    "a list": ({**HTML, "body": "[1]"}, 1.0),
    "zero": (limited(0), 0.0),
}


@pytest.mark.parametrize("case", sorted(WAITS))
def test_too_many_requests_are_waited_for_as_asked(
    discord: Discord, wire: responses.RequestsMock, clock: Hands, case: str
) -> None:
    answer, wait_s = WAITS[case]
    wire.post(URL, **answer)
    wire.post(URL, status=200)
    assert discord.tell(PAYLOAD) == Told(fate=Fate.DELIVERED, why="HTTP 200", tries=2)
    assert clock.slept == [wait_s]


def test_a_wait_that_is_too_long_is_not_begun(
    discord: Discord, wire: responses.RequestsMock, clock: Hands
) -> None:
    wire.post(URL, **limited(TOTAL_S_MAX + 1))
    told = discord.tell(PAYLOAD)
    assert told.fate is Fate.UNDELIVERED
    assert "91 s more are too long" in str(told)
    assert clock.slept == []


def test_waits_are_bounded_together(
    discord: Discord, wire: responses.RequestsMock, clock: Hands
) -> None:
    wire.post(URL, **limited(40))
    assert discord.tell(PAYLOAD).fate is Fate.UNDELIVERED
    assert clock.slept == [40, 40]
    assert len(wire.calls) == 3


# ------------------------------------------------------------------ failures


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failed_service_is_asked_again_a_bounded_number_of_times(
    discord: Discord, wire: responses.RequestsMock, clock: Hands, status: int
) -> None:
    wire.post(URL, status=status, body="canary")
    told = discord.tell(PAYLOAD)
    assert told == Told(fate=Fate.UNDELIVERED, why=f"HTTP {status}", tries=TRIES_MAX)
    assert clock.slept == [1, 2, 4, 8]


def test_after_a_failure_it_may_arrive(
    discord: Discord, wire: responses.RequestsMock, clock: Hands
) -> None:
    wire.post(URL, status=500)
    wire.post(URL, status=200)
    assert discord.tell(PAYLOAD).fate is Fate.DELIVERED
    assert clock.slept == [1]


@pytest.mark.parametrize("status", [504, 520, 522, 524, 599])
def test_a_gateway_that_waited_in_vain_may_have_delivered(
    discord: Discord, wire: responses.RequestsMock, status: int
) -> None:
    wire.post(URL, status=status)
    assert discord.tell(PAYLOAD) == Told(fate=Fate.UNSURE, why=f"HTTP {status}", tries=1)


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (400, 50035, "HTTP 400, code 50035"),
        (401, 50027, "HTTP 401, code 50027"),
        (403, None, "HTTP 403"),
        (404, 10015, "HTTP 404, code 10015"),
        (413, "canary", "HTTP 413"),
        (422, True, "HTTP 422"),
    ],
)
def test_a_refusal_is_told_once_by_its_codes(
    discord: Discord, wire: responses.RequestsMock, status: int, code: object, why: str
) -> None:
    wire.post(URL, status=status, json={"message": "canary", "code": code})
    told = discord.tell(PAYLOAD)
    assert (told.fate, told.why, told.tries) == (Fate.REFUSED, why, 1)
    assert ("DISCORD_WEBHOOK" in told.advice) is (status in {401, 403, 404})


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(
    discord: Discord, wire: responses.RequestsMock, status: int
) -> None:
    wire.post(URL, status=status, headers={"Location": "https://evil.example/"})
    assert discord.tell(PAYLOAD).fate is Fate.REFUSED


REFUSED_CONNECTION = requests.ConnectionError(
    MaxRetryError(None, URL, NewConnectionError(None, URL))  # type: ignore[arg-type]
)
NEVER = {
    "connecting": requests.ConnectTimeout(URL),
    "refused": REFUSED_CONNECTION,
    "proxy": requests.exceptions.ProxyError(URL),
    "certificate": requests.exceptions.SSLError(URL),
}
LOST = {
    "timeout": requests.ReadTimeout(URL),
    "cut": requests.ConnectionError(URL),
    "unknown": requests.RequestException(URL),
    "the system's": OSError(5, URL),
}


@pytest.mark.parametrize("case", sorted(NEVER))
def test_what_never_arrived_is_sent_again(
    discord: Discord, wire: responses.RequestsMock, clock: Hands, case: str
) -> None:
    wire.post(URL, body=NEVER[case])
    wire.post(URL, status=200)
    assert discord.tell(PAYLOAD).fate is Fate.DELIVERED
    assert clock.slept == [1]


@pytest.mark.parametrize("case", sorted(LOST))
def test_what_may_have_arrived_is_not_sent_twice(
    discord: Discord, wire: responses.RequestsMock, clock: Hands, case: str
) -> None:
    wire.post(URL, body=LOST[case])
    told = discord.tell(PAYLOAD)
    assert told == Told(fate=Fate.UNSURE, why=type(LOST[case]).__name__, tries=1)
    assert clock.slept == []


def test_what_cannot_be_written_is_no_error(discord: Discord) -> None:
    assert discord.tell({"content": object()}).why == "TypeError"
    assert discord.tell({"content": float("nan")}).fate is Fate.UNDELIVERED


def test_an_error_nobody_foresaw_is_no_error(
    discord: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(URL)

    monkeypatch.setattr("deploy.control.web.discord.exchange", broken)
    assert discord.tell(PAYLOAD) == Told(fate=Fate.UNDELIVERED, why="RuntimeError")


# ------------------------------------------------------------------ nothing leaks


@pytest.mark.parametrize("case", [*NEVER, *LOST])
def test_no_error_shows_the_webhook(
    discord: Discord,
    wire: responses.RequestsMock,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    case: str,
) -> None:
    wire.post(URL, body=(NEVER | LOST)[case])
    with caplog.at_level(logging.DEBUG):
        told = discord.tell(PAYLOAD)
    said = f"{told} {told!r} {discord!r} {caplog.text} {capfd.readouterr()}"
    assert "canary" not in said.lower()


@contextmanager
def server(answer: bytes) -> Iterator[str]:
    """Serve one raw answer to every request, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


ANSWERS = {
    "good": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", Fate.DELIVERED),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", Fate.DELIVERED),
    "cut in its body": (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", Fate.DELIVERED),
    "cut before its status": (b"", Fate.UNSURE),
    "not HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n", Fate.UNSURE),
    "malformed headers": (
        b"HTTP/1.1 404 Gone\r\nno colon\r\nContent-Length: 0\r\n\r\n",
        Fate.REFUSED,
    ),
    "bad gzip": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        Fate.DELIVERED,
    ),
}


@pytest.mark.parametrize("case", sorted(ANSWERS))
def test_over_a_real_connection_no_log_shows_the_webhook(
    clock: Hands, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    answer, fate = ANSWERS[case]
    with server(answer) as origin, caplog.at_level(logging.DEBUG):
        told = Discord(webhook=parse_webhook(TYPED), clock=clock, origin=origin).tell(PAYLOAD)
    assert told.fate is fate
    assert "urllib3.connectionpool" in {record.name for record in caplog.records}
    assert "[DISCORD_WEBHOOK]" in caplog.text or case in {"cut before its status", "not HTTP"}
    assert (
        "canary" not in f"{caplog.text} {told!r} {[vars(each) for each in caplog.records]}".lower()
    )
    assert not logging.getLogger("urllib3.connectionpool").filters


def test_nobody_there_is_sent_again(clock: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with server(b"") as origin:
        pass
    told = Discord(webhook=parse_webhook(TYPED), clock=clock, origin=origin).tell(PAYLOAD)
    assert told == Told(fate=Fate.UNDELIVERED, why="ConnectionError", tries=TRIES_MAX)


def test_a_body_without_end_is_not_read_to_its_end(
    discord: Discord, wire: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "BODY_BYTES_MAX", 100)
    wire.post(URL, status=200, body=b"x" * 101)
    assert discord.tell(PAYLOAD).fate is Fate.DELIVERED


def test_a_reply_that_trickles_is_left() -> None:
    class Slow(Hands):
        def now(self) -> float:
            self.time += 40
            return self.time

    with responses.RequestsMock() as wire:
        wire.post(URL, body=b"x" * 200_000)
        asked = exchange.Request(method="POST", url=URL, headers={})
        reply = exchange.exchange(asked, Slow())
    assert (reply.status, reply.body, reply.whole) == (200, b"", False)


def test_a_secret_is_blotted_in_what_is_logged_meanwhile(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("TOKEN", "canary-token")
    with caplog.at_level(logging.DEBUG), exchange.unlogged((secret,)):
        logging.getLogger("urllib3.connectionpool").debug("%s is the token", "canary-token")
    assert caplog.messages == ["[TOKEN] is the token"]
