"""The paths of a host: what each is and, where it is no secret, the digest of what it holds."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deploy import releases, tree
from deploy.ports import Kind
from deploy.snapshot.model import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deploy.host import View

NODES_MAX = 40_000
"""Paths that a snapshot holds; of what is beyond, the oldest backups first, the names are said."""
TREE_MAX = 5_000
"""Paths of one tree."""


@dataclass(slots=True)
class Listing:
    """What was found of the disk so far."""

    view: View
    nodes: dict[str, Node] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def add(self, path: str, *, secret: bool = False) -> Kind | None:
        """Note one path, links not followed; of a `secret` one neither size nor digest."""
        files = self.view.files
        try:
            kind = files.kind(path)
            if kind is None:
                return None
            marks = files.marks(path)
            target = files.target(path) if kind is Kind.LINK else ""
            mounted = kind is Kind.DIRECTORY and self._is_mounted(path)
        except OSError:
            self.left_out.append(path)
            return None
        size, sha256 = None, ""
        if kind is Kind.FILE and not secret:
            try:
                content = files.read(path)
                size, sha256 = len(content), tree.digest(content)
            except OSError:
                self.left_out.append(path)
        node = Node(
            kind=kind,
            mode=marks.mode,
            mine=marks.mine,
            target=target,
            size=size,
            sha256=sha256,
            mounted=mounted,
        )
        self.nodes[path] = node
        return kind

    def _is_mounted(self, path: str) -> bool:
        """Say whether a directory is on another mount than what it lies in."""
        files = self.view.files
        return files.mount(path) != files.mount(files.resolve(posixpath.dirname(path)))

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a directory, as paths; none where it cannot be looked into."""
        if self.nodes.get(path, Node(kind=Kind.FILE)).kind is not Kind.DIRECTORY:
            return ()
        try:
            return tuple(f"{path}/{name}" for name in self.view.files.names(path))
        except OSError:
            self.left_out.append(path)
            return ()

    def code(self, path: str) -> None:
        """Note a tree of code whole, or say that it was left out.

        What the host keeps for itself inside (uploads, `.env`) is noted, and not looked into.
        """
        if self.add(path) is not Kind.DIRECTORY:
            return
        try:
            found = [entry.path for entry in self.view.files.walk(path)]
        except OSError:
            self.left_out.append(path)
            return
        kept = self.view.config.kept
        wanted = [each for each in found if tree.is_code(each) and _is_shown(each, kept)]
        if len(wanted) > TREE_MAX or len(self.nodes) + len(wanted) > NODES_MAX:
            self.left_out.append(path)
            return
        for each in wanted:
            self.add(f"{path}/{each}", secret=each in kept)

    def whole(self, path: str) -> None:
        """Note a directory of a release or of a backup: its code, and the files beside it."""
        self.add(path)
        for inner in self.names(path):
            if posixpath.basename(inner) == "ai_app":
                self.code(inner)
            else:
                self.add(inner)


def _is_shown(path: str, kept: Iterable[str]) -> bool:
    top, below, _ = path.partition("/")
    return top not in kept or not below


def look(view: View) -> Listing:
    """Look at all that a deployment may look at, the live release first, old backups last."""
    found, layout = Listing(view), view.layout
    for path in _above(layout.app, layout.backups, layout.logs, f"{layout.base}/infra"):
        found.add(path)
    for path in found.names(layout.app):
        _in_app(found, path)
    live = releases.current(view.files, layout)
    for path in sorted(found.names(layout.releases), key=lambda path: (path != live, path)):
        _part(found, path, begins=(tree.DISCARDED,))
    for path in found.names(layout.environments):
        found.add(path)
    for path in sorted(found.names(layout.backups), key=_stamp, reverse=True):
        _part(found, path, begins=(tree.DISCARDED, ".partial_"))
    for path in (*_infra(view), layout.error_log):
        for each in (posixpath.dirname(path), path):
            if each not in found.nodes:
                found.add(each, secret=True)
    return found


def _above(*paths: str) -> list[str]:
    """Return directories and what is above them below the base, each once, parents first."""
    found: list[str] = []
    for path in paths:
        parts = [path]
        while posixpath.dirname(parts[0]) not in ("/", "/home", ""):
            parts.insert(0, posixpath.dirname(parts[0]))
        found += parts
    return list(dict.fromkeys(found))


def _infra(view: View) -> tuple[str, ...]:
    """Return the files that people wrote for the host: they may hold secrets, so no digest."""
    layout, config = view.layout, view.config
    return (
        *(layout.pm2_config, layout.settings, layout.caddy_site, layout.caddy_route),
        config.caddyfile,
    )


def _in_app(found: Listing, path: str) -> None:
    """Note what lies in the app directory, and what is not noted elsewhere."""
    layout, name = found.view.layout, posixpath.basename(path)
    if path == layout.live:
        found.code(path)
        return
    kind = found.add(path, secret=name.startswith(".env") or name in found.view.config.kept)
    if path in (layout.shared, layout.state):
        for inner in found.names(path):
            found.add(inner, secret=True)
            if inner == layout.reports:
                for report in found.names(inner):
                    found.add(report, secret=True)
        return
    known = (layout.releases, layout.environments, f"{layout.app}/venv")
    if kind is Kind.DIRECTORY and path not in known:
        found.left_out.append(path)


def _part(found: Listing, path: str, begins: tuple[str, ...]) -> None:
    """Note a release or a backup; of what is half removed or half made, the name alone."""
    kind = found.view.files.kind(path)
    if kind is Kind.DIRECTORY and not posixpath.basename(path).startswith(begins):
        found.whole(path)
    else:
        found.add(path)


def _stamp(path: str) -> str:
    return posixpath.basename(path).rpartition("_")[2]


def code_below(nodes: dict[str, Node], path: str) -> dict[str, str]:
    """Return the digests of the code in a tree by relative path, kept files left out."""
    begin = f"{path}/"
    return {
        name.removeprefix(begin): node.sha256
        for name, node in nodes.items()
        if name.startswith(begin) and node.kind is Kind.FILE and node.sha256
    }
