"""What the deployer's own records say: manifests, what is live, the journal, what failed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from deploy import records, redaction
from deploy.errors import Damaged
from deploy.model import Backup, Journal, Live, Release
from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.host import Host, View
    from deploy.snapshot.model import Node

WORDS_MAX = 400
"""Letters of a reason that somebody gave, or a program."""


@dataclass(slots=True)
class Kept:
    """The records of a host, and the paths of those that cannot be read."""

    releases: dict[str, Release] = field(default_factory=dict)
    backups: dict[str, Backup] = field(default_factory=dict)
    live: Live | None = None
    journal: Journal | None = None
    failures: dict[str, str] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)

    @property
    def recorded(self) -> list[Release]:
        """What was ever released and is still known of, the newest backups first."""
        newest = sorted(self.backups.items(), reverse=True)
        return [*self.releases.values(), *(backup.release for _, backup in newest)]


def look(host: Host, nodes: Mapping[str, Node]) -> Kept:
    """Read every record there is; what somebody said in one is told without secrets."""
    view, found = host.view(), Kept()
    for path, node in nodes.items():
        if path.endswith("/manifest.json") and node.kind is Kind.FILE:
            _manifest(view, path, found)
    layout = view.layout
    found.live = _read(view, Live, layout.record, found)
    found.journal = _read(view, Journal, layout.journal, found)
    if found.journal is not None:
        found.journal = _told(host, found.journal)
    try:
        failures = records.remembered_failures(view.files, layout.failures)
        found.failures = {digest: _plain(host, why) for digest, why in failures.items()}
    except (Damaged, OSError):
        found.damaged.append(layout.failures)
    return found


def _manifest(view: View, path: str, found: Kept) -> None:
    folder = path.removesuffix("/manifest.json")
    if folder.startswith(f"{view.layout.releases}/"):
        release = _read(view, Release, path, found)
        if release is not None:
            found.releases[folder] = release
        return
    backup = _read(view, Backup, path, found)
    code = found.backups.get(folder.replace("/wheel_", "/code_"))
    if backup is not None and backup != code:  # the code comes first: its half is said once
        found.backups[folder] = backup


def _read(view: View, kind: type[records.Value], path: str, found: Kept) -> records.Value | None:
    try:
        return records.load(view.files, kind, path)
    except (Damaged, OSError):
        found.damaged.append(path)
        return None


def _told(host: Host, plan: Journal) -> Journal:
    """Return a journal whose free words hold no secret."""
    reason = None if plan.reason is None else _plain(host, plan.reason)
    force = None if plan.force is None else _plain(host, plan.force)
    return replace(plan, reason=reason, force=force)


def _plain(host: Host, text: str) -> str:
    return redaction.redact(host, text)[:WORDS_MAX]
