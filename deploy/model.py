"""The nouns of a deployment as frozen values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import TYPE_CHECKING

from deploy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

STAMP = "%Y%m%d%H%M%S"
"""How a moment is written in the name of a backup (the contract's `YYYYMMDDHHMMSS`)."""


class Phase(Enum):
    """How far a deployment has come; recovery is one match on it."""

    PREPARING = "preparing"
    """Nothing live was touched."""
    CHANGING = "changing"
    """The service may be stopped, changed or unproven: the way is back."""
    COMMITTED = "committed"
    """The new release is proven: what is left is only completed."""
    RETURNED = "returned"
    """The previous release is proven again: what is left is only completed."""


class Command(Enum):
    """The two deployments: they differ in where the release comes from."""

    APPLY = "apply"
    RESTORE = "restore"


class Outcome(Enum):
    """How a deployment ended; `exit_code` is the contract's."""

    SUCCEEDED = "succeeded"
    ROLLED_BACK = "rolled back"
    REFUSED = "refused"
    CLEARED = "cleared"
    """A first deployment failed: nothing to go back to, the host is clean and serves nothing."""
    NEEDS_PERSON = "needs a person"

    @property
    def exit_code(self) -> int:
        """0 done, 1 went back, 2 refused and nothing touched, 3 a person must look."""
        return _EXIT_CODES[self]


_EXIT_CODES = dict(zip(Outcome, (0, 1, 2, 3, 3), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """A request to deploy a wheel."""

    wheel: str
    sha: str
    sha256: str | None = None
    force: str | None = None
    """The reason for deploying a release that was rolled back before."""
    errand: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """A request to restore a backup; no id means the newest usable one."""

    backup_id: str | None = None
    code_only: bool = False
    force: str | None = None
    errand: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What one release is: the `manifest.json` that makes its directory complete."""

    name: str
    source: str
    """`wheel`, `adopted` or `backup T`."""
    sha: str | None = None
    version: str | None = None
    wheel: str | None = None
    """File name of its wheel; None for an adopted release, whose wheel nobody kept."""
    wheel_sha256: str | None = None
    environment: str | None = None
    """Name of its environment; None for an adopted host without one."""
    code_only: bool = False
    """The environment is another release's: its own copy of the app is not this code."""
    packages: tuple[str, ...] = ()
    """Installed distributions, as `name==version`, sorted."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each file of its `ai_app`, by relative path."""
    loose: Mapping[str, str] = field(default_factory=dict)
    """The same of the files beside its code."""

    @property
    def content(self) -> str:
        """What tells two releases apart: their code, which may be edited by hand, and the wheel."""
        return f"{self.wheel_sha256} {sorted(self.files.items())}"

    @property
    def label(self) -> str:
        """How people call it: the commit, or the name where no commit is known."""
        return self.sha[:12] if self.sha else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """The manifest of a restorable pair: a release, and whether it was seen healthy."""

    id: str
    healthy: bool
    release: Release
    before: str
    """What it was taken before: the deployment, and for a safety backup the restored id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The record of what is live (`current.json`)."""

    release: str
    sha: str | None
    version: str | None
    wheel_sha256: str | None
    since: str
    how: str
    """`apply`, `restore T` or `rolled back`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """One deployment under way: its plan, in paths, and the one field that matters, the phase."""

    deployment: str
    command: Command
    phase: Phase
    started: float
    release: str
    """Directory of the new release."""
    environment: str
    """Directory of the environment this deployment builds, if it builds one."""
    previous: str | None
    """Directory of the release to go back to; None on a first deployment."""
    adopts: bool
    """The previous release lies in real directories that are still to be adopted."""
    stamp: str
    """Id of the backup that this deployment makes."""
    wheel: str | None = None
    sha: str | None = None
    sha256: str | None = None
    asked: str | None = None
    """Id of the backup to restore, as asked for; None means the newest usable one."""
    chosen: str | None = None
    """Id of the backup to restore, once chosen."""
    code_only: bool = False
    service: bool = True
    force: str | None = None
    errand: str | None = None
    """The mark of the control side's request, by which its report is known again."""
    failed_step: str | None = None
    reason: str | None = None


def stamp_of(moment: float) -> str:
    """Write a moment as it stands in the name of a backup."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime(STAMP)


def moment_of(stamp: str) -> float:
    """Read a stamp back; raise `ValueError` where it is no moment."""
    return datetime.strptime(stamp, STAMP).replace(tzinfo=timezone.utc).timestamp()


def iso_of(moment: float) -> str:
    """Write a moment for people and machines."""
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="seconds")


def parse_backup_id(text: str) -> str:
    """Return the stamp of an id in one of its three forms; raise `Refused` for anything else."""
    advice = "Take one from: rollback list"
    found = re.fullmatch(r"(?:code_|wheel_)?([0-9]{14})", text)
    if found is None:
        raise Refused(f"{text!r} is no backup id (20260127150000, code_..., wheel_...)", advice)
    try:
        moment_of(found[1])
    except ValueError as error:
        raise Refused(f"{text!r} names no moment in time", advice) from error
    return found[1]
