"""What passes is tried again, what lasts is told at once, and what changes hosts is sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from deploy.control.errors import TryAgain
from deploy.control.retrying import insist

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.control.centre import Centre

Value = TypeVar("Value")
WAITS_S = (1, 2, 4, 8, 15)
"""Between the tries at sending: a throttled service needs its time."""


def asked(centre: Centre, ask: Callable[[], Value]) -> Value:
    """Make a request that may be made twice; raise its last error where it fails for good."""
    return insist(centre.clock, ask, note=centre.log.note)


def accepted(centre: Centre, ask: Callable[[], Value]) -> Value:
    """Make a request that must not be made twice: again only where it was surely not carried out.

    Raises `Unanswered` where nobody knows.
    """
    for wait_s in WAITS_S:
        try:
            return ask()
        except TryAgain as error:
            centre.log.note(f"not carried out, once more in {wait_s} s: {error.reason}")
            centre.clock.sleep(wait_s)
    return ask()
