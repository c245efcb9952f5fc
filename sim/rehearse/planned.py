"""What is planned: the wheel to deploy or the backup to restore, and the code that then is live."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace

from deploy import planning, staging, tree
from deploy.config import Config
from deploy.errors import DeployError
from deploy.model import Apply, Release, Restore
from deploy.ports import Kind
from sim.goods import wheels
from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.ports.host import host_of
from sim.states.places import APP, BACKUPS
from sim.world import World

OFFERED = "/tmp/planned"  # noqa: S108 - of the simulated host
TARGET, LIVE, EDITED = "the planned release", "live", "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A deployment or a restore that somebody is about to ask for."""

    request: Apply | Restore
    wheel: bytes | None = None
    """The wheel itself; None for a restore."""

    def offered(self, world: World) -> Apply | Restore:
        """Put the wheel where the host would have it, and return the request for it there."""
        if self.wheel is None or isinstance(self.request, Restore):
            return self.request
        path = f"{OFFERED}/{posixpath.basename(self.request.wheel)}"
        world.disk.make_directory(OFFERED)
        world.disk.put(path, self.wheel, durable=True)
        return replace(self.request, wheel=path)

    @property
    def known(self) -> Mapping[str, bytes]:
        """The contents that are known, by digest: the wheel's, and those of its members."""
        if self.wheel is None:
            return {}
        found = {tree.digest(self.wheel): self.wheel}
        try:
            files = wheels.app_files(self.wheel)
        except zipfile.BadZipFile:
            return found
        return {**found, **{tree.digest(content): content for content in files.values()}}


def release_of(wheel: bytes, name: str, sha: str) -> Release:
    """Return what a wheel would be as a release."""
    files = {path: tree.digest(content) for path, content in wheels.app_files(wheel).items()}
    return Release(
        name=name,
        source="wheel",
        sha=sha,
        wheel=name,
        wheel_sha256=tree.digest(wheel),
        files=files,
    )


def trees_of(world: World, config: Config, request: Apply | Restore) -> dict[str, Tree]:
    """Return the whole code trees that may ever be live: the planned one first, then what is."""
    found: dict[str, Tree] = {}

    def add(label: str, code: Tree | None) -> None:
        if code and all(code != known for known in found.values()):
            found[label] = code

    add(TARGET, target_of(world, config, request))
    add(LIVE if _is_as_recorded(world) else EDITED, truth.tree_at(world, truth.LIVE))
    for name in truth.names(world, f"{APP}/releases"):
        place = f"{APP}/releases/{name}"
        if _verifies(world, place, truth.document(world, f"{place}/manifest.json")):
            add(name, truth.tree_at(world, f"{place}/ai_app"))
    for name in truth.names(world, BACKUPS):
        place = f"{BACKUPS}/{name}"
        manifest = truth.document(world, f"{place}/manifest.json")
        if manifest is None or _verifies(world, place, manifest.get("release")):
            add(name, truth.tree_at(world, f"{place}/ai_app"))
    return found


def _is_as_recorded(world: World) -> bool:
    """Say whether the live tree is what its manifest says, or has none to say anything."""
    if world.disk.kind(f"{APP}/current") is not Kind.LINK:
        return True
    place = world.disk.canonical(f"{APP}/current")
    manifest = truth.document(world, f"{place}/manifest.json")
    return manifest is not None and _verifies(world, place, manifest)


def _verifies(world: World, place: str, manifest: object) -> bool:
    if not isinstance(manifest, Mapping) or not isinstance(manifest.get("files"), Mapping):
        return False
    found = truth.tree_at(world, f"{place}/ai_app")
    if found is None:
        return False
    return bool({path: tree.digest(data) for path, data in found.items()} == manifest["files"])


def target_of(world: World, config: Config, request: Apply | Restore) -> Tree | None:
    """Return the code that is asked for; None where the host has no such thing."""
    if isinstance(request, Apply):
        try:
            return wheels.app_files(world.disk.read(request.wheel))
        except (zipfile.BadZipFile, OSError):
            return None
    chosen = chosen_of(world, config, request)
    return None if chosen is None else truth.tree_at(world, f"{BACKUPS}/code_{chosen}/ai_app")


def chosen_of(world: World, config: Config, request: Restore) -> str | None:
    """Return the id of the backup that a restore would choose; None where none will do."""
    view = host_of(world.fork(), config).view()
    try:
        return staging.choose(view, planning.plan(view, request)).id
    except (DeployError, OSError):
        return None
