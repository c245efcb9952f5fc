"""The oracles of backups: the release before can be restored, and never do all of them go."""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Mapping

from sim.goods import wheels
from sim.oracles import truth
from sim.oracles.case import Case
from sim.oracles.truth import Tree
from sim.oracles.violation import Violation
from sim.states.places import APP, BASE, CONFIG
from sim.storage.nodes import File
from sim.world import World


def previous_is_restorable(case: Case) -> None:
    """After a successful deployment the release before it can be restored, code and wheel."""
    if case.verdict.exit_code != 0 or case.recovering or case.had is None or case.edited:
        return
    if case.closes:  # it may have gone back first, to a copy without what somebody edited since
        return
    report = case.verdict.report
    if report is not None and report.command == "restore":
        return
    if not any(label == case.had for label in usable_pairs(case.world, case.known)):
        raise Violation("restorable", f"no complete backup of {case.had} was left behind")
    folder = f"{APP}/releases"
    names = truth.names(case.world, folder)
    trees = [truth.tree_at(case.world, f"{folder}/{name}/ai_app") for name in names]
    if not any(truth.label_of(tree, case.known) == case.had for tree in trees):
        raise Violation("restorable", f"the release of {case.had} went: one rename led back to it")


def usable_pairs(world: World, known: Mapping[str, Tree]) -> list[str]:
    """Return the labels of the backups that are complete: manifest, code, and wheel if recorded."""
    return list(usable(world, known).values())


def _lasting_pairs(world: World, known: Mapping[str, Tree]) -> list[str]:
    """Return those of healthy releases; one of an interrupted preparation will be given up."""
    journal = truth.document(world, CONFIG.layout.journal)
    found = usable(world, known, healthy=True)
    if journal is not None and journal.get("phase") == "preparing":
        found.pop(journal["stamp"], None)
    return list(found.values())


def usable(world: World, known: Mapping[str, Tree], *, healthy: bool = False) -> dict[str, str]:
    """Return the same labels by the ids of the backups; of `healthy` releases alone if asked to."""
    found: dict[str, str] = {}
    for name in truth.names(world, f"{BASE}/backups/ai"):
        manifest = truth.document(world, f"{BASE}/backups/ai/{name}/manifest.json")
        if not name.startswith("code_") or not manifest:
            continue
        if healthy and not manifest["healthy"]:
            continue
        label = truth.label_of(truth.tree_at(world, f"{BASE}/backups/ai/{name}/ai_app"), known)
        wheel = manifest["release"]["wheel"]
        place = f"{BASE}/backups/ai/{name.replace('code_', 'wheel_')}/{wheel}"
        if label not in (None, "?") and (wheel is None or _is_of(world, place, label, known)):
            found[name.removeprefix("code_")] = str(label)
    return found


def _is_of(world: World, place: str, label: str | None, known: Mapping[str, Tree]) -> bool:
    """Say whether the wheel at `place` is the one that this code came from, or was edited from."""
    node = world.disk.node(place)
    if type(node) is not File:
        return False
    return label == "edited" or _code_in(node.content) == known.get(truth.origin(label or ""))


@functools.lru_cache(maxsize=256)
def _code_in(wheel: bytes) -> Tree | None:
    try:
        return wheels.app_files(wheel)
    except zipfile.BadZipFile:
        return None


def something_stays_restorable(case: Case) -> None:
    """The backups of healthy releases never all go: whatever their age, the last ones stay."""
    had = set(_lasting_pairs(case.start, case.known))
    have = set(usable(case.world, case.known, healthy=True).values())
    if len(have) < min(len(had | have), CONFIG.keep_pairs_min):
        raise Violation("retention", f"usable backups were {sorted(had)}, are {sorted(have)}")
