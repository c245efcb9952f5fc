"""A client tries again only where it may, and tells all that it saw."""

import pytest

from sim.bench.client import Client
from sim.bench.exchange import Order
from tests.sim.bench.served import SLOW_S, Server

BODY = b"{}"


def client(server: Server, *, keeps: bool = True, timeout_s: float = 5) -> Client:
    return Client("straight", server.connect, keeps=keeps, timeout_s=timeout_s)


def test_an_answer_is_recorded_with_its_process_and_its_time(server: Server) -> None:
    one = client(server)
    record = one.ask(Order("/good"))
    one.close()
    assert (record.way, record.method, record.path) == ("straight", "GET", "/good")
    assert (record.status, record.process, record.error) == (200, "7", None)
    assert record.began_s < record.ended_s < record.began_s + 5
    assert (record.failed, record.reconnects, record.retries) == (False, 0, 0)


def test_a_connection_is_kept_or_it_is_not(server: Server) -> None:
    for keeps, expected in ((True, 1), (False, 4)):
        one = client(server, keeps=keeps)
        for _ in range(3):
            assert not one.ask(Order("/good")).failed
        one.close()
        assert server.connections == expected


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/bad", None),
        ("/cut", "CutOff"),
        ("/silent", "NoAnswer"),
        ("/chunks", "ValueError"),
    ],
)
def test_a_failure_is_a_failure(server: Server, path: str, error: str | None) -> None:
    one = client(server)
    record = one.ask(Order(path))
    one.close()
    assert record.failed
    assert (record.error or "").startswith(error or "")
    assert (record.error is None) == (error is None)
    assert len(server.asked) == 1


def test_an_answer_that_blames_the_client_is_no_failure(server: Server) -> None:
    one = client(server)
    assert not one.ask(Order("/missing")).failed
    one.close()


def test_nobody_listening_is_a_failure(server: Server) -> None:
    server.is_down = True
    record = client(server).ask(Order("/good"))
    assert record.failed
    assert "ConnectionRefused" in (record.error or "")


def test_an_answer_that_comes_too_late_is_a_failure_and_not_asked_for_again(
    server: Server,
) -> None:
    one = client(server, timeout_s=SLOW_S / 10)
    record = one.ask(Order("/slow"))
    assert (record.error or "").startswith("TimeoutError")
    assert server.asked == ["GET /slow"]


@pytest.mark.parametrize("body", [b"", BODY])
def test_a_connection_closed_between_requests_is_replaced(server: Server, body: bytes) -> None:
    """Nothing was sent on it, so any method may go on a new one."""
    one = client(server)
    one.ask(Order("/leaves"))
    server.settle()
    record = one.ask(Order("/good", body))
    one.close()
    assert (record.failed, record.reconnects, record.retries) == (False, 1, 0)


def test_a_get_that_met_a_closing_connection_is_sent_once_more(server: Server) -> None:
    one = client(server)
    one.ask(Order("/one-each"))
    record = one.ask(Order("/one-each"))
    one.close()
    assert (record.failed, record.reconnects, record.retries) == (False, 0, 1)
    assert server.asked == ["GET /one-each"] * 3


def test_a_post_that_met_a_closing_connection_is_not(server: Server) -> None:
    one = client(server)
    one.ask(Order("/good"))
    record = one.ask(Order("/one-each", BODY))
    assert record.failed
    assert (record.reconnects, record.retries) == (0, 0)
    assert server.asked == ["GET /good", "POST /one-each"]


def test_a_first_request_on_a_connection_is_never_sent_again(server: Server) -> None:
    one = client(server)
    record = one.ask(Order("/silent"))
    assert record.failed
    assert server.asked == ["GET /silent"]


def test_a_second_try_that_fails_is_the_last(server: Server) -> None:
    one = client(server)
    one.ask(Order("/good"))
    record = one.ask(Order("/silent"))
    assert record.failed
    assert record.retries == 1
    assert server.asked == ["GET /good", "GET /silent", "GET /silent"]


def test_an_answer_that_was_begun_is_never_asked_for_again(server: Server) -> None:
    one = client(server)
    one.ask(Order("/good"))
    record = one.ask(Order("/cut"))
    assert record.failed
    assert record.retries == 0
    assert server.asked == ["GET /good", "GET /cut"]
