"""A small snapshot of the same shape: what a sweep would only do again and again is left out.

A sweep strikes every effect, and each file of each tree is several. Of the code a few files stay,
the same ones in every tree, and each that differs somewhere; of the packages those the service
cannot do without; of the backups those that a deployment could choose, lose or trip over.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from deploy.config import Config
from deploy.model import Release
from deploy.ports import Kind
from deploy.snapshot import Snapshot
from deploy.snapshot.model import Node
from deploy.snapshot.standing import judge

SHAPE = ("__init__.py", "api/__init__.py", "api/main.py", "release.json")
"""What every release has."""
DIFFERENCES_MAX = 2
"""Files of each kind of difference that stay, of each tree."""
BACKUPS_MAX = 4
"""Backups that stay because they are the newest; the oldest and those that differ stay too."""
REPORTS_MAX = 2
PACKAGES = ("fastapi", "refit-ai-service", "uvicorn")


def reduced(
    snapshot: Snapshot, config: Config, planned: Release | None, asked: str | None
) -> Snapshot:
    """Return a small snapshot; `asked` is the id of the backup that is to be restored."""
    gone = _backups_to_leave_out(snapshot, asked)
    kept, packages = paths_kept(snapshot, planned), _packages_kept(snapshot)
    nodes = _with_few_reports(
        {
            path: node
            for path, node in snapshot.nodes.items()
            if _stays(path, node, kept, snapshot.settings["kept"]) and not _is_in(path, gone)
        },
        config,
    )
    little = replace(
        snapshot,
        nodes=nodes,
        releases={
            path: _smaller(release, kept, packages) for path, release in snapshot.releases.items()
        },
        backups={
            path: replace(backup, release=_smaller(backup.release, kept, packages))
            for path, backup in snapshot.backups.items()
            if not _is_in(path, gone)
        },
        environments={
            path: replace(each, app=_only(each.app, kept), packages=_named(each.packages, packages))
            for path, each in snapshot.environments.items()
        },
        damaged=tuple(path for path in snapshot.damaged if path in nodes),
    )
    return replace(little, trees=judge(config.layout, little))


def _smaller(release: Release, kept: Collection[str], packages: Collection[str]) -> Release:
    packages_kept = _named(release.packages, packages)
    return replace(release, files=_only(release.files, kept), packages=packages_kept)


def _named(packages: Iterable[str], kept: Collection[str]) -> tuple[str, ...]:
    return tuple(each for each in packages if _name(each) in kept)


def paths_kept(snapshot: Snapshot, planned: Release | None) -> frozenset[str]:
    """Return the files of code that stay: the shape, a file of data, and what differs."""
    kept = {*SHAPE}
    live = [tree for tree in snapshot.trees if tree.what == "live"]
    for files in [
        *([planned.files] if planned is not None else []),
        *(snapshot.releases[path].files for path in sorted(snapshot.releases)[-1:]),
    ]:
        kept.update([path for path in sorted(files) if not path.endswith(".py")][:2])
    for tree in (*live, *snapshot.trees):
        for differing in (tree.missing, tree.extra, tree.changed):
            kept.update(differing[:DIFFERENCES_MAX])
    return frozenset(kept)


def _only(files: Mapping[str, str], kept: Collection[str]) -> dict[str, str]:
    return {path: sha256 for path, sha256 in files.items() if path in kept}


def _name(package: str) -> str:
    return package.partition("==")[0]


def _packages_kept(snapshot: Snapshot) -> set[str]:
    """Return the names that stay: the service's own needs, and what differs from a record."""
    kept = {*PACKAGES}
    for release in snapshot.releases.values():
        there = snapshot.environments.get(
            f"{snapshot.base}/app/ai/environments/{release.environment}"
        )
        if there is not None:
            differs = set(there.packages).symmetric_difference(release.packages)
            kept.update(_name(each) for each in sorted(differs)[:DIFFERENCES_MAX])
    return kept


def _stays(path: str, node: Node, kept: Collection[str], own: Iterable[str]) -> bool:
    """Say whether a path stays: of code a few files, and the directories that lead to them."""
    _, inside, rest = path.partition("/ai_app/")
    if not inside or rest in own or node.kind is Kind.LINK:
        return True
    if node.kind is Kind.DIRECTORY:
        return any(each.startswith(f"{rest}/") for each in kept)
    return rest in kept


def _is_in(path: str, gone: Collection[str]) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in gone)


def _backups_to_leave_out(snapshot: Snapshot, asked: str | None) -> set[str]:
    """Return the directories of backups that nothing depends on, both halves."""
    folder = f"{snapshot.base}/backups/ai"
    codes = sorted(path for path in snapshot.nodes if _is_code(path, folder))
    differing = {tree.path for tree in snapshot.trees if tree.verified is not True}
    stays = {
        *codes[:1],
        *codes[-BACKUPS_MAX:],
        *[path for path in codes if path in differing][-DIFFERENCES_MAX:],
        f"{folder}/code_{asked}",
    }
    gone = [path for path in codes if path not in stays]
    return {*gone, *(path.replace("/code_", "/wheel_") for path in gone)}


def _is_code(path: str, folder: str) -> bool:
    return posixpath.dirname(path) == folder and posixpath.basename(path).startswith("code_")


def _with_few_reports(nodes: Mapping[str, Node], config: Config) -> dict[str, Node]:
    reports = sorted(path for path in nodes if path.startswith(f"{config.layout.reports}/"))
    if len(reports) > config.keep_reports_max:  # then they are pruned, which is to be seen
        return dict(nodes)
    return {path: node for path, node in nodes.items() if path not in reports[:-REPORTS_MAX]}
