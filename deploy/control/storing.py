"""Storing an artifact: its parts first, the manifest last, and nothing over anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.control.artifact import MANIFEST, key, read, write
from deploy.control.complaint import Complaint, Unfit
from deploy.control.errors import Changed
from deploy.control.retrying import insist
from deploy.errors import Refused
from deploy.tree import digest

if TYPE_CHECKING:
    from deploy.control.artifact import Manifest
    from deploy.control.ports import ObjectStore, Stored
    from deploy.control.workshop.making import Made
    from deploy.ports import Clock

KEEP = (
    "A commit has one artifact, and this one is published: release it as it is, "
    "or publish another commit"
)
CLEAR = (
    "Without a manifest nobody can have used it: take it away, then publish again: "
    "aws s3 rm s3://BUCKET/{}"
)


def store_artifact(store: ObjectStore, clock: Clock, made: Made) -> bool:
    """Store what is not there yet; return False where all of it was.

    An interrupted run leaves parts without a manifest, and so no artifact; the next one completes
    it. Raises `Unfit` where something else lies under a key, naming the part, and then stores
    nothing; and what the store raises once trying again does not help.
    """
    manifest, written = made.manifest, write(made.manifest)
    contents = {**made.contents, MANIFEST: written}
    there = _head(store, clock, key(manifest.commit, MANIFEST)) is not None
    if there:
        _compare(insist(clock, lambda: _stored(store, manifest)), written)
    missing = _missing(store, clock, manifest, published=there)
    if not there:
        missing.append(MANIFEST)  # the last: with it the artifact is there
    for name in missing:
        _put(store, clock, key(manifest.commit, name), contents[name])
    return bool(missing)


def _head(store: ObjectStore, clock: Clock, at: str) -> Stored | None:
    return insist(clock, lambda: store.head(at))


def _stored(store: ObjectStore, manifest: Manifest) -> bytes:
    at = key(manifest.commit, MANIFEST)
    try:
        return store.get(at)
    except Changed as error:
        raise Unfit([Complaint(what=error.reason, cure=KEEP)]) from error


def _compare(stored: bytes, written: bytes) -> None:
    """Raise `Unfit`, naming each field that differs, where another manifest is there."""
    if stored == written:
        return
    try:
        old = read(stored)
    except Refused as error:
        what = f"another manifest is there, and it cannot be read: {error.reason}"
        raise Unfit([Complaint(what=what, cure=KEEP)]) from error
    new = read(written)
    names = ("commit", "branch", "interpreter", "wheel", "lock", "deployer", "packages")
    differing = [name for name in names if getattr(old, name) != getattr(new, name)]
    raise Unfit([Complaint(what=_differs(old, new, name), cure=KEEP) for name in differing])


def _differs(old: Manifest, new: Manifest, name: str) -> str:
    if name == "packages":
        return "the artifact that is published locks other packages"
    was, would_be = getattr(old, name), getattr(new, name)
    if name in ("branch", "commit", "interpreter"):
        return f"the artifact that is published names the {name} {was}, this one {would_be}"
    return (
        f"the {name} that is published, {was.name}, has the SHA-256 {was.sha256}, "
        f"this one {would_be.name} {would_be.sha256}"
    )


def _missing(store: ObjectStore, clock: Clock, manifest: Manifest, *, published: bool) -> list[str]:
    """Return the parts to store; raise `Unfit` where another file lies in the place of one."""
    missing, other = [], []
    for part in manifest.parts:
        at = key(manifest.commit, part.name)
        found = _head(store, clock, at)
        if found is None:
            missing.append(part.name)
        elif (found.sha256, found.size) != (part.sha256, part.size):
            what = f"{at} has the SHA-256 {found.sha256 or 'of nobody'}, this one {part.sha256}"
            cure = KEEP if published else CLEAR.format(at)
            other.append(Complaint(what=what, cure=cure))
    if other:
        raise Unfit(other)
    return missing


def _put(store: ObjectStore, clock: Clock, at: str, content: bytes) -> None:
    try:
        insist(clock, lambda: store.put(at, content))
    except Changed as error:  # somebody else stores another one at this very moment
        what = f"{error.reason}; this one has the SHA-256 {digest(content)}"
        raise Unfit([Complaint(what=what, cure=KEEP)]) from error
