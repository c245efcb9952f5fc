"""A request that may be made again, until it is answered or its time is over; for GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.control.errors import Denied, Missing, Rejected, TryAgain, Unanswered, told
from deploy.control.web.exchange import NoReply, Reply, Request, exchange, is_success, seconds

if TYPE_CHECKING:
    from deploy.errors import DeployError
    from deploy.ports import Clock

TOTAL_S_MAX = 120.0
"""For all tries and the waits between them."""
WAITS_S = (1.0, 2.0, 4.0)
"""Between the tries, of which there is one more than waits."""
SECONDARY_S = 60.0
"""GitHub asks for a minute where a secondary limit is met and no header says how long."""
FORBIDDEN, TOO_MANY, SERVER_ERROR = 403, 429, 500
UNKNOWN = frozenset((404, 410))
NO_ENTRY = frozenset((401, FORBIDDEN, 407, 451))
SEE = "Check the repository, the commit and the branch, and what the token may see"


def asked(request: Request, clock: Clock, *, operation: str, what: str) -> Reply:
    """Return a success; raise an error of the ports for anything else, by its code alone."""
    until = clock.now() + TOTAL_S_MAX
    for wait_s in (*WAITS_S, None):
        try:
            reply = exchange(request, clock)
        except NoReply as none:
            kind = Unanswered if none.arrived else TryAgain
            error, asked_s = told(kind, operation, what, none.why), None
        else:
            if is_success(reply) and reply.whole:
                return reply
            error, asked_s = _error(reply, operation, what), _asked_wait_s(reply, clock.now())
        if wait_s is None or not isinstance(error, (TryAgain, Unanswered)):
            break
        pause_s = wait_s if asked_s is None else asked_s
        if clock.now() + pause_s > until:
            break
        clock.sleep(pause_s)
    raise error


def _error(reply: Reply, operation: str, what: str) -> DeployError:
    why = f"HTTP {reply.status}"
    if is_success(reply):
        return told(Unanswered, operation, what, "the answer broke off")
    if _is_limited(reply):
        return told(TryAgain, operation, what, f"{why}, too many requests")
    if reply.status in UNKNOWN:
        return Missing(f"{operation} of {what}: {why}", SEE)
    if reply.status in NO_ENTRY:
        return told(Denied, operation, what, why)
    return told(Unanswered if reply.status >= SERVER_ERROR else Rejected, operation, what, why)


def _is_limited(reply: Reply) -> bool:
    """Say whether a limit was met: GitHub answers 429 then, or a 403 like any other."""
    if reply.status == TOO_MANY:
        return True
    spent = reply.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in reply.headers
    return reply.status == FORBIDDEN and (spent or b"secondary rate limit" in reply.body)


def _asked_wait_s(reply: Reply, now: float) -> float | None:
    """Return how long GitHub asks to wait; None where it does not."""
    if not _is_limited(reply):
        return None
    after_s = seconds(reply.headers.get("retry-after"))
    if after_s is not None:
        return after_s
    at = seconds(reply.headers.get("x-ratelimit-reset"))
    if reply.headers.get("x-ratelimit-remaining") == "0" and at is not None:
        return max(0.0, at - now) + 1.0  # it is given in whole seconds
    return SECONDARY_S
