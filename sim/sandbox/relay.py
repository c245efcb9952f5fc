"""A relay out of a sandbox: who connects to a port inside reaches a server of this machine."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

PART_MAX = 1 << 16


class Relay:
    """Passes connections on from a socket that listens inside to a port of this machine."""

    def __init__(self, listening: socket.socket, port: int) -> None:
        self._listening = listening
        self._port = port
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                inside, _ = self._listening.accept()
                outside = socket.create_connection(("127.0.0.1", self._port))
                threading.Thread(target=_join, args=(inside, outside), daemon=True).start()

    def close(self) -> None:
        """Let nothing answer inside any more."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()


def _join(inside: socket.socket, outside: socket.socket) -> None:
    """Pass on what comes from either side until both are done."""
    with inside, outside:
        back = threading.Thread(target=_pass_on, args=(outside, inside), daemon=True)
        back.start()
        _pass_on(inside, outside)
        back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes, to its end; then the other side is told that no more will come."""
    with suppress(OSError):
        while part := source.recv(PART_MAX):
            target.sendall(part)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
