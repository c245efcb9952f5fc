"""What GitHub answers, read strictly: what has not the form raises `ValueError`.

The forms are those of its REST reference: "List check runs for a Git reference", "List commit
statuses for a reference", "Compare two commits", "List commits", "Get a reference".
"""

from __future__ import annotations

from collections.abc import Mapping

from deploy.control.forge import Run, Status
from deploy.control.names import COMMIT

STANDINGS = frozenset(("identical", "ahead", "behind", "diverged"))


def entries(document: object) -> list[object]:
    """Return the entries of a list; of check runs, those inside of their document."""
    if isinstance(document, Mapping):
        document = document.get("check_runs")
    if not isinstance(document, list):
        raise ValueError("no list")  # noqa: TRY004 - malformed, whatever its type
    return document


def head_of(document: object, branch: str) -> str:
    """Return the commit that a branch points to; a list of others that begin alike is none."""
    if _text(document, "ref") != f"refs/heads/{branch}":
        raise ValueError("another ref")
    return commit_of(_part(document, "object"))


def standing_of(document: object) -> str:
    """Return how the head of a comparison stands to its base."""
    standing = _text(document, "status")
    if standing not in STANDINGS:
        raise ValueError("an unknown standing")
    return standing


def run_of(entry: object) -> Run:
    """Return a check run."""
    app = _part(entry, "app")
    number = _part(entry, "id")
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError("no id")  # noqa: TRY004 - as above
    return Run(
        id=number,
        name=_text(entry, "name"),
        status=_text(entry, "status"),
        conclusion=_text_or_none(entry, "conclusion"),
        started=_text_or_none(entry, "started_at"),
        app="" if app is None else _text(app, "slug"),
    )


def status_of(entry: object) -> Status:
    """Return a commit status; its creator's account may be gone."""
    creator = _part(entry, "creator")
    return Status(
        context=_text(entry, "context"),
        state=_text(entry, "state"),
        description=_text_or_none(entry, "description") or "",
        creator="" if creator is None else _text(creator, "login"),
    )


def commit_of(entry: object) -> str:
    """Return the id of a commit."""
    sha = _text(entry, "sha")
    if COMMIT.fullmatch(sha) is None:
        raise ValueError("no commit")
    return sha


def _part(document: object, key: str) -> object:
    if not isinstance(document, Mapping) or key not in document:
        raise ValueError(f"no {key}")
    part: object = document[key]
    return part


def _text(document: object, key: str) -> str:
    found = _part(document, key)
    if not isinstance(found, str):
        raise ValueError(f"{key} is no text")  # noqa: TRY004 - as above
    return found


def _text_or_none(document: object, key: str) -> str | None:
    return None if _part(document, key) is None else _text(document, key)
