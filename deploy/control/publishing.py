"""Publishing: a commit becomes an artifact in the object store, proven, or nothing happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from deploy.control.artifact import PREFIX, write
from deploy.control.names import parse_branch, parse_commit
from deploy.control.retrying import insist
from deploy.control.storing import store_artifact
from deploy.control.workshop.making import make
from deploy.errors import Refused
from deploy.tree import digest

if TYPE_CHECKING:
    from deploy.control.artifact import Manifest
    from deploy.control.ports import ObjectStore
    from deploy.control.workshop import Workshop


class Recorder(Protocol):
    """Where CI keeps what it proved, out of reach of who can write to the object store."""

    def record(self, commit: str, manifest_sha256: str) -> None:
        """Record the digest of the manifest of a commit's artifact; the same one again is fine."""


class Outputs(Protocol):
    """What a job hands to the next one."""

    def tell(self, name: str, value: str) -> None:
        """Hand on one value, a word without spaces; raise `Refused` where it cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """What an operator or CI asks for; what is left out is taken from the checkout."""

    wheel: str | None = None
    """Absolute path of a wheel that was built before."""
    sha: str | None = None
    branch: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is malformed before anything is called."""
        if self.sha is not None:
            parse_commit(self.sha)
        if self.branch is not None:
            parse_branch(self.branch)
        if self.wheel is not None and (not self.wheel.startswith("/") or "\0" in self.wheel):
            raise Refused(f"{self.wheel!r} is no absolute path", "Give --wheel the path of a file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An artifact that is stored as a whole."""

    manifest: Manifest
    manifest_sha256: str
    """What a release is proven by: the word of CI, not of the object store."""
    new: bool
    """False where the same artifact was published before."""

    @property
    def address(self) -> str:
        """The prefix of the keys of all parts, within the bucket."""
        return f"{PREFIX}/{self.manifest.commit}/"


def publish(
    workshop: Workshop,
    request: Publish,
    *,
    store: ObjectStore,
    recorder: Recorder | None = None,
    outputs: Outputs | None = None,
) -> Published:
    """Make the artifact of a commit, store it, and let CI remember what was proven.

    Raises `Unfit` with all reasons, and then nothing was stored; `Denied` and others of the store
    and the recorder once trying again does not help. It may be called again after anything: what
    is there already is taken as it is, and what is not is added.
    """
    made = make(workshop, wheel=request.wheel, sha=request.sha, branch=request.branch)
    workshop.log.step("store", f"store it under {PREFIX}/{made.manifest.commit}/")
    new = store_artifact(store, workshop.clock, made)
    published = Published(
        manifest=made.manifest, manifest_sha256=digest(write(made.manifest)), new=new
    )
    workshop.log.step("record", "record what was proven")
    if recorder is not None:
        commit, proven = published.manifest.commit, published.manifest_sha256
        insist(workshop.clock, lambda: recorder.record(commit, proven))
    if outputs is not None:
        outputs.tell("sha", published.manifest.commit)
        outputs.tell("manifest-sha256", published.manifest_sha256)
    return published
