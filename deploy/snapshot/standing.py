"""Whether releases, backups and the live tree are what their manifests say, from digests alone."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from deploy import tree
from deploy.ports import Kind
from deploy.snapshot.disk import code_below
from deploy.snapshot.model import Environment, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.layout import Layout
    from deploy.model import Backup, Release
    from deploy.snapshot.model import Node

SHOWN_MAX = 20
"""Paths named of each kind of difference."""


class Seen(Protocol):
    """What was seen of a host's trees: a snapshot is such a thing, and what is to become one."""

    @property
    def nodes(self) -> Mapping[str, Node]:
        """As `Snapshot`."""

    @property
    def releases(self) -> Mapping[str, Release]:
        """As `Snapshot`."""

    @property
    def backups(self) -> Mapping[str, Backup]:
        """As `Snapshot`."""

    @property
    def environments(self) -> Mapping[str, Environment]:
        """As `Snapshot`."""

    @property
    def damaged(self) -> tuple[str, ...]:
        """As `Snapshot`."""


def judge(layout: Layout, seen: Seen) -> tuple[Standing, ...]:
    """Return how each tree stands, those of the live release first."""
    nodes, environments, damaged = seen.nodes, seen.environments, seen.damaged
    manifests = (seen.releases, seen.backups)
    found = [*_live(layout, nodes, manifests[0], environments)]
    for path in _directories(nodes, layout.releases):
        release = manifests[0].get(path)
        standing = _tree(nodes, path, "release", release)
        found.append(
            replace(
                standing,
                damaged_manifest=f"{path}/manifest.json" in damaged,
                environment=_environment(layout, nodes, release, environments),
            )
        )
    for path in reversed(_directories(nodes, layout.backups)):
        name = posixpath.basename(path)
        if not name.startswith(("code_", "safety_before_rollback_")):
            continue
        backup = manifests[1].get(path)
        what = "backup" if name.startswith("code_") else "safety backup"
        known = None if backup is None else backup.release
        standing = _tree(nodes, path, what, known, wheels=path.replace("/code_", "/wheel_"))
        is_damaged = f"{path}/manifest.json" in damaged
        healthy = None if backup is None else backup.healthy
        found.append(replace(standing, damaged_manifest=is_damaged, healthy=healthy))
    return tuple(found)


def _directories(nodes: Mapping[str, Node], folder: str) -> list[str]:
    return sorted(
        path
        for path, node in nodes.items()
        if posixpath.dirname(path) == folder
        and node.kind is Kind.DIRECTORY
        and not posixpath.basename(path).startswith((tree.DISCARDED, ".partial_"))
    )


def _live(
    layout: Layout,
    nodes: Mapping[str, Node],
    releases: Mapping[str, Release],
    environments: Mapping[str, Environment],
) -> list[Standing]:
    """Return how the live tree stands, where it is one: by its release, or real and without any."""
    if layout.live not in nodes:
        return []
    pointer = nodes.get(layout.current)
    if pointer is not None and pointer.kind is Kind.LINK:
        path = posixpath.normpath(posixpath.join(layout.app, pointer.target))
        release = releases.get(path)
        found = replace(_tree(nodes, path, "live", release), path=layout.live)
        return [replace(found, environment=_environment(layout, nodes, release, environments))]
    return [replace(_tree(nodes, layout.app, "live", None), path=layout.live)]


def _tree(
    nodes: Mapping[str, Node], path: str, what: str, release: Release | None, wheels: str = ""
) -> Standing:
    there = code_below(dict(nodes), f"{path}/ai_app")
    digest = tree.digest(repr(sorted(there.items())).encode())
    if release is None:
        return Standing(path=path, what=what, digest=digest)
    expected = dict(release.files)
    beside = {f"../{name}": sha256 for name, sha256 in release.loose.items()}
    if wheels and release.wheel is not None and release.wheel_sha256 is not None:
        beside[f"../{posixpath.basename(wheels)}/{release.wheel}"] = release.wheel_sha256
    folder = posixpath.dirname(path)
    for name in beside:
        place = f"{path}/{name[3:]}" if name[3:] in release.loose else f"{folder}/{name[3:]}"
        node = nodes.get(place)
        if node is not None and node.kind is Kind.FILE:
            there[name] = node.sha256
    needed = tree.plan({**expected, **beside}, there)
    return Standing(
        path=path,
        what=what,
        digest=digest,
        sha=release.sha,
        verified=not needed.copy and not needed.delete,
        missing=_some([name for name in needed.copy if name not in there]),
        changed=_some([name for name in needed.copy if name in there]),
        extra=_some(list(needed.delete)),
    )


def _some(paths: list[str]) -> tuple[str, ...]:
    shown = tuple(paths[:SHOWN_MAX])
    more = len(paths) - len(shown)
    return (*shown, f"and {more} more") if more else shown


def _environment(
    layout: Layout,
    nodes: Mapping[str, Node],
    release: Release | None,
    environments: Mapping[str, Environment],
) -> str:
    """Say what is wrong with the environment of a release; empty where nothing is."""
    if release is None or release.environment is None:
        return ""
    path = f"{layout.environments}/{release.environment}"
    if path in nodes and nodes[path].kind is Kind.LINK:  # still to be adopted
        path = f"{layout.app}/venv"
    there = environments.get(path)
    if there is None:
        return f"{path} is not there"
    if not there.interpreter:
        return f"{path}/bin/python leads to no interpreter"
    if there.packages != tuple(release.packages):
        differs = sorted(set(there.packages).symmetric_difference(release.packages))
        return f"{path} holds other packages than recorded: {', '.join(differs[:SHOWN_MAX])}"
    if release.source == "wheel":
        differs_in = tree.difference(release.files, there.app)
        if differs_in is not None:
            return f"the app installed in {path} differs ({differs_in})"
    return ""
