"""A port of a sandbox, reached from this machine: for a browser, or any other client."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from deploy.errors import Refused
from sim.sandbox.channel import AgentError, HungUp, channel

PART = 1 << 16
TIMEOUT_S = 5.0


def serve(place: Path, inner: int, outer: int, told: Callable[[int], None]) -> None:
    """Pass on every connection to a port of this machine; say which, and never return.

    Raises `Refused` where that port is taken, and where the host ends.
    """
    try:
        server = socket.create_server(("127.0.0.1", outer))
    except OSError as error:
        raise Refused(
            f"port {outer} of this machine cannot be had: {error.strerror}", "Leave it out"
        ) from error
    with server:
        told(server.getsockname()[1])
        while True:
            client, _ = server.accept()
            try:
                with channel(place) as agent:
                    inside = agent.ask_for_socket({"do": "connect", "port": inner})
            except AgentError:  # nobody listens there just now: the client sees that, and no more
                client.close()
                continue
            except HungUp as error:
                client.close()
                raise Refused("the host is gone", "Bring it up: python -m sim host up") from error
            for one, other in ((client, inside), (inside, client)):
                threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def get(place: Path, port: int, path: str) -> bytes:
    """Ask a server of the host; raise `OSError` or `HTTPException` where none answers."""
    connection = http.client.HTTPConnection("localhost", timeout=TIMEOUT_S)
    with channel(place) as agent:
        connection.sock = agent.ask_for_socket({"do": "connect", "port": port})
    connection.sock.settimeout(TIMEOUT_S)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Carry bytes in one direction, and its end too."""
    with suppress(OSError):
        while part := source.recv(PART):
            target.sendall(part)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
