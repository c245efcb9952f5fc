"""The two ports of the control side: an object store, and a shell on distant instances.

`deploy.control.aws` holds them over S3 and Systems Manager, `sim.aws` in memory; one contract suite
runs on both. The host's side needs neither. Errors are those of `deploy.control.errors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from deploy.control.invocation import (
    ERR_CHARACTERS_MAX,
    OUT_CHARACTERS_MAX,
    TRUNCATED,
    Ending,
    Invocation,
    Presence,
    Standing,
    State,
)
from deploy.control.order import (
    DELIVERY_S,
    EXECUTION_S,
    INSTANCES_MAX,
    MARK_CHARACTERS_MAX,
    SCRIPT_BYTES_MAX,
    Order,
)

__all__ = [
    "DELIVERY_S",
    "ERR_CHARACTERS_MAX",
    "EXECUTION_S",
    "INSTANCES_MAX",
    "MARK_CHARACTERS_MAX",
    "OBJECT_BYTES_MAX",
    "OUT_CHARACTERS_MAX",
    "SCRIPT_BYTES_MAX",
    "TRUNCATED",
    "Ending",
    "Invocation",
    "ObjectStore",
    "Order",
    "Presence",
    "RemoteShell",
    "Standing",
    "State",
    "Stored",
]

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


class RemoteShell(Protocol):
    """A shell on distant instances: what is sent goes on without us."""

    def send(self, order: Order) -> str:
        """Send a script; return the id of the command. It is tried once and never repeated.

        It goes to every instance of the order, or to none: raises `Missing` where one of them was
        never there, and `Unanswered` where the command may have been sent all the same: then
        `find` it by its mark.
        """

    def read(self, instance: str, command: str) -> Invocation | None:
        """Say how a command stands; None where the service does not know it, or not yet."""

    def standings(self, command: str) -> Mapping[str, Standing]:
        """Say how a command stands on all its instances, in the order of their ids.

        An instance that lacks is not known yet; nothing at all where the service does not know
        the command, or not yet. Ask `read` for what was written.
        """

    def find(self, instance: str, mark: str) -> tuple[str, ...]:
        """Return the ids of the recent commands with this mark, the oldest first.

        A command for several instances is found by any of them.
        """

    def cancel(self, instance: str | None, command: str) -> None:
        """Ask for the end of a command on one of its instances, or with None on all of them.

        No error where it is over. It is cancelled later, or not; what waits for its turn never
        begins. Raises `Missing` for an unknown command, or an instance that it was not sent to.
        """

    def presence(self, instance: str) -> Presence:
        """Say whether the instance answers at present."""

    def tagged(self, key: str, value: str) -> Mapping[str, Presence]:
        """Return the instances with this tag, in the order of their ids, and which answer.

        Stopped ones are not among them. Raises `Rejected` for a tag that cannot be, and where
        more than `INSTANCES_MAX` have it: they would not fit into one order, and a part of them
        is never what was meant.
        """
