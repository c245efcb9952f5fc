"""Reasons in what a host keeps of its past: releases, backups and records."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.model import Restore, parse_backup_id
from deploy.snapshot.model import Standing
from sim.rehearse.reason import Question, Reason


def keeps_its_past(question: Question) -> Iterator[Reason]:
    """Releases and backups are what their manifests say."""
    snapshot = question.snapshot
    for tree in snapshot.trees:
        if tree.damaged_manifest or tree.verified is False or tree.environment:
            yield _damaged(question, tree) if tree.what == "backup" else _edited(tree)
    for path in snapshot.damaged:
        if path.endswith(("/current.json", "/failed.json")):
            text = f"{path} cannot be read: what it said is forgotten"
            mend = "The next deployment writes it anew"
            yield Reason(about="record", text=text, mend=mend, holds_back=False)


def _edited(tree: Standing) -> Reason:
    text = f"{tree.path} is not what its manifest says ({_differs(tree)})"
    mend = "The next deployment backs it up as it lies, and goes back to that"
    return Reason(about=tree.what, text=text, mend=mend, holds_back=False)


def _differs(tree: Standing) -> str:
    if tree.damaged_manifest:
        return "the manifest itself is damaged"
    kinds = (("missing", tree.missing), ("changed", tree.changed), ("too many", tree.extra))
    said = [f"{word}: {', '.join(paths[:3])}" for word, paths in kinds if paths]
    return "; ".join([*said, tree.environment] if tree.environment else said)


def _damaged(question: Question, tree: Standing) -> Reason:
    wheel = tree.path.replace("/code_", "/wheel_")
    return Reason(
        about="backup",
        text=f"{tree.path} is damaged ({_differs(tree)})",
        mend=f"Nobody can restore it: rm -r {tree.path} {wheel}",
        holds_back=_matters(question, tree.path.rpartition("_")[2]),
    )


def _matters(question: Question, stamp: str) -> bool:
    """Say whether a damaged backup is in the way of what is planned."""
    request = question.plan.request
    if not isinstance(request, Restore):
        return True
    if request.backup_id is not None:
        return parse_backup_id(request.backup_id) == stamp
    sound = [
        tree.path.rpartition("_")[2]
        for tree in question.snapshot.trees
        if tree.what == "backup" and tree.verified and tree.healthy
    ]
    return stamp > max(sound, default="")
