"""HTTP from this machine: direct, without redirects or proxies, within one bounded time."""

from __future__ import annotations

import socket
import threading
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from deploy.errors import Unreachable
from deploy.ports import ANSWER_BYTES_MAX, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}


class LocalHttp:
    """The port `Http`. `http.client` knows nothing of the environment's proxies."""

    def get(self, url: str, *, timeout_s: float, bytes_max: int = ANSWER_BYTES_MAX) -> Answer:
        return _asked("GET", url, None, timeout_s, bytes_max)

    def put(self, url: str, content: bytes, *, timeout_s: float) -> Answer:
        return _asked("PUT", url, content, timeout_s, ANSWER_BYTES_MAX)


def _asked(
    method: str, url: str, content: bytes | None, timeout_s: float, bytes_max: int
) -> Answer:
    """Make one request; `content` goes with it as it is, without a type of its own."""
    shown = url.partition("?")[0]
    try:
        connection, path = _connection(url, timeout_s)
        connection.connect()
        with closing(connection), _ended_after(timeout_s, connection.sock):
            connection.request(method, path, content, {"Connection": "close"})
            response = connection.getresponse()
            body = response.read(bytes_max + 1)
            if response.length and len(body) <= bytes_max:
                raise IncompleteRead(body, response.length)  # a bounded read never says so
    except TimeoutError as error:
        raise Unreachable(f"{shown} gave no answer within {timeout_s:g} s") from error
    except (OSError, HTTPException, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Unreachable(f"{shown} gave no answer: {said}") from error
    if len(body) > bytes_max:
        raise Unreachable(f"{shown} answers more than {bytes_max} bytes")
    return Answer(response.status, body)


def _connection(url: str, timeout_s: float) -> tuple[HTTPConnection, str]:
    parts = urlsplit(url)
    if parts.scheme not in CONNECTIONS or not parts.hostname:
        raise ValueError("it is no http or https address")
    connect = CONNECTIONS[parts.scheme]
    path = parts.path or "/"
    return connect(parts.hostname, parts.port, timeout=timeout_s), (
        f"{path}?{parts.query}" if parts.query else path
    )


@contextmanager
def _ended_after(timeout_s: float, sock: socket.socket) -> Iterator[None]:
    """Bound the whole exchange: a socket's own timeout begins anew with every byte."""
    over = threading.Event()

    def end() -> None:
        over.set()
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(timeout_s, end)
    timer.start()
    try:
        yield
    except (OSError, HTTPException):
        if over.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        timer.join()  # the next program is started by a deployer of one thread
    if over.is_set():
        raise TimeoutError
