"""Staging: a release is laid out beside the live one, whole, before anything changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from deploy import backups, environments, loose, planning, records, releases, sharing, tree, wheel
from deploy.errors import Damaged, Refused
from deploy.model import Backup, Journal, Live, Release

if TYPE_CHECKING:
    from deploy.backups import Place
    from deploy.host import Host, View
    from deploy.ports import Reader


def kept_wheel(reader: Reader, directory: str) -> str:
    """Return the file name of the wheel that lies in a release; raise `Damaged` without one."""
    found = [name for name in reader.names(directory) if name.endswith(".whl")]
    if len(found) != 1:
        raise Damaged(f"{directory} holds {len(found)} wheels, not one")
    return found[0]


def stage_wheel(host: Host, plan: Journal) -> None:
    """Lay out the code as it was installed; the manifest says what the wheel holds, and is last.

    Both trees, the installed one and this one, are proven against it by `flush`.
    """
    files, name = host.files, kept_wheel(host.files, plan.release)
    found = wheel.inspect(files.read(f"{plan.release}/{name}"), name, plan.sha256)
    site = environments.site_packages(files, plan.environment)
    tree.sync(files, f"{site}/ai_app", f"{plan.release}/ai_app", found.files)
    sharing.link(host, plan.release)
    before = _backed_up(host, plan)
    present = {} if before is None else before.loose
    laid = loose.lay_out(host, plan.release, found.loose, present)
    _furnish(host, plan.release, plan.environment)
    release = Release(
        name=plan.deployment,
        source="wheel",
        sha=found.sha,  # an older wheel names none, nor does what it serves
        version=found.version,
        wheel=name,
        wheel_sha256=found.sha256,
        environment=plan.environment.rpartition("/")[2],
        packages=environments.packages(files, plan.environment),
        files=found.files,
        loose=laid,
    )
    if before is not None:
        _flag_lost_data(host, before, release)
    releases.complete(host, plan.release, release)


def _backed_up(host: Host, plan: Journal) -> Release | None:
    """Return the live release as it was backed up, else as it was made; None where none is."""
    if plan.previous is None:
        return None
    backup = backups.load(host.files, backups.pair(host.layout, plan.stamp))
    return releases.manifest(host.files, plan.previous) if backup is None else backup.release


def _furnish(host: Host, directory: str, environment: str) -> None:
    name = environment.rpartition("/")[2]
    host.files.link(f"{directory}/venv", f"../../environments/{name}")


def _flag_lost_data(host: Host, before: Release, release: Release) -> None:
    lost = sorted(
        path for path in set(before.files) - set(release.files) if not path.endswith(".py")
    )
    if lost:
        host.log.note(f"data files of the live release are not in the new one: {', '.join(lost)}")


def choose(view: View, plan: Journal) -> Backup:
    """Choose the backup to restore; raise `Refused` or `Damaged` where none will do."""
    if plan.asked is not None:
        place = backups.pair(view.layout, plan.asked)
        backup = backups.load(view.files, place)
        if backup is None:
            return backups.unverified(view.files, view.layout, plan.asked)
        backups.prove(view.files, backup, place)
        planning.refuse_failed(view, backup.release.wheel_sha256, plan.force)
        return backup
    failed = planning.failed_before(view)
    able = [
        backup
        for backup in backups.usable(view.files, view.layout)
        if backup.release.wheel_sha256 not in failed
    ]
    if not able:
        raise Refused("no backup of a healthy release verifies", "See: rollback list")
    record = records.load(view.files, Live, view.layout.record)
    live = None if record is None else record.wheel_sha256
    others = [backup for backup in able if backup.release.wheel_sha256 != live]
    return (others or able)[0]


def chosen(host: Host, plan: Journal) -> tuple[Backup, Place]:
    """Return the backup that was chosen and where it lies."""
    if plan.chosen is None:
        raise Damaged("no backup was chosen yet")
    place = backups.pair(host.layout, plan.chosen)
    backup = backups.load(host.files, place)
    return backup or backups.unverified(host.files, host.layout, plan.chosen), place


def lay_out(host: Host, backup: Backup, place: Place, directory: str) -> None:
    """Lay out the code, the loose files and the wheel of a backup as a release to be."""
    release = backup.release
    tree.sync(host.files, f"{place.code}/ai_app", f"{directory}/ai_app", release.files)
    sharing.link(host, directory)
    for name in release.loose:
        host.files.copy(f"{place.code}/{name}", f"{directory}/{name}")
    if release.wheel is not None:
        host.files.copy(f"{place.wheel}/{release.wheel}", f"{directory}/{release.wheel}")
        _prove_wheel(host, directory, release)


def _prove_wheel(host: Host, directory: str, release: Release) -> None:
    """Prove that the wheel laid out is the one recorded: the next deployment backs it up."""
    path = f"{directory}/{release.wheel}"
    if tree.digest(host.files.read(path)) != release.wheel_sha256:
        raise Damaged(f"{path} differs from its manifest")


def furnish(host: Host, backup: Backup, directory: str, build_at: str) -> str:
    """Give a laid out release the environment of its backup: kept, else rebuilt at `build_at`.

    Returns its path. Raises `Damaged` where it is gone and there is no wheel to rebuild it from.
    """
    release = backup.release
    if release.environment is not None:
        kept = f"{host.layout.environments}/{release.environment}"
        try:
            environments.prove(host.files, kept, release.packages)
        except (Damaged, OSError) as error:
            host.log.note(f"the environment of the backup is rebuilt: {error}")
        else:
            return kept
    if release.wheel is None:
        raise Damaged(
            f"code_{backup.id} has no environment and no wheel to rebuild it from",
            "Restore the code alone: --code-only",
        )
    built = f"{directory}/{release.wheel}"
    pins, found = release.packages, wheel.inspect(host.files.read(built), release.wheel)
    environments.lay_out_lock(host, directory, found.lock, pins)
    environments.build(host, build_at, built, pins=pins, sha256=found.sha256)
    if release.packages:
        environments.prove(host.files, build_at, release.packages)
    return build_at


def complete(host: Host, backup: Backup, directory: str, environment: str, *, kept: bool) -> None:
    """Link the environment of a restored release and write its manifest, last.

    `kept` says that the environment is the present one, not the backup's own (code only).
    """
    if backup.release.wheel is not None:  # of a backup without a manifest it was read once more
        _prove_wheel(host, directory, backup.release)
    _furnish(host, directory, environment)
    name = environment.rpartition("/")[2]
    path = releases.where(host.files, host.layout, name)
    release = replace(
        backup.release,
        name=directory.rpartition("/")[2],
        source=f"backup {backup.id}",
        environment=name,
        packages=environments.packages(host.files, path),
        code_only=kept,
    )
    releases.complete(host, directory, release)


def present_environment(host: Host, plan: Journal) -> str:
    """Return the environment of the live release, for a restore of the code alone."""
    if plan.previous is not None:
        release = releases.manifest(host.files, plan.previous)
        if release.environment is not None:
            return f"{host.layout.environments}/{release.environment}"
    raise Refused("nothing is live whose environment could be kept", "Leave out --code-only")
