"""The port to the place where CI records what it proved of a commit: GitHub.

What is trusted, and how far:

- A gate counts as its newest check run by the app `github-actions`. Other apps are not heard. A
  workflow that may write checks can forge one, so this trusts whoever may change workflows.
- An artifact counts as recorded by a commit status of `github-actions[bot]`, which a job with the
  right to write statuses is. A person with write access can write a status too, under another
  name: that vouches for nothing. But whoever can write may withdraw: any `artifact` status that
  is no success does, for good. Not to release is always safe.
- Neither brings a byte to a host: for that the bucket must hold what was recorded, and its keys
  are the environment's. To forge a release takes both.
- That a commit is on main is GitHub's word, and main's protection is what makes it worth much.
  A commit that reached main through a merge is on it too; its artifact was recorded on main alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

MAIN = "main"
APP, CREATOR = "github-actions", "github-actions[bot]"
CONTEXT, SUCCESS, COMPLETED = "artifact", "success", "completed"
RECORD = re.compile("sha256:([0-9a-f]{64})")
WORD = re.compile("[a-z_]{1,30}")
COMMITS_MAX = 100
"""The most that `newest` gives: one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What is known of a commit: whether it may be released is judged elsewhere."""

    commit: str
    on_main: bool
    gates: Mapping[str, str]
    """For each check how its newest run ended, or how it stands: success, skipped, queued..."""
    records: tuple[str, ...]
    """What is recorded as its artifact, each text once, the newest first: one, if all is well."""
    withdrawn: bool = False
    ignored: int = 0
    """How many records of somebody else were not heard."""

    @property
    def manifest_sha256(self) -> str | None:
        """Return the digest of the artifact's manifest; None unless there is exactly one."""
        if self.withdrawn or len(self.records) != 1:
            return None
        return recorded(self.records[0])


class Forge(Protocol):
    """What CI proved. Errors are those of `deploy.control.errors`; names are vetted first."""

    def build(self, commit: str) -> Build:
        """Say what is known of a commit; raise `Missing` where it is not there."""

    def newest(self, branch: str, limit: int) -> tuple[str, ...]:
        """Return the commits of a branch, the newest first; `Missing` without such a branch.

        Raises `Rejected` for a limit out of 1 to `COMMITS_MAX`.
        """

    def record(self, commit: str, manifest_sha256: str) -> None:
        """Record an artifact's digest. Once more the same is fine, so this may be made again.

        Raises `Changed` where another is recorded or it was withdrawn, `Missing` without a commit.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a check."""

    id: int
    name: str
    status: str
    conclusion: str | None = None
    started: str | None = None
    """ISO 8601 in UTC; None before it began."""
    app: str = APP


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One commit status."""

    context: str
    state: str
    description: str = ""
    creator: str = CREATOR


def gates(runs: Iterable[Run]) -> dict[str, str]:
    """Return how each check stands, by its newest run: one that has not begun is the newest.

    GitHub's `filter=latest` gives the latest of each check suite, and a commit may have several.
    """
    ours = [run for run in runs if run.app == APP]
    ours.sort(key=lambda run: (run.started is None, run.started or "", run.id))
    return {run.name: _standing(run) for run in ours}


def _standing(run: Run) -> str:
    said = run.conclusion if run.status == COMPLETED else run.status
    return said if said is not None and WORD.fullmatch(said) else "unknown"


def built(commit: str, *, on_main: bool, runs: Iterable[Run], statuses: Iterable[Status]) -> Build:
    """Return a build from what a forge has; the statuses come with the newest first."""
    artifacts = [status for status in statuses if status.context == CONTEXT]
    good = [status for status in artifacts if status.state == SUCCESS]
    ours = [status for status in good if status.creator == CREATOR]
    return Build(
        commit=commit,
        on_main=on_main,
        gates=gates(runs),
        records=tuple(dict.fromkeys(status.description for status in ours)),
        withdrawn=len(good) < len(artifacts),
        ignored=len(good) - len(ours),
    )


def recorded(text: str) -> str | None:
    """Return the digest that a record holds; None where it is malformed."""
    found = RECORD.fullmatch(text)
    return found[1] if found else None


def record_of(manifest_sha256: str) -> str:
    """Return what is recorded of an artifact."""
    return f"sha256:{manifest_sha256}"
