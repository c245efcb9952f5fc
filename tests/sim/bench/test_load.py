"""The load: as many clients by each way as asked for, bounded, and honest about failures."""

import socket
import time

import pytest

from sim.bench import load
from sim.bench.exchange import Order
from sim.bench.load import Load, Shape
from tests.sim.bench.served import Server

SHAPE = Shape(keeping=2, one_shot=1, think_s=0.001, timeout_s=5)


def test_every_request_is_recorded_by_its_way(server: Server) -> None:
    ways = {"straight": server.connect, "caddy": server.connect}
    with Load(ways, SHAPE) as going:
        going.wait_for(30, timeout_s=10)
    counts = [sum(record.way == way for record in going.records) for way in ways]
    assert min(counts) >= 30
    assert sum(counts) == len(server.asked)
    assert not any(record.failed for record in going.records)
    assert {record.method for record in going.records} == {"GET", "POST"}


def test_known_failures_are_counted_exactly(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "MIX", (Order("/good"), Order("/bad"), Order("/silent")))
    shape = Shape(keeping=0, one_shot=1, think_s=0, requests_max=30)
    with Load({"straight": server.connect}, shape) as going:
        going.wait_for(30, timeout_s=10)
    assert len(going.records) == 30
    assert sum(record.failed for record in going.records) == 20
    assert [record.path for record in going.records[:3]] == ["/good", "/bad", "/silent"]


def test_an_outage_fails_what_is_asked_in_it_and_no_more(server: Server) -> None:
    with Load({"straight": server.connect}, SHAPE) as going:
        going.wait_for(10, timeout_s=10)
        server.is_down = True
        server.close()
        time.sleep(0.1)
        server.is_down = False
        began_s = time.monotonic()
        going.wait_for(len(going.records) + 20, timeout_s=10)
    assert any(record.failed for record in going.records)
    late = [record for record in going.records if record.began_s > began_s]
    assert len(late) > 5
    assert not any(record.failed for record in late)


def test_a_client_ends_by_itself(server: Server) -> None:
    shape = Shape(keeping=1, one_shot=0, think_s=0, seconds_max=0.05)
    with Load({"straight": server.connect}, shape) as going:
        time.sleep(0.2)
        count = len(going.records)
        time.sleep(0.1)
        assert len(going.records) == count


def test_waiting_for_requests_that_do_not_come_ends() -> None:
    def never() -> socket.socket:
        raise ConnectionRefusedError(111, "Connection refused")

    shape = Shape(keeping=1, one_shot=0, think_s=0, requests_max=3)
    with Load({"straight": never}, shape) as going:
        going.wait_for(100, timeout_s=0.2)
    assert [record.failed for record in going.records] == [True] * 3
