"""Links that lead out of the app directory: what lies there no snapshot holds."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from deploy.ports import Kind
from deploy.snapshot import Snapshot
from sim.rehearse.reason import Question, Reason

PLACES = ("", "/current", "/ai_app", "/venv", "/releases", "/environments")
"""Below the app directory: what a deployment goes through."""


def is_all_seen(question: Question) -> Iterator[Reason]:
    """Nothing that a deployment goes through lies where the snapshot did not look."""
    for path, target in led_out(question.snapshot):
        text = f"{path} leads to {target}, where no snapshot looks: what is planned is not foreseen"
        mend = f"Move it back to {path}, or deploy without a rehearsal"
        yield Reason(about="links", text=text, mend=mend)


def led_out(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return the links that lead out, and where each leads."""
    app = f"{snapshot.base}/app/ai"
    found = []
    for path in (f"{app}{place}" for place in PLACES):
        node = snapshot.nodes.get(path)
        if node is None or node.kind is not Kind.LINK:
            continue
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), node.target))
        if not target.startswith(f"{app}/"):
            found.append((path, target))
    return found
