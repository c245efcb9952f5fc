"""Links inside of what is live, which no release has: a wheel and a backup hold files alone."""

from __future__ import annotations

import posixpath
from shlex import quote
from typing import TYPE_CHECKING

from deploy import adoption, tree
from deploy.errors import Refused
from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.host import View
    from deploy.model import Journal


def vet(view: View, plan: Journal) -> None:
    """Refuse an adoption that would break a link: a relative one that leads out of its place."""
    unmoved = adoption.unmoved(view.files, view.layout) if plan.adopts else ()
    for name in unmoved:
        root = f"{view.layout.app}/{name}"
        for path in _links(view, root):
            target = view.files.target(f"{root}/{path}")
            way = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if way.split("/")[0] == "..":
                real = view.files.resolve(f"{root}/{path}")
                raise Refused(
                    f"{root}/{path} leads to {target}, which would not hold once {root} is moved",
                    f"Give the whole path: ln -sfn {quote(real)} {quote(f'{root}/{path}')}",
                )


def left_behind(view: View, plan: Journal) -> tuple[str, ...]:
    """Return the links in the live code that the new release will not have."""
    if plan.previous is None:
        return ()
    run = view.layout.live if plan.adopts else f"{plan.previous}/ai_app"
    kept = view.config.kept
    return tuple(path for path in _links(view, run) if path.partition("/")[0] not in kept)


def _links(view: View, root: str) -> Iterator[str]:
    """Yield the links below a directory; none where it is none."""
    if view.files.kind(root) is Kind.DIRECTORY:
        for entry in view.files.walk(root):
            if entry.kind is Kind.LINK and tree.is_code(entry.path):
                yield entry.path
