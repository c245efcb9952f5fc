"""The journal: one small file that says how far the deployment under way has come."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from deploy import records
from deploy.errors import Damaged
from deploy.model import Journal, Phase, stamp_of
from deploy.unfinished import unfinished

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.layout import Layout
    from deploy.ports import Reader


def peek(reader: Reader, layout: Layout) -> Journal | None:
    """Return the journal of a deployment that is not closed; None where all is closed."""
    try:
        return records.load(reader, Journal, layout.journal)
    except Damaged as error:
        advice = 'Go on without it: rollback restore, or apply, with --force "REASON"'
        raise Damaged(error.reason, advice) from error


def earlier(host: Host) -> Journal | None:
    """Return the journal of what the deployment under way was begun over; None for nothing."""
    return records.load(host.files, Journal, host.layout.journal_before)


def read(host: Host) -> Journal:
    """Return the journal of the deployment under way: every step begins here."""
    return records.decode(Journal, host.files.read(host.layout.journal), host.layout.journal)


def write(host: Host, journal: Journal) -> Journal:
    """Make `journal` durable before the first act it allows."""
    host.files.write(host.layout.journal, records.encode(journal))
    return journal


def begin(host: Host, journal: Journal) -> Journal:
    """Write the first word of a deployment; one that is still open is put by, in case of need.

    It is read as any record is: one bad read must not make the only word of an open change a lie.
    """
    left = records.load(host.files, Journal, host.layout.journal)
    if left is not None:
        host.files.write(host.layout.journal_before, records.encode(left))
    return write(host, journal)


def advance(host: Host, phase: Phase) -> Journal:
    """Enter `phase`: from here on this deployment alone is what is to be closed."""
    entered = write(host, replace(read(host), phase=phase))
    _forget_before(host)
    return entered


def set_aside(host: Host) -> None:
    """Put a journal that cannot be read among the reports: what it said is for a person."""
    host.files.make_directory(host.layout.reports)
    name = f"journal-{stamp_of(host.clock.now())}-damaged.json"
    host.files.rename(host.layout.journal, f"{host.layout.reports}/{name}")


def clear(host: Host) -> None:
    """Take away what a write of the journal that was cut off has left; under the lock."""
    left = unfinished(host.layout.journal)
    if host.files.kind(left) is not None:
        with suppress(OSError):  # the next journal is written over it
            host.files.remove(left)


def close(host: Host) -> None:
    """Forget the deployment: nothing of it is left to do."""
    _forget_before(host)
    host.files.remove(host.layout.journal)


def give_up(host: Host) -> None:
    """Forget a deployment that never began its change: what it was begun over is open again."""
    if host.files.kind(host.layout.journal_before) is not None:
        host.files.rename(host.layout.journal_before, host.layout.journal)
    else:
        host.files.remove(host.layout.journal)


def _forget_before(host: Host) -> None:
    if host.files.kind(host.layout.journal_before) is not None:
        host.files.remove(host.layout.journal_before)
