"""Tests of the clock of this machine."""

import time

from deploy.adapters.clock import LocalClock


def test_it_goes_forward_by_what_is_slept() -> None:
    clock = LocalClock()
    before, began = clock.now(), time.monotonic()
    clock.sleep(0.01)
    assert abs(before - time.time()) < 60
    assert time.monotonic() - began >= 0.01
