"""Fetching the wheel of a commit that may be released: what is rehearsed is what is released."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from deploy.control import artifact, patience, releasing
from deploy.control.artifact import Manifest
from deploy.control.centre import Centre
from deploy.control.forge import Forge
from deploy.errors import DeployError, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A commit that may be released, and its wheel."""

    manifest: Manifest
    manifest_sha256: str
    wheel: bytes


def fetch(
    centre: Centre, forge: Forge | None, sha: str | None, manifest_sha256: str | None
) -> Fetched:
    """Return the wheel of a commit, or of the newest, that may be released; or raise `Refused`."""
    manifest, digest = releasing.collect(centre, forge, sha, manifest_sha256)
    key = artifact.key(manifest.commit, manifest.wheel.name)
    try:
        content = patience.asked(centre, lambda: centre.store.get(key))
    except DeployError as error:
        raise Refused(error.reason, error.advice) from error
    if hashlib.sha256(content).hexdigest() != manifest.wheel.sha256:
        raise Refused(f"{key} is not the wheel of its manifest", "Find out who changed it")
    return Fetched(manifest=manifest, manifest_sha256=digest, wheel=content)
