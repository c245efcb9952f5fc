"""The steps of an adoption, and of one that cannot go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import adoption, journal, pm2, sharing, wayback

if TYPE_CHECKING:
    from deploy.host import Host


def adopt(host: Host) -> None:
    """Make real directories of an older host a first release; share what the host keeps."""
    finish_adoption(host)
    plan = journal.read(host)
    if plan.previous is not None:
        sharing.share(host, plan.previous)


def finish_adoption(host: Host) -> None:
    """Move the real directories that an adoption has not moved yet into their release."""
    plan = journal.read(host)
    if plan.previous is not None and plan.adopts:
        adoption.move(host, plan.previous)


def start_in_place(host: Host) -> None:
    """Start what could not be moved where it lies, if it is whole, until a person has looked."""
    wayback.prove_in_place(host, journal.read(host))
    if host.config.service:
        pm2.start(host)
        host.log.note("what could not be moved was started where it lies; nobody has proven it")
