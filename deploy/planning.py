"""From a request to a plan, by reading alone: what is refused is refused before any act."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from deploy import astray, backups, records, releases, steady, wheel
from deploy.config import check_base
from deploy.errors import Damaged, Refused
from deploy.host import View
from deploy.model import (
    Apply,
    Command,
    Journal,
    Phase,
    Restore,
    moment_of,
    parse_backup_id,
    stamp_of,
)
from deploy.ports import Kind


def vet(view: View, request: Apply | Restore) -> str | None:
    """Refuse a request that cannot be carried out, whatever state the host is in.

    Returns what is asked for, as it was found: the digest of the wheel, or the stamp of the backup.
    """
    vet_place(view)
    _vet_links(view)
    return _digest_of(view, request) if isinstance(request, Apply) else _stamp_of(view, request)


def vet_place(view: View) -> None:
    """Refuse a base directory that is not there, or is not ours to work in."""
    check_base(view.layout.base)
    if view.files.kind(view.layout.base) is not Kind.DIRECTORY:
        raise Refused(f"{view.layout.base} is no directory", "Create it, or give another --base")
    for path in (view.layout.base, view.layout.app, view.layout.state, view.layout.backups):
        if view.files.kind(path) is not None and not view.files.owned(path):
            raise Refused(
                f"{path} belongs to another user or cannot be written",
                "Run this as its owner (sudo -u ubuntu ...), or give it back with chown -R",
            )


def _vet_links(view: View) -> None:
    """Refuse a host of which nobody can say what is live, at one moment, with nothing under way.

    An adoption under way may well show both; one that begins now shows first the old, then the new.
    """
    layout, reader = view.layout, view.files

    def marks() -> object:
        return reader.kind(layout.journal), steady.pointer(reader, layout)

    def look() -> tuple[astray.Astray | None]:
        found = astray.look(view)
        return (found if reader.kind(layout.journal) is None else None,)

    astray.refuse(steady.seen(marks, look)[0])


def plan(view: View, request: Apply | Restore) -> Journal:
    """Return the journal of a deployment that begins now. Raises `Refused`."""
    asked = vet(view, request)
    layout = view.layout
    stamp = _free_stamp(view)
    adopts = releases.lies_in_real_directories(view.files, layout)
    previous: str | None
    if adopts:
        _vet_links(view)
        previous = f"{layout.releases}/{stamp}-adopted"
    else:
        previous = releases.current(view.files, layout)
        if previous is not None and view.files.kind(f"{previous}/ai_app") is None:
            previous = None
    apply = isinstance(request, Apply)
    sha256 = asked if apply else None
    name = f"{stamp}-{sha256[:12] if sha256 else 'restored'}"
    return Journal(
        deployment=name,
        command=Command.APPLY if apply else Command.RESTORE,
        phase=Phase.PREPARING,
        started=view.now,
        release=f"{layout.releases}/{name}",
        environment=f"{layout.environments}/{name}",
        previous=previous,
        adopts=adopts,
        stamp=stamp,
        wheel=request.wheel if isinstance(request, Apply) else None,
        sha=request.sha if isinstance(request, Apply) else None,
        sha256=sha256,
        asked=None if apply else asked,
        code_only=isinstance(request, Restore) and request.code_only,
        service=view.config.service,
        force=request.force,
        errand=request.errand,
    )


def over(view: View, left: Journal | None, request: Apply | Restore) -> Journal:
    """Return the plan of a deployment that begins over one that could not be closed.

    The release to go back to stays the one that was to be gone back to: what the pointer names
    may be the very release that failed.
    """
    wanted = plan(view, request)
    if left is None or left.phase is not Phase.CHANGING or left.previous is None:
        return wanted
    if view.files.kind(f"{left.previous}/ai_app") is None:
        return wanted
    return replace(wanted, previous=left.previous, adopts=False)


def _digest_of(view: View, request: Apply) -> str:
    """Return the digest of the wheel that is asked for, proven whole and of the commit named."""
    wheel.check_sha(request.sha)
    sha256 = wheel.check_sha256(request.sha256) if request.sha256 is not None else None
    try:
        content = view.files.read(request.wheel)
    except OSError as error:
        raise Refused(
            f"the wheel {request.wheel!r} cannot be read: {error.strerror}",
            "Build one: python -m build --wheel",
        ) from error
    found = wheel.inspect(content, posixpath.basename(request.wheel), sha256)
    if found.sha is not None and found.sha != request.sha:
        raise Refused(
            f"{found.file_name} was built from {found.sha}, not from {request.sha}",
            "Give the commit it was built from, or the wheel of that commit",
        )
    kept = {path.partition("/")[0] for path in found.files} & set(view.config.kept)
    if kept:
        raise Refused(
            f"{found.file_name} holds {', '.join(sorted(kept))}, which the host keeps for itself",
            "Leave it out of the wheel, or take it out of `kept` in infra/deploy.json",
        )
    refuse_failed(view, found.sha256, request.force)
    return found.sha256


def _stamp_of(view: View, request: Restore) -> str | None:
    """Return the id that is asked for, proven to be there; None for the newest usable one."""
    known = backups.stamps(view.files, view.layout, "code")
    if request.backup_id is None:
        if not known:
            raise Refused(
                f"{view.layout.backups} holds no backup",
                "A backup is made by each deployment but the first",
            )
        return None
    stamp = parse_backup_id(request.backup_id)
    if stamp not in known:
        newest = f"the newest is code_{known[0]}" if known else "there is none at all"
        raise Refused(f"no backup {request.backup_id}: {newest}", "See: rollback list")
    return stamp


def refuse_failed(view: View, sha256: str | None, force: str | None) -> None:
    """Refuse a release that was rolled back, unless a reason is given to try it again."""
    if force is not None and not force.strip():
        raise Refused("--force needs a reason", 'Say why: --force "the database is back"')
    failures = failed_before(view)
    if sha256 in failures and force is None:
        raise Refused(
            f"this release was rolled back: {failures[sha256]}",
            'Deploy a mended one, or say why it will work now: --force "REASON"',
        )


def failed_before(view: View) -> dict[str, str]:
    """Return what was rolled back; a damaged memory forbids nothing, or no one could deploy."""
    try:
        return records.remembered_failures(view.files, view.layout.failures)
    except Damaged:
        return {}


def _free_stamp(view: View) -> str:
    """Return the first moment from now on that no release and no backup is named for."""
    taken: set[str] = set()
    for folder in (view.layout.releases, view.layout.backups):
        if view.files.kind(folder) is not None:
            taken.update(view.files.names(folder))
    stamps = {part for name in taken for part in name.replace("-", "_").split("_")}
    stamp = stamp_of(view.now)
    while stamp in stamps:
        stamp = stamp_of(moment_of(stamp) + 1)
    return stamp
