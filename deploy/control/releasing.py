"""Releasing a commit: may it be, is it whole, and then to the hosts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from deploy.control import artifact, patience, releasable, rollout
from deploy.control.artifact import Manifest
from deploy.control.centre import Centre
from deploy.control.errand import Asset, Errand
from deploy.control.errors import Missing
from deploy.control.forge import MAIN, Build, Forge
from deploy.control.rollout import Rollout
from deploy.errors import DeployError, Refused
from deploy.instruction import Task

LOOKED_AT_MAX = 20
"""How many of the newest commits are looked at for one that may be released."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A request: which commit, for which hosts, under which mark."""

    id: str
    sha: str | None
    """None means the newest that may be released."""
    base: str
    instances: tuple[str, ...]
    manifest_sha256: str | None = None
    """As CI published it; None means as CI recorded it with the forge."""
    force: str | None = None
    health_url: str | None = None
    together_max: int = 1
    failures_max: int = 0


def release(centre: Centre, forge: Forge | None, request: Release) -> Rollout:
    """Release a commit; raise `Refused` before anything is sent where it may not be."""
    manifest, _ = collect(centre, forge, request.sha, request.manifest_sha256)
    sha = manifest.commit
    errand = Errand(
        id=request.id,
        task=Task.APPLY,
        base=request.base,
        instances=request.instances,
        deployer=Asset(
            key=artifact.key(sha, manifest.deployer.name), sha256=manifest.deployer.sha256
        ),
        wheel=Asset(key=artifact.key(sha, manifest.wheel.name), sha256=manifest.wheel.sha256),
        sha=sha,
        force=request.force,
        health_url=request.health_url,
        together_max=request.together_max,
        failures_max=request.failures_max,
    )
    return rollout.roll_out(centre, errand)


def collect(
    centre: Centre, forge: Forge | None, sha: str | None, manifest_sha256: str | None
) -> tuple[Manifest, str]:
    """Return the manifest of a commit that may be released, and its digest; or raise `Refused`.

    Without a commit it is the newest that may be.
    """
    centre.log.step("permit", "Ask the forge whether this commit may be released.")
    found, digest = _permitted(centre, forge, sha, manifest_sha256)
    centre.log.step("collect", "Read what was published, and compare it with what CI recorded.")
    return _published(centre, found, digest), digest


def _permitted(
    centre: Centre, forge: Forge | None, sha: str | None, manifest_sha256: str | None
) -> tuple[str, str]:
    """Return the commit and its manifest's digest, as CI stands for them."""
    if forge is None:
        if sha is None or manifest_sha256 is None:
            raise Refused(
                "nothing stands for this release: GITHUB_TOKEN is not set",
                "Set it with GITHUB_REPOSITORY, or give --sha and --manifest-sha256 as CI told",
            )
        centre.log.note("no forge was asked: the digest given stands for this release")
        return sha, manifest_sha256
    try:
        if sha is None:
            chosen = releasable.choose(_newest(centre, forge))
            for passed_over in chosen.passed_over:
                centre.log.note(passed_over)
            build = chosen.build
        else:
            build = patience.asked(centre, lambda: forge.build(sha or ""))
        digest = releasable.check(build)
    except Refused:
        raise
    except DeployError as error:
        raise Refused(error.reason, error.advice) from error
    if manifest_sha256 not in (None, digest):
        raise Refused(
            f"CI recorded another manifest of {build.commit} than the one given",
            "Leave --manifest-sha256 out, or give the one of this commit's run",
        )
    return build.commit, digest


def _newest(centre: Centre, forge: Forge) -> Iterator[Build]:
    """Give the newest builds, each asked for only where it is needed."""
    for commit in patience.asked(centre, lambda: forge.newest(MAIN, LOOKED_AT_MAX)):
        yield patience.asked(centre, partial(forge.build, commit))


def _published(centre: Centre, sha: str, digest: str) -> Manifest:
    try:
        manifest = patience.asked(centre, lambda: artifact.fetch(centre.store, sha, digest))
    except Refused:
        raise
    except Missing as error:
        raise Refused(f"{sha} was never published: {error.reason}", error.advice) from error
    except DeployError as error:
        raise Refused(error.reason, error.advice) from error
    if manifest.branch != MAIN:
        raise Refused(
            f"{sha} was published from {manifest.branch}, production takes {MAIN} alone",
            f"Merge it into {MAIN}, and release that commit",
        )
    return manifest
