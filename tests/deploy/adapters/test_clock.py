"""Tests of the clock of this machine."""

import time

import pytest

from deploy.adapters.clock import LocalClock


def test_it_goes_forward_by_what_is_slept() -> None:
    clock = LocalClock()
    before, began = clock.now(), time.monotonic()
    clock.sleep(0.01)
    assert abs(before - time.time()) < 60
    assert time.monotonic() - began >= 0.01


def test_who_sets_the_clock_does_not_reach_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = LocalClock()
    before = clock.now()
    monkeypatch.setattr(time, "time", lambda: before - 7200)
    assert before <= clock.now() < before + 60
    assert LocalClock().now() < before - 7000
