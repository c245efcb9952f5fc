"""What is live: proven whole and serving, and put on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import health, probation, records, releases, wayback
from deploy.model import Command, Journal, Live, Phase, Release, iso_of

if TYPE_CHECKING:
    from deploy.host import Host


def prove(host: Host, plan: Journal) -> None:
    """Prove that the release pointed to is whole and serves; where none is, that nothing does."""
    directory = releases.current(host.files, host.layout)
    if directory is None:
        if host.config.service:
            probation.verify_absent(host)
        return
    release = wayback.prove_live(host, plan, directory)
    if host.config.service:
        prove_serving(host, plan, directory, release)


def prove_serving(host: Host, plan: Journal, directory: str, release: Release) -> None:
    """Prove that this release serves, whatever has become of its files meanwhile."""
    code = host.files.resolve(f"{directory}/ai_app")
    environment = host.files.resolve(f"{directory}/venv") if release.environment else None
    config = host.config
    expected = health.Expected(code, environment, release.sha, config.restarts_max)
    is_new = plan.command is Command.APPLY and directory == plan.release
    if is_new:
        probation.verify(host, expected, config.deploy_waits_s, config.stable_probes)
    else:
        probation.verify(host, expected, config.restore_waits_s, config.proven_probes)


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
