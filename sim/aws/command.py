"""One command on its instances: how it stands on each, from sending to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from deploy.control.invocation import STOPPED
from deploy.control.ports import ERR_CHARACTERS_MAX, OUT_CHARACTERS_MAX, Invocation, Order, State
from sim.aws.output import kept, with_failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a script ended: when, with which code (a negative one is a signal), having said what."""

    at: float
    code: int
    out: bytes = b""
    err: bytes = b""


class Run(Protocol):
    """A script that runs on an instance."""

    @property
    def began(self) -> float:
        """When it began, in the seconds of its service's clock."""

    def ended(self, now: float) -> Ended | None:
        """Say how it ended; None while it runs."""

    def kill(self, at: float) -> None:
        """End it with its whole process group, in that moment; no error where it is over."""


def standing(state: State, details: str = "", code: int | None = None) -> Invocation:
    """Return a standing without output, its details those of the state where none are given."""
    return Invocation(state=state, details=details or state.value, exit_code=code, out="", err="")


PENDING = standing(State.PENDING)
DELAYED = standing(State.DELAYED)
IN_PROGRESS = standing(State.IN_PROGRESS)
CANCELLING = standing(State.CANCELLING)
NEVER_BEGAN = standing(State.CANCELLED)
CANCELLED = standing(State.CANCELLED, code=STOPPED)
TERMINATED = standing(State.CANCELLED, "Terminated")
UNDELIVERED = standing(State.TIMED_OUT, "DeliveryTimedOut")
UNDELIVERABLE = standing(State.FAILED, "Undeliverable")
TOO_LONG = standing(State.TIMED_OUT, "ExecutionTimedOut", STOPPED)


@dataclass(slots=True, kw_only=True)
class Turn:
    """A command on one of its instances. Times are seconds of the service's clock."""

    instance: str
    sent: float | None = None
    """When the service sent it to its instance; None while it waits for its turn."""
    now: Invocation = PENDING
    over: float | None = None
    """When the service knew its end."""
    run: Run | None = None
    outcome: tuple[float, Invocation] | None = None
    """When and how it ended on the instance, which the service may not have heard of."""
    cancel_asked: float | None = None

    @property
    def failed(self) -> bool:
        """Say whether it counts as a failure of its command.

        Rule: user guide, "Understanding command statuses": `Failed` and `ExecutionTimedOut` count
        against the limit; `DeliveryTimedOut`, `Undeliverable` and the cancelled do not.
        """
        return self.now.details in ("Failed", "ExecutionTimedOut")

    def end(self, how: Invocation, at: float) -> None:
        """Let the service know its end; the first one stays."""
        if self.over is None:
            self.now, self.over = how, at


@dataclass(slots=True, kw_only=True)
class Command:
    """A command as its service keeps it. Times are seconds of the service's clock."""

    id: str
    order: Order
    sent: float
    turns: dict[str, Turn]
    """By instance, in the order that they are sent to."""

    @property
    def expires(self) -> float:
        """When the service gives up hearing from any of its instances.

        Rule: Systems Manager user guide, "Understanding command timeout values": the total is the
        delivery timeout and the execution timeout, "for the overall command" (reference: Command).
        """
        return self.sent + self.order.total_s


def verdict(ended: Ended) -> Invocation:
    """Return how the agent reports a script that ended by itself."""
    if ended.code == STOPPED:
        return TOO_LONG
    failed = ended.code != 0
    err = with_failure(ended.err, ended.code) if failed else ended.err
    state = State.FAILED if failed else State.SUCCESS
    return Invocation(
        state=state,
        details=state.value,
        exit_code=None if ended.code < 0 else ended.code,
        out=kept(ended.out, OUT_CHARACTERS_MAX),
        err=kept(err, ERR_CHARACTERS_MAX),
    )
