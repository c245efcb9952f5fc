"""The state of a host: what is live by each account, and where the accounts disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy import backups, environments, journal, pm2, records, redaction, releases, steady
from deploy.errors import Damaged, DeployError
from deploy.model import Live, Release

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.host import Host, View
    from deploy.ports import Process

BACKUPS_SHOWN = 3
CHARACTERS_SHOWN = 200
"""Of an answer, once no secret is in it: cut before, half of one might be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What was seen; None and empty where there is nothing."""

    base: str
    release: str | None
    """The release pointed to."""
    sha: str | None
    version: str | None
    since: str | None
    how: str | None
    drift: tuple[str, ...]
    """Where the record, the pointer and the files disagree."""
    unclosed: str | None
    """The deployment that an interrupted run left open."""
    at_work: str | None
    """The deployment that goes on at this moment."""
    service: tuple[str, ...]
    backups: tuple[str, ...]


def survey(host: Host) -> Status:
    """Look at everything and change nothing; what is told was so at one moment.

    Raises `Refused` where deployments never let it stand still.
    """
    view = host.view()
    return steady.seen(lambda: steady.marks(view), lambda: _survey(host, view))


def _survey(host: Host, view: View) -> Status:
    record, broken = _record(view)
    directory = releases.current(view.files, view.layout)
    release = _manifest(view, directory)
    unclosed, at_work = _open(view)
    return Status(
        base=view.layout.base,
        release=None if directory is None else directory.rpartition("/")[2],
        sha=None if release is None else release.sha,
        version=None if release is None else release.version,
        since=None if record is None else record.since,
        how=None if record is None else record.how,
        drift=(*broken, *_drift(view, directory, record)),
        unclosed=unclosed,
        at_work=at_work,
        service=_service(host) if host.config.service else (),
        backups=backups.stamps(view.files, view.layout, "code")[:BACKUPS_SHOWN],
    )


def _record(view: View) -> tuple[Live | None, tuple[str, ...]]:
    try:
        return records.load(view.files, Live, view.layout.record), ()
    except Damaged as error:
        return None, (error.reason,)
    except OSError as error:
        return None, (f"{view.layout.record} cannot be read: {error.strerror}",)


def _manifest(view: View, directory: str | None) -> Release | None:
    try:
        return None if directory is None else releases.manifest(view.files, directory)
    except (DeployError, OSError):
        return None


def _drift(view: View, directory: str | None, record: Live | None) -> tuple[str, ...]:
    """Compare the record with the pointer, and what is pointed to with its manifest."""
    layout, found = view.layout, []
    if directory is None:
        if releases.lies_in_real_directories(view.files, layout):
            found.append(f"{layout.live} is a real directory: the next deployment adopts it")
        elif view.files.kind(layout.live) is not None:
            found.append(f"{layout.live} is there although no release is pointed to")
        if record is not None:
            found.append(f"recorded as live is {record.release}, but nothing is pointed to")
        return tuple(found)
    if not releases.is_ours(layout, directory):
        found.append(f"{layout.current} leads to {directory}, which is no release")
    name = directory.rpartition("/")[2]
    if record is None or record.release != name:
        told = "nothing" if record is None else record.release
        found.append(f"recorded as live is {told}, pointed to is {name}")
    if view.files.resolve(layout.live) != view.files.resolve(f"{directory}/ai_app"):
        found.append(f"{layout.live} does not lead to {directory}/ai_app")
    complaints = [_complaint(view, directory, prove) for prove in (_prove_files, _prove_packages)]
    found += [text for text in dict.fromkeys(complaints) if text is not None]
    return tuple(found)


def _prove_files(view: View, directory: str) -> None:
    release = releases.manifest(view.files, directory)
    releases.prove_files(view.files, directory, release, view.config.kept)


def _prove_packages(view: View, directory: str) -> None:
    release = releases.manifest(view.files, directory)
    if release.environment is not None:
        path = f"{view.layout.environments}/{release.environment}"
        environments.prove(view.files, path, release.packages)


def _complaint(view: View, directory: str, prove: Callable[[View, str], None]) -> str | None:
    try:
        prove(view, directory)
    except DeployError as error:
        return error.reason
    except OSError as error:
        return f"{error.filename}: {error.strerror}"
    return None


def _open(view: View) -> tuple[str | None, str | None]:
    """Return what was left open, and what is under way: who has the lock is at work on it."""
    try:
        plan = journal.peek(view.files, view.layout)
    except Damaged as error:
        return error.reason, None
    if plan is None:
        return None, None
    if steady.is_at_work(view.files, view.layout):
        return None, f"{plan.deployment}, {plan.phase.value}"
    return f"{plan.deployment}, interrupted while {plan.phase.value}", None


def _service(host: Host) -> tuple[str, ...]:
    """Ask PM2 and the service, where they run: asked while it does not, PM2 would start."""
    lines = []
    try:
        if pm2.runs(host):
            lines += [
                f"pm2: {row.status}, process {row.pid}, {row.restarts} restarts"
                for row in pm2.of_service(host)
            ] or [f"pm2: no entry {host.config.app_name}"]
        else:
            lines.append("pm2: not running")
        holder = host.processes.listener(host.config.port)
        lines.append(f"port {host.config.port}: {_holder(holder)}")
        for path in (host.config.health_path, host.config.version_path):
            if holder is not None:
                url = f"http://localhost:{host.config.port}{path}"
                answer = host.http.get(url, timeout_s=host.config.http_timeout_s)
                said = redaction.redact(host, answer.body.decode(errors="replace"))
                lines.append(f"{path}: {answer.status} {said[:CHARACTERS_SHOWN]!a}")
    except DeployError as error:
        lines.append(redaction.redact(host, error.reason))
    return tuple(lines)


def _holder(process: Process | None) -> str:
    if process is None:
        return "nothing listens"
    where = process.cwd or "a process that is hidden"
    return f"process {process.pid} in {where}"


def render(found: Status) -> str:
    """Write the status for a person: what is live first."""
    live = "nothing" if found.release is None else f"{found.sha or 'no commit'} ({found.release})"
    lines = [f"live: {live} under {found.base}"]
    if found.since is not None:
        lines.append(f"since: {found.since} by {found.how}, version {found.version}")
    lines += [f"drift: {text}" for text in found.drift]
    if found.unclosed is not None:
        lines.append(f"open: {found.unclosed}; the next command closes it, or: recover")
    if found.at_work is not None:
        lines.append(f"at work: {found.at_work}; another deployment is refused until it ends")
    lines += [f"service: {text}" for text in found.service]
    lines.append(f"backups: {', '.join(f'code_{stamp}' for stamp in found.backups) or 'none'}")
    return "\n".join(lines)
