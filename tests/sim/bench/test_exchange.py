"""One request and its answer: whole, cut off, or none at all."""

import pytest

from sim.bench.exchange import CutOff, NoAnswer, Order, Reply, exchange
from tests.sim.bench.served import Server


def asked(server: Server, order: Order, *, keep: bool = True) -> Reply:
    with server.connect() as connection:
        connection.settimeout(5)
        return exchange(connection, order, keep=keep)


def test_an_answer_is_read_whole(server: Server) -> None:
    reply = asked(server, Order("/good"))
    assert (reply.status, reply.body, reply.headers["x-process"]) == (200, b"ok", "7")
    assert not reply.closes
    assert asked(server, Order("/closing")).closes
    assert asked(server, Order("/none")).body == b""


def test_a_body_makes_it_a_post(server: Server) -> None:
    asked(server, Order("/good", b"{}" * 40_000))
    asked(server, Order("/good"))
    assert server.asked == ["POST /good", "GET /good"]


def test_a_client_that_does_not_keep_its_connection_says_so() -> None:
    assert b"\r\nConnection: close\r\n" in Order("/good").lines(keep=False)
    assert b"Connection" not in Order("/good").lines(keep=True)


@pytest.mark.parametrize("path", ["/cut", "/cut-head"])
def test_an_answer_that_was_begun_is_not_taken_for_none(server: Server, path: str) -> None:
    with pytest.raises(CutOff):
        asked(server, Order(path))


def test_no_byte_of_an_answer_is_told_apart(server: Server) -> None:
    with pytest.raises(NoAnswer):
        asked(server, Order("/silent"))


@pytest.mark.parametrize("path", ["/chunks", "/strange"])
def test_what_is_no_plain_answer_is_an_error(server: Server, path: str) -> None:
    with pytest.raises(ValueError, match="answer"):
        asked(server, Order(path))
