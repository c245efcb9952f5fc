"""The previous release, laid out again from its backup where nobody could go back to it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from deploy import backups, environments, releases, sharing, staging, tree, wayback
from deploy.errors import Damaged

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.model import Backup, Journal, Release


def mended(host: Host, plan: Journal, previous: str) -> str:
    """Return the directory to go back to: the previous release, or a copy laid out from its backup.

    The copy is made where the previous release does not verify any more. A previous release that
    was found without its manifest gets one. One that is not there is never made the live one.
    """
    backup = wayback.backup_of(host, plan)
    try:
        _prove_previous(host, previous, backup.release)
    except (Damaged, OSError) as error:
        if backup.healthy and _is_whole(host, plan, backup):
            host.log.note(f"the previous release is laid out again from its backup: {error}")
            return _laid_out_again(host, plan, backup, previous)
        if host.files.kind(previous) is None:  # one bad read of its backup may pass
            raise
    if backup.release.source == "found":
        releases.complete(host, previous, backup.release)
    return previous


def _is_whole(host: Host, plan: Journal, backup: Backup) -> bool:
    """Say whether a backup can be laid out: a damaged one is no better than what it would mend."""
    try:
        backups.prove(host.files, backup, wayback.place_of(host, plan))
    except Damaged as error:
        host.log.note(f"the previous release cannot be mended: {error}")
        return False
    return True


def _prove_previous(host: Host, previous: str, release: Release) -> None:
    releases.prove_files(host.files, previous, release, host.config.kept)
    if release.environment is not None:
        path = f"{host.layout.environments}/{release.environment}"
        environments.prove(host.files, path, release.packages)


def _laid_out_again(host: Host, plan: Journal, backup: Backup, previous: str) -> str:
    live = releases.current(host.files, host.layout)
    places = [f"{host.layout.releases}/{plan.stamp}-{name}" for name in ("mended", "mended-again")]
    with suppress(Damaged, OSError):  # an earlier try may have made it live already
        if live is not None and live in places:
            releases.prove(host.files, host.layout, live, host.config.kept)
            return live
    directory = next(place for place in places if place != live)
    tree.discard(host, [directory])
    sharing.share(host, previous)
    staging.lay_out(host, backup, wayback.place_of(host, plan), directory)
    built = f"{host.layout.environments}/{directory.rpartition('/')[2]}"
    environment = staging.furnish(host, backup, directory, built)
    staging.complete(host, backup, directory, environment, kept=backup.release.code_only)
    host.files.flush(host.layout.app)
    releases.prove(host.files, host.layout, directory, host.config.kept)
    return directory
