"""Making a request again that failed for a while only; for requests that may be made twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from deploy.control.errors import TryAgain, Unanswered

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.ports import Clock

Value = TypeVar("Value")
WAITS_S = (1, 3, 9)
"""Between the tries; the adapters wait too, beneath each of them."""
TRIES_MAX = len(WAITS_S) + 1


def insist(
    clock: Clock, ask: Callable[[], Value], *, note: Callable[[str], None] = lambda _: None
) -> Value:
    """Return the answer to a request that may be carried out twice, at the latest to the last try.

    Raises the last error; any that waiting does not cure at once.
    """
    for wait_s in WAITS_S:
        try:
            return ask()
        except (TryAgain, Unanswered) as error:
            note(f"once more in {wait_s} s: {error.reason}")
            clock.sleep(wait_s)
    return ask()
