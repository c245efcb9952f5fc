"""The two ports of the control side: an object store, and a shell on one distant instance.

`deploy.control.aws` holds them over S3 and Systems Manager, `sim.aws` in memory; one contract suite
runs on both. The host's side needs neither. Errors are those of `deploy.control.errors`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from deploy.control.errors import Rejected

OUT_CHARACTERS_MAX, ERR_CHARACTERS_MAX = 24_000, 8_000
"""What Systems Manager keeps of the two outputs: their heads (reference: GetCommandInvocation)."""
TRUNCATED = "--output truncated--"
"""How a cut output ends, within those lengths (amazon-ssm-agent, `DefaultOutputConfig`)."""
DELIVERY_S = (30, 2_592_000)
"""The bounds of `TimeoutSeconds`, in seconds (reference: SendCommand)."""
EXECUTION_S = (5, 172_800)
"""The bounds of `executionTimeout`, in seconds. The agent takes less for an hour, silently."""
SCRIPT_BYTES_MAX = 60_000
"""A command with its document may have 64 KB (reference: MaxDocumentSizeExceeded)."""
MARK_CHARACTERS_MAX = 100
"""The longest `Comment` (reference: SendCommand)."""
OBJECT_BYTES_MAX = 256 * 1024 * 1024
"""Far beyond any wheel of ours: nothing larger is taken into memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is known of an object without reading it."""

    key: str
    size: int
    """Bytes."""
    sha256: str | None
    """64 hex digits, as recorded by who stored it; None where nobody did."""
    etag: str
    """The store's own name of this content."""


class ObjectStore(Protocol):
    """One bucket. An object of ours is written once and never changes."""

    def put(self, key: str, content: bytes) -> Stored:
        """Store an object with its digest, unless there is one under this key.

        The same content there already is fine, so this may be made again. Raises `Changed` where
        the key holds other content, `Rejected` beyond `OBJECT_BYTES_MAX`.
        """

    def get(self, key: str) -> bytes:
        """Return the content; raise `Missing`, or `Changed` where it is not what was recorded."""

    def head(self, key: str) -> Stored | None:
        """Say what lies under a key; None where nothing does. A missing bucket says the same."""

    def keys(self, prefix: str) -> tuple[str, ...]:
        """Return the sorted keys that begin with `prefix`; raise `Missing` without a bucket."""

    def reading_url(self, key: str, *, lasts_s: int) -> str:
        """Return an address with which anyone may GET this object for `lasts_s` seconds.

        The host fetches by it, with nothing but its standard library. It is a right to one
        object for a short time: it holds no secret key, and still belongs in no message.
        """

    def writing_url(self, key: str, *, lasts_s: int) -> str:
        """Return an address with which anyone may PUT this object for `lasts_s` seconds.

        The host leaves its report there: a shell's output is cut, and its tail holds the error.
        """


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

    @property
    def over(self) -> bool:
        """Say whether it is the last state this command will have."""
        return self in (State.SUCCESS, State.CANCELLED, State.TIMED_OUT, State.FAILED)


class Presence(Enum):
    """Whether an instance answers, as Systems Manager names it (`PingStatus`)."""

    ONLINE = "Online"
    LOST = "ConnectionLost"
    INACTIVE = "Inactive"
    ABSENT = "absent"
    """Never registered, or in another account or region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A script for one instance, and how long it may wait and run. It never holds a secret.

    Raises `Rejected` where it is out of the bounds above: the service would change it silently.
    """

    instance: str
    script: str
    """Run by `sh` as root, as a file; without HOME."""
    mark: str
    """Which request this is: by it a command is found whose reply was lost. May be empty."""
    directory: str = "/"
    delivery_s: int = 120
    """Not begun by then, it never begins. Only with `execution_s` on top does it time out."""
    execution_s: int = 1800
    """Running longer, it is killed with its whole process group."""

    def __post_init__(self) -> None:
        """Compare with the bounds."""
        low, high = DELIVERY_S
        if not low <= self.delivery_s <= high:
            raise Rejected(f"a delivery of {self.delivery_s} s is not within {low} and {high} s")
        low, high = EXECUTION_S
        if not low <= self.execution_s <= high:
            raise Rejected(f"a run of {self.execution_s} s is not within {low} and {high} s")
        if len(self.script.encode()) > SCRIPT_BYTES_MAX:
            raise Rejected(f"the script has more than {SCRIPT_BYTES_MAX} bytes")
        if len(self.mark) > MARK_CHARACTERS_MAX:
            raise Rejected(f"the mark has more than {MARK_CHARACTERS_MAX} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """How a command stands on its instance."""

    state: State
    details: str
    """`DeliveryTimedOut` and `ExecutionTimedOut` tell the two kinds of TIMED_OUT apart."""
    exit_code: int | None
    """None while it runs, where it never began, and where a signal ended it."""
    out: str
    """The head of what it wrote; sure to be there only for SUCCESS and FAILED."""
    err: str


class RemoteShell(Protocol):
    """A shell on a distant instance: what is sent goes on without us."""

    def send(self, order: Order) -> str:
        """Send a script; return the id of the command. It is tried once and never repeated.

        Raises `Missing` for an instance that was never there, and `Unanswered` where the command
        may have been sent all the same: then `find` it by its mark.
        """

    def read(self, instance: str, command: str) -> Invocation | None:
        """Say how a command stands; None where the service does not know it, or not yet."""

    def find(self, instance: str, mark: str) -> tuple[str, ...]:
        """Return the ids of the recent commands with this mark, the oldest first."""

    def cancel(self, instance: str, command: str) -> None:
        """Ask for the end of a command; no error where it is over. It is cancelled later, or not.

        Raises `Missing` for an unknown command.
        """

    def presence(self, instance: str) -> Presence:
        """Say whether the instance answers at present."""
