"""The arithmetic of records."""

from dataclasses import replace

import pytest

from sim.bench import summary
from tests.sim.bench.seen import record


def test_requests_failures_and_waits_are_those_of_one_way() -> None:
    records = [
        record(0, 0.1),
        record(1, 3.5, status=502, process=None),
        record(2, 2.1, status=None, process=None),
        replace(record(3, 3.1, status=404), reconnects=1, retries=1),
        record(0, 9.0, way="caddy", status=500),
    ]
    found = summary.of(records, "straight")
    assert (found.requests, found.failed) == (4, 2)
    assert found.longest_wait_ms == pytest.approx(2500)
    assert (found.reconnects, found.retries) == (1, 1)


def test_nothing_asked_is_nothing_found() -> None:
    found = summary.of([], "caddy")
    assert (found.requests, found.failed, found.longest_wait_ms, found.gap_ms) == (0, 0, 0, None)


def test_the_gap_lies_between_the_last_answer_of_the_old_and_the_first_of_the_new() -> None:
    records = [
        record(0.0, 0.1, "old"),
        record(0.9, 1.0, "old"),
        record(1.1, 1.2, None, status=None),
        record(2.0, 2.25, "new"),
        record(3.0, 3.1, "new"),
    ]
    assert summary.gap_ms(records) == pytest.approx(1250)
    assert summary.gap_ms(records[::-1]) == pytest.approx(1250)
    assert summary.turn(records) == (1.0, 2.25)


def test_an_answer_that_is_no_good_ends_no_gap() -> None:
    records = [
        record(0.9, 1.0, "old"),
        record(1.5, 1.6, "new", status=500),
        record(1.6, 1.7, None, status=200),
        record(2.0, 3.0, "new"),
    ]
    assert summary.gap_ms(records) == pytest.approx(2000)


def test_a_release_in_between_is_no_service() -> None:
    """It was on probation and went: the gap reaches to the one that stayed."""
    records = [record(0, 1, "old"), record(2, 3, "bad"), record(4, 5, "bad"), record(6, 7, "back")]
    assert summary.gap_ms(records) == pytest.approx(6000)


def test_one_process_all_along_has_no_gap() -> None:
    assert summary.gap_ms([record(0, 1), record(5, 6)]) is None
    assert summary.gap_ms([record(0, 1, "old", status=500)]) is None


def test_failures_are_told_by_way_in_order_and_not_all_of_them() -> None:
    records = [record(at, at + 0.5, None, status=502) for at in (9.0, 3.0, 6.0)]
    by_caddy = record(8, 8.5, None, status=502, way="caddy")
    told = summary.failures([*records, by_caddy, record(1, 2)], since_s=2, most=2)
    assert [(each["way"], each["began_s"]) for each in told] == [
        ("caddy", 6.0),
        ("straight", 1.0),
        ("straight", 4.0),
    ]
