"""One request and its answer on a connected socket.

`http.client` would do but for one thing: it does not tell a connection that ended before the first
byte of an answer from one that ended after it, and only the first allows another try.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass

PART_BYTES = 1 << 16
HEAD_BYTES_MAX = 1 << 16
WITHOUT_BODY = (204, 304)


class NoAnswer(OSError):
    """The connection ended, or broke, before the first byte of an answer."""


class CutOff(OSError):
    """The connection ended, or broke, in the middle of an answer."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to ask for; a body makes it a POST."""

    path: str
    body: bytes = b""

    @property
    def method(self) -> str:
        """The method, which says whether it may be sent twice."""
        return "POST" if self.body else "GET"

    def lines(self, *, keep: bool) -> bytes:
        """Return it as it is sent."""
        head = [f"{self.method} {self.path} HTTP/1.1", "Host: localhost"]
        if not keep:
            head.append("Connection: close")
        if self.body:
            head += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*head, "", ""]).encode() + self.body


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; header names are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def closes(self) -> bool:
        """Whether the server will not take another request on this connection."""
        return self.headers.get("connection", "").lower() == "close"


def exchange(connection: socket.socket, order: Order, *, keep: bool) -> Reply:
    """Send a request and read its answer whole.

    Raises `TimeoutError`, `NoAnswer` or `CutOff`; `ValueError` for what is no plain HTTP/1.1.
    """
    read = b""
    try:
        connection.sendall(order.lines(keep=keep))
        while b"\r\n\r\n" not in read:
            read += _part(connection, begun=bool(read))
            if len(read) > HEAD_BYTES_MAX:
                raise ValueError("the head of an answer has no end")
        head, _, body = read.partition(b"\r\n\r\n")
        status, headers = _parsed(head)
        while len(body) < _length(status, headers):
            body += _part(connection, begun=True)
    except ConnectionError as error:
        raise (CutOff if read else NoAnswer)(*error.args) from error
    return Reply(status, headers, body)


def _part(connection: socket.socket, *, begun: bool) -> bytes:
    part = connection.recv(PART_BYTES)
    if not part:
        raise (CutOff if begun else NoAnswer)("the server closed the connection")
    return part


def _parsed(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if version != "HTTP/1.1":
        raise ValueError(f"no answer of HTTP/1.1: {first[:60]!r}")
    pairs = (line.partition(":") for line in lines)
    return int(rest[:3]), {name.strip().lower(): value.strip() for name, _, value in pairs}


def _length(status: int, headers: dict[str, str]) -> int:
    if "transfer-encoding" in headers:
        raise ValueError("an answer in chunks")
    return 0 if status in WITHOUT_BODY else int(headers.get("content-length", "0"))
