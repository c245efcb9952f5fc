"""What was rolled back and why: remembered, so that it is not deployed again by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import records, releases
from deploy.errors import Damaged
from deploy.model import Command, Journal, Phase, Release

if TYPE_CHECKING:
    from deploy.host import Host


def remember(host: Host, plan: Journal) -> None:
    """Remember the release that this deployment left behind; forget the one it proved."""
    path = host.layout.failures
    try:
        known = records.remembered_failures(host.files, path)
    except Damaged as error:
        host.log.note(f"what was rolled back before is not remembered any more: {error}")
        known = {}
    live = _digest(host, releases.current(host.files, host.layout))
    updated = {digest: reason for digest, reason in known.items() if digest != live}
    if plan.phase is Phase.RETURNED:
        left, reason = _digest(host, plan.release) or plan.sha256, plan.reason or "interrupted"
    elif plan.command is Command.RESTORE:
        left = _digest(host, plan.previous)
        reason = f"an operator restored code_{plan.chosen} instead"
    else:
        left, reason = None, ""
    if left is not None and left != live:
        updated[left] = reason
    if updated != known:
        host.files.write(path, records.encode_failures(updated))


def _digest(host: Host, directory: str | None) -> str | None:
    if directory is None:
        return None
    try:
        found = records.load(host.files, Release, f"{directory}/manifest.json")
    except Damaged:
        return None
    return None if found is None else found.wheel_sha256
