"""The record of what is live, from which wheel, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import records, releases
from deploy.model import Command, Journal, Live, Phase, iso_of

if TYPE_CHECKING:
    from deploy.host import Host


def record(host: Host, plan: Journal) -> None:
    """Record what the pointer names now; nothing where it names nothing."""
    directory = releases.current(host.files, host.layout)
    if directory is None:
        host.files.remove(host.layout.record)
        return
    release = releases.manifest(host.files, directory)
    how = "apply" if plan.command is Command.APPLY else f"restore {plan.chosen}"
    live = Live(
        release=release.name,
        sha=release.sha,
        version=release.version,
        wheel_sha256=release.wheel_sha256,
        since=iso_of(host.clock.now()),
        how="rolled back" if plan.phase is Phase.RETURNED else how,
    )
    host.files.write(host.layout.record, records.encode(live))
