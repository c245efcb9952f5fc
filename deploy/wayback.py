"""The way back: the live release backed up as it lies, proven before the change, mended after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from deploy import adoption, backups, environments, health, probation, records, releases, tree
from deploy.errors import Damaged
from deploy.layout import LOOSE
from deploy.model import Backup, Command, Journal, Live, Release
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.backups import Place
    from deploy.host import Host


def place_of(host: Host, plan: Journal) -> Place:
    """Return where this deployment puts its backup of the live release."""
    if plan.command is Command.APPLY:
        return backups.pair(host.layout, plan.stamp)
    return backups.safety(host.layout, plan.stamp)


def back_up_live(host: Host, plan: Journal, previous: str, *, before: str) -> None:
    """Back up what is live as it lies, a person's edits too, and say whether it was healthy."""
    if plan.adopts:
        root, known = host.layout.app, adoption.lay_out(host, previous)
    else:
        root, known = previous, describe(host, previous)
    found = as_it_lies(host, root, known)
    if plan.adopts and (found.files, found.loose) != (known.files, known.loose):
        raise Damaged(f"{root} does not read the same twice: its manifest would be wrong")
    drift = tree.difference(known.files, found.files)
    if drift is not None:
        host.log.note(f"the live release was changed by hand ({drift}): backed up as it is")
    founded = _is_founded(host, known) and known.packages == found.packages
    healthy = drift is None and founded and _was_healthy(host, plan, found)
    backup = Backup(id=plan.stamp, healthy=healthy, release=found, before=before)
    backups.take(host, root, backup, place_of(host, plan))


def _is_founded(host: Host, release: Release) -> bool:
    """Say whether the environment of a release, where it has one, can still be looked at.

    One that was deleted must not forbid the deployment that would mend it. One that cannot be read
    right now may be whole: nobody knows, and that is no reason to call its release unhealthy.
    """
    if release.environment is None:
        return True
    try:
        path = releases.where(host.files, host.layout, release.environment)
        environments.site_packages(host.files, path)
    except (Damaged, FileNotFoundError, NotADirectoryError) as error:
        host.log.note(f"the environment of {release.label} is lost: {error}")
        return False
    return True


def describe(host: Host, directory: str) -> Release:
    """Return what a release is, from its manifest or, where that is damaged, as it lies there."""
    try:
        release = releases.manifest(host.files, directory)
    except Damaged as error:
        host.log.note(f"{error}: described as it lies there")
        environment = host.files.resolve(f"{directory}/venv").rpartition("/")[2]
        there = host.files.kind(f"{host.layout.environments}/{environment}") is not None
        release = Release(
            name=directory.rpartition("/")[2],
            source="found",
            environment=environment if there else None,
        )
    if release.wheel is not None and not _has_wheel(host, directory, release):
        host.log.note(f"the wheel of {release.label} is gone or damaged: its backup has none")
        release = replace(release, wheel=None, wheel_sha256=None)
    return release


def _has_wheel(host: Host, directory: str, release: Release) -> bool:
    path = f"{directory}/{release.wheel}"
    if host.files.kind(path) is not Kind.FILE:
        return False
    return tree.digest(host.files.read(path)) == release.wheel_sha256


def as_it_lies(host: Host, root: str, known: Release) -> Release:
    """Return `known` with the digests that are really there, and the packages where any are."""
    packages = known.packages
    if known.environment is not None and _is_founded(host, known):
        path = releases.where(host.files, host.layout, known.environment)
        packages = environments.packages(host.files, path)
    return replace(
        known,
        files=tree.digests(host.files, f"{root}/ai_app", besides=host.config.kept),
        packages=packages,
        loose={
            name: tree.digest(host.files.read(f"{root}/{name}"))
            for name in LOOSE
            if host.files.kind(f"{root}/{name}") is not None
        },
    )


def _was_healthy(host: Host, plan: Journal, release: Release) -> bool:
    """Say whether the live release was proven when it went live, or else serves now."""
    if not plan.adopts:
        live = records.load(host.files, Live, host.layout.record)
        if live is not None and live.release == release.name:
            return True
    if not host.config.service:
        return True
    code = host.files.resolve(host.layout.live)
    expected = health.Expected(code, None, release.sha, host.config.restarts_max)
    return probation.serves_well(host, expected)


def prove(host: Host, plan: Journal, previous: str) -> None:
    """Prove that the release to go back to is what was backed up: no one checks parachutes later.

    Raises `Damaged` where a healthy release cannot be gone back to; for one that was not healthy
    it is only noted, or nothing could ever be mended by a deployment.
    """
    backup = backup_of(host, plan)
    root = host.layout.app if plan.adopts else previous
    try:
        releases.prove_files(host.files, root, backup.release, host.config.kept)
        if backup.release.environment is not None:
            path = releases.where(host.files, host.layout, backup.release.environment)
            environments.prove(host.files, path, backup.release.packages)
    except (Damaged, OSError) as error:
        if backup.healthy:
            raise
        host.log.note(f"the live release is not healthy and could not be gone back to: {error}")


def prove_in_place(host: Host, plan: Journal) -> None:
    """Prove that the release to go back to can run through the names that it always had.

    So it can where an adoption stopped between two of its moves. Raises `Damaged` where not.
    """
    release, layout = backup_of(host, plan).release, host.layout
    releases.prove_files(host.files, layout.app, release, host.config.kept)
    if release.environment is not None:
        environments.prove(host.files, f"{layout.app}/venv", release.packages)


def backup_of(host: Host, plan: Journal) -> Backup:
    """Return the backup that this deployment made of the release to go back to."""
    place = place_of(host, plan)
    backup = backups.load(host.files, place)
    if backup is None:
        raise Damaged(f"{place.code} has no manifest: the way back was never backed up")
    return backup


def prove_live(host: Host, plan: Journal, directory: str) -> Release:
    """Prove that the run directory is the release pointed to, whole; return what it is."""
    code = host.files.resolve(f"{directory}/ai_app")
    if host.files.resolve(host.layout.live) != code:
        raise Damaged(f"{host.layout.live} does not lead to {code}")
    if directory != plan.previous:
        return releases.prove(host.files, host.layout, directory, host.config.kept)
    release = backup_of(host, plan).release
    releases.prove_files(host.files, directory, release, host.config.kept)
    return release
