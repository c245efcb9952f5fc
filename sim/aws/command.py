"""One command on one instance: how it stands, from sending to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from deploy.control.ports import ERR_CHARACTERS_MAX, OUT_CHARACTERS_MAX, Order, State
from sim.aws.output import kept, with_failure

NO_EXIT_CODE = -1
STOPPED = 137
"""What the agent reports of a script it killed; a script that ends so itself looks the same.

Rule: amazon-ssm-agent, `CommandStoppedPreemptivelyExitCode` and `GetStatus`.
"""


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

    def kill(self) -> None:
        """End it with its whole process group, at once; no error where it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the service says of a command."""

    state: State
    details: str
    code: int = NO_EXIT_CODE
    out: str = ""
    err: str = ""


def standing(state: State, details: str = "", code: int = NO_EXIT_CODE) -> Standing:
    """Return a standing without output, its details those of the state where none are given."""
    return Standing(state=state, details=details or state.value, code=code)


PENDING = standing(State.PENDING)
DELAYED = standing(State.DELAYED)
IN_PROGRESS = standing(State.IN_PROGRESS)
CANCELLING = standing(State.CANCELLING)
NEVER_BEGAN = standing(State.CANCELLED)
CANCELLED = standing(State.CANCELLED, code=STOPPED)
UNDELIVERED = standing(State.TIMED_OUT, "DeliveryTimedOut")
TOO_LONG = standing(State.TIMED_OUT, "ExecutionTimedOut", STOPPED)


@dataclass(slots=True, kw_only=True)
class Command:
    """A command as its service keeps it. Times are seconds of the service's clock."""

    id: str
    order: Order
    sent: float
    now: Standing = PENDING
    run: Run | None = None
    outcome: Standing | None = None
    """How it ended on the instance, before the service has heard of it."""
    cancel_asked: float | None = None

    @property
    def expires(self) -> float:
        """When the service gives up hearing from it.

        Rule: Systems Manager user guide, "Understanding command timeout values": the total is the
        delivery timeout and the execution timeout.
        """
        return self.sent + self.order.delivery_s + self.order.execution_s


def verdict(ended: Ended) -> Standing:
    """Return how the agent reports a script that ended by itself."""
    if ended.code == STOPPED:
        return TOO_LONG
    failed = ended.code != 0
    err = with_failure(ended.err, ended.code) if failed else ended.err
    state = State.FAILED if failed else State.SUCCESS
    return Standing(
        state=state,
        details=state.value,
        code=max(ended.code, NO_EXIT_CODE),
        out=kept(ended.out, OUT_CHARACTERS_MAX),
        err=kept(err, ERR_CHARACTERS_MAX),
    )
