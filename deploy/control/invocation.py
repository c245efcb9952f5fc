"""How a command stands on an instance, and what its end means for that instance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

OUT_CHARACTERS_MAX, ERR_CHARACTERS_MAX = 24_000, 8_000
"""What Systems Manager keeps of the two outputs: their heads (reference: GetCommandInvocation)."""
TRUNCATED = "--output truncated--"
"""How a cut output ends, within those lengths (amazon-ssm-agent, `DefaultOutputConfig`)."""
STOPPED = 137
"""What the agent reports of a script it killed (`CommandStoppedPreemptivelyExitCode`)."""


class State(Enum):
    """The states of a command on its instance, as Systems Manager names them."""

    PENDING = "Pending"
    DELAYED = "Delayed"
    IN_PROGRESS = "InProgress"
    CANCELLING = "Cancelling"
    SUCCESS = "Success"
    CANCELLED = "Cancelled"
    TIMED_OUT = "TimedOut"
    FAILED = "Failed"
    UNKNOWN = "unknown"
    """A word that the service has learned since. It is not over: the command may still run, and
    to take it for over would be to act beside it. Who watches has a bound of time anyway."""

    @property
    def over(self) -> bool:
        """Say whether it is the last state this command will have."""
        return self in (State.SUCCESS, State.CANCELLED, State.TIMED_OUT, State.FAILED)

    @classmethod
    def of(cls, word: str) -> State:
        """Return the state of this name; `UNKNOWN` for a name that is not one of the above."""
        return next((state for state in cls if state.value == word), cls.UNKNOWN)


class Presence(Enum):
    """Whether an instance answers, as Systems Manager names it (`PingStatus`)."""

    ONLINE = "Online"
    LOST = "ConnectionLost"
    INACTIVE = "Inactive"
    ABSENT = "absent"
    """Never registered, or in another account or region; stopped or terminated."""
    UNKNOWN = "unknown"
    """A word that the service has learned since."""

    @classmethod
    def of(cls, word: str) -> Presence:
        """Return the presence of this name; `UNKNOWN` for a name that is not one of the above."""
        return next((presence for presence in cls if presence.value == word), cls.UNKNOWN)


class Ending(Enum):
    """What the end of a command means on its instance: whether it began, and what ended it."""

    NEVER_BEGAN = "never began"
    """Nothing of the script ran, and nothing of it will."""
    ENDED_BY_ITSELF = "ended by itself"
    """It ran to an end of its own, well or badly: its exit code says which."""
    KILLED = "killed"
    """It began and was ended in the middle: by its deadline, a cancellation or a signal."""
    UNKNOWN = "unknown"
    """It may have begun, and may run even now: only the instance itself can tell."""


REFUSED = frozenset(
    ("AccessDenied", "InvalidPlatform", "NoInstancesInTag", "RateExceeded", "Terminated")
)
"""Details of what was never sent to its instance (user guide, "Understanding command statuses").

`Terminated`: the failures were over `failures_max`, and what had not been sent was cancelled;
those that run complete. `AccessDenied`, `InvalidPlatform`: the instance is not for this document,
or not for who asks. `RateExceeded`, `NoInstancesInTag`: of a whole command, before any instance.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a command stands on an instance, without what it wrote."""

    state: State
    details: str
    """The service's finer word: `DeliveryTimedOut` and `ExecutionTimedOut` are both TIMED_OUT."""
    exit_code: int | None
    """None while it runs, where it never began, and where a signal ended it."""
    mark: str = ""
    """Which request it is of, as the order said."""

    @property
    def ending(self) -> Ending | None:
        """Say in our words how it ended; None while it is not over."""
        return ending(self.state, self.details, self.exit_code) if self.state.over else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Standing):
    """How a command stands on an instance, and what it wrote there."""

    out: str
    """The head of what it wrote; sure to be there only for SUCCESS and FAILED."""
    err: str


def ending(state: State, details: str, exit_code: int | None) -> Ending:
    """Return what a last state means. In doubt it is `UNKNOWN`, never `NEVER_BEGAN`.

    The details come first: they "can show different results" than the state (reference).
    """
    if details in REFUSED:
        # An exit code is of something that ran: the two contradict each other.
        return Ending.NEVER_BEGAN if exit_code is None else Ending.UNKNOWN
    if details == "ExecutionTimedOut":
        # Only the agent tells this, of a script it ran and killed ("Understanding command timeout
        # values"). A script that ends with 137 looks the same: then a signal ended its program.
        return Ending.KILLED
    if state is State.SUCCESS and details == "Success":
        return Ending.ENDED_BY_ITSELF
    if state is State.FAILED and details == "Failed":
        # amazon-ssm-agent, `ExecuteCommand`: Go has no exit code of what a signal ended.
        return Ending.KILLED if exit_code is None else Ending.ENDED_BY_ITSELF
    if state is State.CANCELLED and details == "Cancelled":
        return _cancelled(exit_code)
    # `DeliveryTimedOut`: said of what was never delivered, and of what was in progress when
    # `Order.total_s` had passed, even of what had ended well (amazon-ssm-agent, issue 316).
    # `Undeliverable`: said of an instance that is not there, and in the middle of a script whose
    # agent was restarted (aztec-packages, pull request 23715). Nothing tells the two apart.
    return Ending.UNKNOWN


def _cancelled(exit_code: int | None) -> Ending:
    """Say whether a cancellation came before the script or in the middle of it.

    Without a code it "hasn't started running on the managed node, or it wasn't received"
    (reference: GetCommandInvocation, `ResponseCode`); one that ran is killed and has `STOPPED`.
    """
    if exit_code is None:
        return Ending.NEVER_BEGAN
    return Ending.KILLED if exit_code == STOPPED else Ending.UNKNOWN
