"""Systems Manager for a sandbox: a real HTTP endpoint, with an agent that really runs scripts.

An unchanged boto3 client talks to it. moto's accepts commands and runs nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from time import time
from typing import Any, ClassVar

from sim.aws.fleet import Agent, Fleet, Pace
from sim.sandbox.ssm_agent import Shell, starting
from sim.sandbox.ssm_model import Refusal, check
from sim.sandbox.ssm_requests import REQUESTS

REGION = "ap-northeast-2"
TARGET = "AmazonSSM."
CONTENT_TYPE = "application/x-amz-json-1.1"
TICK_S = 0.02
"""How often, in real seconds, the agent looks for what is due."""
REQUEST_TIMEOUT_S = 10
LOST = "lost"
"""A refusal that is none: the request is carried out, and its reply never sent."""


@dataclass(slots=True)
class Ssm:
    """The running service. Times are seconds of `clock`, which tests may move by hand."""

    clock: Callable[[], float]
    fleet: Fleet
    access_keys: frozenset[str] | None = None
    """The key ids that are known; None lets every key in."""
    refusals: dict[str, str] = field(default_factory=dict)
    """Operations that fail from now on, with the code of the error, or `LOST`."""
    port: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        """The address for a client's `endpoint_url`."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self, instance: str, *, online: bool) -> None:
        """Let the agent of an instance come online, or be lost."""
        with self.lock:
            self.fleet.connect(instance, self.clock(), online=online)

    def settle(self) -> None:
        """Let everything happen that is due."""
        with self.lock:
            self.fleet.settle(self.clock())

    def answer(self, operation: str, body: bytes, key: str | None) -> dict[str, Any] | None:
        """Carry out a request of a key; return its reply, or None where the reply is lost.

        Raises `Refusal` with the service's own codes.
        """
        if key is None:
            raise Refusal("MissingAuthenticationTokenException", "Missing Authentication Token")
        if self.access_keys is not None and key not in self.access_keys:
            raise Refusal("UnrecognizedClientException", "The security token is invalid.")
        if operation not in REQUESTS:
            raise Refusal("UnknownOperationException", "")
        planned = self.refusals.get(operation, LOST)
        if planned != LOST:
            raise Refusal(planned, "planned", 500 if planned == "InternalServerError" else 400)
        request = _parsed(body)
        check(operation, request)
        with self.lock:
            reply = REQUESTS[operation](self.fleet, request, self.clock())
        return None if operation in self.refusals else reply


@contextmanager
def serving(
    shells: Mapping[str, Shell],
    *,
    clock: Callable[[], float] = time,
    pace: Pace | None = None,
    access_keys: frozenset[str] | None = None,
    tags: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[Ssm]:
    """Serve Systems Manager for instances, by id, with a shell each; at the end nothing is left.

    `tags` are those of each instance that has any. Every script that still runs is killed then.
    """
    fleet = Fleet(pace=pace or Pace())
    for instance, shell in shells.items():
        own = (tags or {}).get(instance, {})
        fleet.agents[instance] = Agent(starting(shell, clock, REGION), tags=own)
    with answering(Ssm(clock=clock, fleet=fleet, access_keys=access_keys)) as ssm:
        yield ssm


@contextmanager
def answering(ssm: Ssm) -> Iterator[Ssm]:
    """Serve it on a port of 127.0.0.1 that was free; at the end its scripts are killed."""
    server = _server(ssm)
    stop = Event()
    threads = (Thread(target=server.serve_forever), Thread(target=_tick, args=(ssm, stop)))
    for thread in threads:
        thread.start()
    try:
        yield ssm
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        for thread in threads:
            thread.join()
        with ssm.lock:
            ssm.fleet.close()


def _tick(ssm: Ssm, stop: Event) -> None:
    while not stop.wait(TICK_S):
        ssm.settle()


def _server(ssm: Ssm) -> ThreadingHTTPServer:
    answering = type("Answering", (Conversation,), {"ssm": ssm})
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    server.daemon_threads = False  # closing waits for every conversation
    ssm.port = server.server_address[1]
    return server


class Conversation(BaseHTTPRequestHandler):
    """One connection: JSON 1.1, one request, then it is closed."""

    ssm: ClassVar[Ssm]
    timeout = REQUEST_TIMEOUT_S

    def do_POST(self) -> None:
        """Answer a request."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        operation = self.headers.get("X-Amz-Target", "").removeprefix(TARGET)
        found = re.search(r"Credential=([^/,\s]+)/", self.headers.get("Authorization", ""))
        try:
            reply = self.ssm.answer(operation, body, found and found[1])
        except Refusal as refusal:
            said = {"__type": refusal.code, "message": refusal.message}
            self._send(refusal.status, said)
        else:
            if reply is not None:
                self._send(200, reply)

    def _send(self, status: int, reply: dict[str, Any]) -> None:
        content = json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: a request's line is of no use to anybody."""


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        request = json.loads(body)
    except ValueError:
        request = None
    if not isinstance(request, dict):
        raise Refusal("SerializationException", "")
    return request
