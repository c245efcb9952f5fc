"""An artifact: the parts of one release in the object store, and the manifest that binds them.

The manifest is written last, so that an artifact is there as a whole or not at all. What proves it
is its digest, which comes from CI and never from beside the object.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from deploy.control import strict
from deploy.control.errors import Missing
from deploy.control.names import DIGEST, parse_branch, parse_commit, parse_digest
from deploy.control.ports import OBJECT_BYTES_MAX
from deploy.errors import Refused
from deploy.tree import digest
from deploy.wheel import NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.control.ports import ObjectStore

FORMAT = 1
PREFIX = "artifacts/ai"
MANIFEST, LOCK, DEPLOYER = "manifest.json", "requirements.lock", "deploy.pyz"
MANIFEST_BYTES_MAX = 1024 * 1024
PACKAGES_MAX, HASHES_MAX = 2000, 500
"""Far beyond any lock of ours; torch, the largest, has some thirty wheels of a version."""
PARTS = ("wheel", "lock", "deployer")
SHA256 = DIGEST.pattern
INTERPRETER = r"3\.[1-9][0-9]?"
VERSION = r"(?!.*\.\.)[0-9][A-Za-z0-9.!+]{0,99}"
WHEEL = rf"{NAME}-{VERSION}-py3-none-any\.whl"
PACKAGE = r"(?=.{1,100}$)[a-z0-9]+(-[a-z0-9]+)*"
"""A name as PEP 503 normalises it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of an artifact."""

    name: str
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A locked distribution, and the digests of which one must be that of what is installed."""

    name: str
    version: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What CI built and proved of one commit."""

    commit: str
    branch: str
    interpreter: str
    """The version of Python, as `3.11`, in which the entry module was seen to import."""
    wheel: Part
    lock: Part
    deployer: Part
    packages: tuple[Package, ...]
    """In order of name and version."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The files beside the manifest, in the order in which they are stored."""
        return (self.wheel, self.lock, self.deployer)


def key(sha: str, name: str) -> str:
    """Return where a file of a commit's artifact lies."""
    return f"{PREFIX}/{parse_commit(sha)}/{name}"


def write(manifest: Manifest) -> bytes:
    """Write a manifest, the same bytes for the same one; raise `Refused` for one unlike any."""
    content = _written(manifest)
    if read(content) != manifest:
        raise Refused("the manifest does not read as it was written")
    return content


def _written(manifest: Manifest) -> bytes:
    found = asdict(manifest)
    found["parts"] = {name: found.pop(name) for name in PARTS}
    return (json.dumps({"format": FORMAT, **found}, sort_keys=True, indent=1) + "\n").encode()


def read(content: bytes) -> Manifest:
    """Read a manifest; raise `Refused`, naming the field, where it is not one of ours."""
    names = ("format", "commit", "branch", "interpreter", "parts", "packages")
    found = strict.document(content, "manifest", bytes_max=MANIFEST_BYTES_MAX)
    if isinstance(found, dict) and "format" in found:  # another format has other names
        strict.number(found["format"], "manifest.format", least=FORMAT, most=FORMAT)
    found = strict.members(found, "manifest", names)
    parts = strict.members(found["parts"], "manifest.parts", PARTS)
    manifest = Manifest(
        commit=strict.named(found["commit"], "manifest.commit", parse_commit),
        branch=strict.named(found["branch"], "manifest.branch", parse_branch),
        interpreter=strict.text(found["interpreter"], "manifest.interpreter", INTERPRETER),
        wheel=_part(parts["wheel"], "manifest.parts.wheel", WHEEL),
        lock=_part(parts["lock"], "manifest.parts.lock", r"requirements\.lock"),
        deployer=_part(parts["deployer"], "manifest.parts.deployer", r"deploy\.pyz"),
        packages=_packages(found["packages"]),
    )
    if _written(manifest) != content:
        strict.refuse("manifest", "it is not laid out as this program writes it")
    return manifest


def _part(value: object, where: str, name: str) -> Part:
    found = strict.members(value, where, [field.name for field in fields(Part)])
    return Part(
        name=strict.text(found["name"], f"{where}.name", name),
        sha256=strict.text(found["sha256"], f"{where}.sha256", SHA256),
        size=strict.number(found["size"], f"{where}.size", least=1, most=OBJECT_BYTES_MAX),
    )


def _packages(value: object) -> tuple[Package, ...]:
    where = "manifest.packages"
    entries = strict.items(value, where, least=0, most=PACKAGES_MAX)
    found = tuple(_package(entry, f"{where}[{at}]") for at, entry in enumerate(entries))
    named = [(package.name, package.version) for package in found]
    if named != sorted(set(named)):
        strict.refuse(where, "they are not in order, each once")
    return found


def _package(value: object, where: str) -> Package:
    found = strict.members(value, where, [field.name for field in fields(Package)])
    entries = strict.items(found["hashes"], f"{where}.hashes", least=1, most=HASHES_MAX)
    hashes = [strict.text(entry, f"{where}.hashes", f"sha256:{SHA256}") for entry in entries]
    if hashes != sorted(set(hashes)):
        strict.refuse(f"{where}.hashes", "they are not in order, each once")
    return Package(
        name=strict.text(found["name"], f"{where}.name", PACKAGE),
        version=strict.text(found["version"], f"{where}.version", VERSION),
        hashes=tuple(hashes),
    )


def fetch(store: ObjectStore, sha: str, manifest_sha256: str) -> Manifest:
    """Return the manifest of a commit's artifact, proven by the digest that CI recorded.

    Each part is looked at as well: it must be there, with the size and digest of the manifest.
    Raises `Refused` where anything differs, and what the store raises.
    """
    expected = parse_digest(manifest_sha256)
    at = key(sha, MANIFEST)
    again = f"Publish the commit: python -m deploy publish --sha {sha}"
    try:
        content = store.get(at)
    except Missing as error:
        raise Refused(f"there is no artifact of {sha}: {error.reason}", again) from error
    if digest(content) != expected:
        raise Refused(
            f"{at} has the SHA-256 {digest(content)}, and CI recorded {expected}",
            "Somebody changed it after CI published it: find out who, and publish another commit",
        )
    manifest = read(content)
    if manifest.commit != sha:
        raise Refused(f"{at} is the manifest of {manifest.commit}", again)
    for part in manifest.parts:
        differs = difference(store, sha, part)
        if differs is not None:
            raise Refused(differs, again)
    return manifest


def difference(store: ObjectStore, sha: str, part: Part) -> str | None:
    """Say how what is stored of a part differs from it; None where it does not."""
    at = key(sha, part.name)
    stored = store.head(at)
    if stored is None:
        return f"{at} is missing"
    if stored.size != part.size:
        return f"{at} has {stored.size} bytes, not {part.size}"
    if stored.sha256 != part.sha256:
        return f"{at} has the SHA-256 {stored.sha256 or 'of nobody'}, not {part.sha256}"
    return None


def reading_urls(store: ObjectStore, manifest: Manifest, *, lasts_s: int) -> Mapping[str, str]:
    """Return an address for each part, by `wheel`, `lock` and `deployer`, to read it from."""
    return {
        name: store.reading_url(key(manifest.commit, part.name), lasts_s=lasts_s)
        for name, part in zip(PARTS, manifest.parts, strict=True)
    }
