"""A client that costs next to nothing: one connection, kept alive, and no more than it needs.

The standard library's client takes a tenth of a millisecond to read a head, as long as the service
takes for a whole answer of health.
"""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.ai_app.serving import KEY

WAIT_S_MAX = 60.0
PIECE_BYTES = 262_144
END = b"\r\n\r\n"
LENGTH = b"content-length: "


class Connection:
    """Asks one thing after the other."""

    def __init__(self, wire: socket.socket, port: int) -> None:
        self._wire = wire
        self._head = f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {KEY}\r\n"

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Return the status and the body; raise `ValueError` for an answer without a length."""
        sent = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\n{self._head}{sent}\r\n"
        self._wire.sendall(head.encode() + body)
        heard = bytearray()
        while (begin := heard.find(END)) < 0:
            self._hear(heard)
        length = _length(bytes(heard[:begin]))
        begin += len(END)
        while len(heard) < begin + length:
            self._hear(heard)
        return int(heard[9:12]), bytes(heard[begin:])

    def good(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Return the body of an answer that has to be 200."""
        status, said = self.ask(method, path, body)
        assert status == 200, (method, path, status, said[:500])
        return said

    def data(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Return the `data` of an answer that has to be 200."""
        sent = b"" if body is None else json.dumps(body).encode()
        return json.loads(self.good(method, path, sent))["data"]

    def _hear(self, heard: bytearray) -> None:
        piece = self._wire.recv(PIECE_BYTES)
        if not piece:
            raise ConnectionError("the service hung up")
        heard += piece


@contextmanager
def connected(port: int) -> Iterator[Connection]:
    """Give a connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT_S_MAX) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Connection(wire, port)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(LENGTH):
            return int(line.removeprefix(LENGTH))
    raise ValueError("an answer does not say its length")
