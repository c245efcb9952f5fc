"""Tests of HTTP from this machine: every status is an answer, every silence has a reason."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from deploy.adapters.http import LocalHttp
from deploy.errors import Unreachable
from deploy.ports import ANSWER_BYTES_MAX

HTTP = LocalHttp()
Serve = Callable[[bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Give a way to serve one reply; the connection then stays open, as a hanging app's would."""
    open_sockets: list[socket.socket] = []

    def start(reply: bytes) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        open_sockets.append(server)

        def answer() -> None:
            connection, _ = server.accept()
            open_sockets.append(connection)
            connection.recv(65536)
            connection.sendall(reply)

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/path?query=1"

    yield start
    for each in open_sockets:
        each.close()


@pytest.mark.parametrize("status", [200, 204, 301, 404, 500, 503])
def test_every_status_is_an_answer(serve: Serve, status: int) -> None:
    body = b"" if status == 204 else b"body"
    head = f"HTTP/1.1 {status} Said\r\nLocation: http://nowhere.invalid/\r\n"
    url = serve(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = HTTP.get(url, timeout_s=10)
    assert (answer.status, answer.body) == (status, body)


def test_the_proxies_of_the_environment_are_not_asked(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert HTTP.get(serve(b"HTTP/1.1 204 None\r\n\r\n"), timeout_s=10).status == 204


def test_nothing_listens() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable, match=f"http://127.0.0.1:{port}/ gave no answer: .*refused"):
        HTTP.get(f"http://127.0.0.1:{port}/", timeout_s=10)


@pytest.mark.parametrize(
    "reply",
    [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"],
    ids=["nothing", "half a head", "half a body"],
)
def test_an_answer_that_never_ends_is_given_up(serve: Serve, reply: bytes) -> None:
    with pytest.raises(Unreachable, match=r"no answer within 0\.2 s"):
        HTTP.get(serve(reply), timeout_s=0.2)


def test_what_is_no_http_is_no_answer(serve: Serve) -> None:
    with pytest.raises(Unreachable, match="gave no answer: "):
        HTTP.get(serve(b"SSH-2.0-OpenSSH\r\n\r\n"), timeout_s=10)


def test_an_answer_without_end_is_bounded(serve: Serve) -> None:
    reply = b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * (ANSWER_BYTES_MAX + 2)
    with pytest.raises(Unreachable, match="more than 1048576 bytes"):
        HTTP.get(serve(reply), timeout_s=10)


@pytest.mark.parametrize("url", ["", "localhost:8000", "file:///etc/passwd", "http://h:port/"])
def test_what_is_no_address_is_no_answer(url: str) -> None:
    with pytest.raises(Unreachable, match="gave no answer"):
        HTTP.get(url, timeout_s=10)
