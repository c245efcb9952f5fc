"""How a request to AWS fails, in the way of each kind of fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from deploy.control.errors import Denied, TryAgain, Unanswered, told
from deploy.interruption import Interrupted
from sim.world import World

Value = TypeVar("Value")
READ_TIMEOUT_S = 30.0
"""How long the adapter waits for a reply."""


def failing(world: World, operation: str, what: str) -> Callable[[str, Callable[[], Value]], Value]:
    """Return how this request fails.

    `sigint` is a person who ends the control side in that moment. `throttled` and `denied` are not
    carried out and told so; `error` is not carried out, `lost` is, and neither is told; `slow` is
    not carried out, and it takes the whole timeout to see it.
    """

    def strike(kind: str, act: Callable[[], Value]) -> Value:
        if kind == "sigint":
            raise Interrupted("SIGINT")
        if kind == "throttled":
            raise told(TryAgain, operation, what, "ThrottlingException")
        if kind == "denied":
            raise told(Denied, operation, what, "AccessDenied")
        if kind == "slow":
            world.pass_time(READ_TIMEOUT_S)
            raise told(Unanswered, operation, what, "ReadTimeoutError")
        if kind == "lost":
            act()
        raise told(Unanswered, operation, what, "InternalServerError")

    return strike


def unless_late(
    nothing: Value, strike: Callable[[str, Callable[[], Value]], Value]
) -> Callable[[str, Callable[[], Value]], Value]:
    """Return how a look fails that may also come too early: it then sees nothing yet."""
    return lambda kind, act: nothing if kind == "late" else strike(kind, act)
