"""The checkout: which commit it is, and which bytes of which files somebody reviewed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.control.names import COMMIT
from deploy.errors import CommandFailed, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.control.workshop import Workshop

GIT_S = 60
FILE_MODES = ("100644", "100755")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A commit, and how far the directory is from it."""

    head: str
    committed_at: int
    """Seconds since the epoch."""
    branch: str | None
    """None where no branch is checked out, as in CI."""
    dirt: tuple[str, ...]
    """Paths that are not as the commit has them, untracked ones included."""
    blobs: Mapping[str, str]
    """The files of the commit, by path: git's own name of their content."""
    odd: frozenset[str]
    """What the commit tracks that is no file: links, and other repositories."""


def look(workshop: Workshop) -> Checkout:
    """Ask git; raise `Refused` where the root is not the top of a checkout with a commit."""
    if workshop.files.kind(f"{workshop.root}/.git") is None:
        raise Refused(
            f"{workshop.root} is not the top of a git checkout",
            "Run this where the repository was checked out",
        )
    told = _git(workshop, "log", "-1", "--format=%H %ct", "HEAD").split()
    if len(told) != len(("head", "moment")) or not COMMIT.fullmatch(told[0]):
        raise Refused(f"git names no commit of {workshop.root}", "Check out the commit to publish")
    blobs, odd = _tree(_git(workshop, "ls-tree", "-r", "-z", "--full-tree", told[0]))
    return Checkout(
        head=told[0],
        committed_at=int(told[1]),
        branch=_branch(workshop),
        dirt=_dirt(_git(workshop, "status", "--porcelain=v1", "-z", "--untracked-files=all")),
        blobs=blobs,
        odd=odd,
    )


def _git(workshop: Workshop, *words: str) -> str:
    return workshop.run("git", "-C", workshop.root, *words, timeout_s=GIT_S)


def _branch(workshop: Workshop) -> str | None:
    try:
        return _git(workshop, "symbolic-ref", "--quiet", "--short", "HEAD").strip() or None
    except CommandFailed:  # a detached HEAD is on no branch
        return None


def _tree(listed: str) -> tuple[dict[str, str], frozenset[str]]:
    """Read `MODE TYPE ID<tab>PATH` for each entry."""
    blobs, odd = {}, set()
    for entry in filter(None, listed.split("\0")):
        facts, _, path = entry.partition("\t")
        mode, _, name = facts.split(" ")
        if mode in FILE_MODES:
            blobs[path] = name
        else:
            odd.add(path)
    return blobs, frozenset(odd)


def _dirt(listed: str) -> tuple[str, ...]:
    """Read `XY PATH` for each entry; that of a renamed file is followed by its former path."""
    found, entries = [], iter(filter(None, listed.split("\0")))
    for entry in entries:
        found.append(entry[3:])
        if "R" in entry[:2] or "C" in entry[:2]:
            next(entries, None)
    return tuple(sorted(found))


def is_blob(content: bytes, name: str) -> bool:
    """Say whether git would give this content that name.

    A file that git filters (line endings, large files elsewhere) would differ: there is none here.
    """
    kind = "sha1" if len(name) == hashlib.sha1(usedforsecurity=False).digest_size * 2 else "sha256"
    named = hashlib.new(kind, b"blob %d\0" % len(content), usedforsecurity=False)
    named.update(content)
    return named.hexdigest() == name
