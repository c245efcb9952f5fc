"""What Caddy's own user may read of ours, and the command that lets it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deploy import reference
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.host import View
    from deploy.ports import Marks

READ, LIST, PASS = 0o004, 0o005, 0o001
"""What others need of a file, of the directory that Caddy lists, and of those above it."""


def opening(view: View) -> str:
    """Return the command that lets Caddy's own user read our files; empty where it may.

    When it starts it reads them itself: whoever loads them now is another user.
    """
    if view.files.kind(view.config.caddyfile) is None:
        return ""
    folder = posixpath.dirname(view.layout.caddy_site)
    wanted = dict.fromkeys((*reference.caddy_files(view.config), folder), "o+rX")
    while (folder := posixpath.dirname(folder)) != "/":
        wanted[folder] = "o+x"
    closed = {path: mode for path, mode in wanted.items() if _is_closed(view, path, mode)}
    return " && ".join(
        f"{'' if all(marks(view, path).mine for path in paths) else 'sudo '}chmod {mode} "
        f"{' '.join(paths)}"
        for mode in dict.fromkeys(closed.values())
        if (paths := [path for path in closed if closed[path] == mode])
    )


def _is_closed(view: View, path: str, mode: str) -> bool:
    """Say whether others may not do what is wanted with something that is there."""
    path = view.files.resolve(path)
    kind = view.files.kind(path)
    needed = READ if kind is Kind.FILE else LIST if mode == "o+rX" else PASS
    return kind is not None and marks(view, path).mode & needed != needed


def marks(view: View, path: str) -> Marks:
    """Return how what a path leads to is marked."""
    return view.files.marks(view.files.resolve(path))
