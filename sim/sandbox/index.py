"""The package index of a sandbox: a directory of wheels, served by this process to the inside."""

from __future__ import annotations

import functools
import socket
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Index:
    """An index that answers on a socket which listens inside of a sandbox."""

    def __init__(self, listening: socket.socket, packages: Path) -> None:
        answer = functools.partial(_Quiet, directory=str(packages))
        self._server = _Server(("", 0), answer, bind_and_activate=False)
        self._server.socket.close()
        self._server.socket = listening
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop answering; the port inside is closed."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the power of a sandbox may fail in the middle of an answer."""


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base
        """Keep the terminal for what matters."""
