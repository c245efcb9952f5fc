"""What is told of an artifact that was published: to a person in lines, to a machine as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.control.complaint import Unfit

if TYPE_CHECKING:
    from deploy.control.publishing import Published
    from deploy.errors import DeployError


def render(published: Published, bucket: str) -> str:
    """Write for a person: what is where, and by what it is proven."""
    manifest = published.manifest
    word = "PUBLISHED" if published.new else "PUBLISHED BEFORE, the same"
    lines = [f"{word}: {manifest.commit} of {manifest.branch}"]
    lines.append(f"  where: s3://{bucket}/{published.address}")
    lines.append(f"  manifest: sha256:{published.manifest_sha256}")
    lines += [f"  {part.name}: sha256:{part.sha256}, {part.size} bytes" for part in manifest.parts]
    lines.append(
        f"  proven on Python {manifest.interpreter}, with {len(manifest.packages)} locked packages"
    )
    return "\n".join(lines)


def document(published: Published, bucket: str) -> dict[str, object]:
    """Return the same as JSON writes it."""
    manifest = published.manifest
    return {
        "outcome": "published",
        "exit_code": 0,
        "new": published.new,
        "sha": manifest.commit,
        "branch": manifest.branch,
        "address": f"s3://{bucket}/{published.address}",
        "manifest_sha256": published.manifest_sha256,
        "interpreter": manifest.interpreter,
        "parts": {part.name: part.sha256 for part in manifest.parts},
    }


def refused(error: DeployError) -> tuple[tuple[str, str], ...]:
    """Return each reason of a refusal with its cure."""
    if isinstance(error, Unfit):
        return tuple((each.what, each.cure) for each in error.complaints)
    return ((error.reason, error.advice),)
