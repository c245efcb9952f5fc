"""Access to a host: it can be looked at, and one deployer at a time works on it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from deploy import adoption, advising, journal, planning
from deploy.errors import NeedsPerson, Refused
from deploy.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.host import Host
    from deploy.model import Apply, Restore
    from deploy.report import Report


def vet(host: Host, request: Apply | Restore | None) -> None:
    """Refuse what cannot be carried out or, with None, a base directory that cannot be ours."""
    view = host.view()
    try:
        planning.vet_place(view) if request is None else planning.vet(view, request)
    except OSError as error:
        where = error.filename or host.layout.base
        advice = "Run this as the owner of the base directory"
        raise Refused(f"{where} cannot be read: {error.strerror}", advice) from error


def go_on_after(host: Host, before: Report | None, request: Apply | Restore) -> None:
    """Leave a host whose way back failed to a person, unless they say why to go on over it.

    No reason makes a host whole of which one half is adopted.
    """
    if before is None or before.outcome != Outcome.NEEDS_PERSON.value:
        return
    if request.force is None:
        raise NeedsPerson(
            f"an earlier deployment could not be closed: {before.reason}",
            f'{advising.recovery(host)}; or go on over it: --force "REASON"',
        )
    left = journal.peek(host.files, host.layout)
    unmoved = adoption.unmoved(host.files, host.layout) if left and left.adopts else ()
    if unmoved:
        raise NeedsPerson(
            f"the adoption of this host stopped at {', '.join(unmoved)}: {before.reason}",
            advising.recovery(host),
        )


@contextmanager
def locked(host: Host) -> Iterator[None]:
    """Hold the lock of the host; raise `Refused` where another deployment does."""
    try:
        host.files.make_directory(host.layout.state)
        lock = host.files.lock(host.layout.lock)
        lock.__enter__()
    except BlockingIOError as error:
        raise Refused(
            f"another deployment holds {host.layout.lock}", "Wait for it to end, then try again"
        ) from error
    except OSError as error:
        reason = f"{host.layout.state} cannot be written: {error.strerror}"
        raise Refused(reason, f"{advising.AGAIN}; see: ls -ld {host.layout.state}") from error
    try:
        journal.clear(host)
        yield
    finally:
        lock.__exit__(None, None, None)
