"""The oracles of what is left behind: nothing leaks, and a refusal has touched nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from deploy.model import Apply, Restore
from sim.goods import wheels
from sim.oracles import struck, truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS, BASE, CONFIG
from sim.storage.nodes import Directory, File
from sim.world import World

BACKUP = re.compile(r"(code|wheel)_[0-9]{14}")
REMOVING = ("files.names", "files.remove", "files.rename")
"""What must succeed before something is gone."""
LOCKING = ("files.make_directory", "files.lock")
"""What must succeed before a deployer may change anything."""
INCOMING = f"{APP}/.deploy/incoming"
_RECORDS = ("current.json", "failed.json", "lock", "reports")


def nothing_leaks(case: Case) -> None:
    """What is closed leaves nothing behind: no half-made backup, no release or environment more.

    What the disk would not let go of is left to the next command, and nothing beside it: where a
    release, an environment or a backup is meant, that command is announced by an open journal.
    """
    world = case.world
    if truth.phase(world) is not None or case.edited:
        return
    _only(case, f"{BASE}/backups/ai", lambda name: BACKUP.fullmatch(name) is not None)
    _only(case, f"{APP}/.deploy", lambda name: name in _RECORDS or _is_held_back(case, name))
    pruned = case.verdict.report is not None and case.verdict.report.outcome != "refused"
    if case.verdict.exit_code in (0, 1) and case.verdict.report is not None:
        kept = {f"{APP}/releases/{name}" for name in truth.names(world, f"{APP}/releases")}
        if len(kept - struck.let_be(case)) > 2:  # noqa: PLR2004 - current and previous
            raise Violation("leak", f"releases: {sorted(kept)}")
        spared = set() if pruned else _ownerless(case.begun)  # who gives up prunes nothing
        _only(case, f"{APP}/environments", (_needed(world) | spared).__contains__)
        reports = truth.names(world, CONFIG.layout.reports)
        stuck = struck.at(case, REMOVING, CONFIG.layout.reports)
        if pruned and len(reports) > CONFIG.keep_reports_max + 1 and not stuck:  # and its own
            raise Violation("leak", f"{len(reports)} reports were kept")


def _is_held_back(case: Case, name: str) -> bool:
    """Say whether something among the records could not be removed in this very command.

    What was brought is locked before it goes, and stays where that cannot be done.
    """
    lockless = case.verdict.report is None and any(
        each.op in LOCKING and each.paths[0] in (CONFIG.layout.state, CONFIG.layout.lock)
        for each in struck.failed(case)
    )
    if lockless:  # nothing at all could be done
        return name in truth.names(case.begun, f"{APP}/.deploy")
    path = f"{APP}/.deploy/{name}"
    ops = (*REMOVING, "files.lock") if path == INCOMING else ("files.remove",)
    return struck.at(case, ops, path)


def _only(case: Case, folder: str, allowed: Callable[[str], bool]) -> None:
    """What lay there before and is nobody's to remove is not held against a deployment."""
    found = set(truth.names(case.world, folder))
    if folder.endswith("/environments"):  # there nothing stays that is not needed
        there: set[str] = set()
    else:
        there = set(truth.names(case.asked, folder))
    if case.verdict.report is None and folder.startswith(f"{BASE}/backups"):
        # nothing was open: what the command before told a person of is there yet
        there |= set(truth.names(case.begun, folder))
    extra = sorted(name for name in found - there if not allowed(name))
    left = struck.let_be(case) if extra else frozenset()
    if any(not _is_left(case, f"{folder}/{name}", left) for name in extra):
        raise Violation("leak", f"{folder} holds {', '.join(extra)}")


def _is_left(case: Case, path: str, left: frozenset[str]) -> bool:
    """Say whether it was told that a path stays, or who only recovers may not remove it either."""
    of_others = any(each.startswith(f"{path}/") for each in case.world.disk.foreign)
    return path in left or (of_others and case.verdict.report is None)


def _ownerless(world: World) -> set[str]:
    """Return the environments that nothing needed already: people have deleted what did."""
    return set(truth.names(world, f"{APP}/environments")) - _needed(world)


def _needed(world: World) -> set[str]:
    places = [f"{APP}/releases/{name}" for name in truth.names(world, f"{APP}/releases")]
    backups = f"{BASE}/backups/ai"
    places += [f"{backups}/{name}" for name in truth.names(world, backups)]
    found = [truth.document(world, f"{place}/manifest.json") for place in places]
    linked = {
        world.disk.canonical(f"{place}/venv").rpartition("/")[2]
        for place in places
        if world.disk.node(f"{place}/venv") is not None
    }
    releases = [
        manifest["release"] if "before" in manifest else manifest for manifest in found if manifest
    ]
    return linked | {release["environment"] for release in releases}


def refused_touched_nothing(case: Case) -> None:
    """After exit 2 the host is as it was, byte for byte, the deployer's own records apart."""
    told_refused = case.verdict.exit_code == 2 and case.verdict.report is None  # noqa: PLR2004
    given_up = case.verdict.report is not None and case.verdict.report.outcome == "refused"
    if not (told_refused or given_up) or truth.phase(case.world) is not None or case.edited:
        return
    if case.closes or case.meddled or truth.phase(case.asked) is not None:
        return
    for path in (APP, f"{BASE}/backups"):
        now, then = (_lasting(world, path) for world in (case.world, case.start))
        if now == then:  # mostly the very same files: they are not even looked into
            continue
        differs = set(_everything(now, "")) ^ set(_everything(then, ""))
        if differs:
            raise Violation("untouched", f"refused, yet changed: {sorted(map(str, differs))[:3]}")
    if not case.power_failed and case.before is not None:
        runs, ran = truth.service_process(case.world), truth.service_process(case.start)
        if truth.comes_and_goes(case.start):
            return
        if runs is None or ran is None or runs.pid != ran.pid:
            raise Violation("untouched", "refused, yet the process is another")


def _lasting(world: World, path: str) -> Directory:
    """Return what lies in a directory, the deployer's own records apart."""
    node = world.disk.node(path)
    if type(node) is not dict:
        return {}
    return {name: inner for name, inner in node.items() if not name.startswith(".deploy")}


def _everything(directory: Directory, prefix: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, node in directory.items():
        if type(node) is dict:
            found += _everything(node, f"{prefix}{name}/")
        else:
            found.append((prefix + name, node))
    return found


def _brings_what_is_kept(case: Case) -> bool:
    """Say whether the wheel holds what the host keeps for itself."""
    node = case.asked.disk.node(getattr(case.request, "wheel", ""))
    names = wheels.app_files(node.content) if type(node) is File else ()
    return any(name.partition("/")[0] in CONFIG.kept for name in names)


LOOKS = ("files.read", "files.names", "files.walk", "files.free_bytes")


def refused_at_sight(case: Case) -> None:
    """What is refused for the request alone is refused before so much as a lock is written.

    What fails later is another matter, and so is a memory of failures that was misread at first,
    or a wheel that it knows: taken for another, there is nothing to refuse it for.
    """
    if case.verdict.exit_code != 2:  # noqa: PLR2004
        return
    if case.verdict.report is not None:
        free = isinstance(case.request, Restore) and case.request.backup_id is None
        if free and not any(BACKUP.fullmatch(name) for name in truth.names(case.asked, BACKUPS)):
            raise Violation("untouched", "that there is no backup at all could be seen at sight")
        own = not (case.recovering or case.closes) and isinstance(case.request, Apply)
        if own and _brings_what_is_kept(case):
            raise Violation("untouched", "what the wheel brings along could be seen at sight")
        return
    if case.recovering or case.closes or _was_misread(case):
        return
    acts = [place for place, effect in enumerate(case.done) if effect.op not in LOOKS]
    later = case.done[acts[0] :] if acts else ()
    if later and all(effect.outcome == "ok" for effect in later):
        what = f"{later[0].op} {later[0].detail}"
        raise Violation("untouched", f"refused at sight, yet {what}")


def _was_misread(case: Case) -> bool:
    """Say whether the memory of failures was misread, or the wheel that stands in it."""
    failures, wheel = CONFIG.layout.failures, getattr(case.request, "wheel", "")
    if struck.at(case, ("files.read",), failures):
        return True
    if not struck.at(case, ("files.read",), wheel):
        return False
    node = case.asked.disk.node(wheel)
    digest = truth.digest_of(node.content) if type(node) is File else None
    return digest in (truth.document(case.asked, failures) or {})


def lock_is_free(case: Case) -> None:
    """The lock is let go when a command ends, even where its process lives on."""
    if case.world.locks:
        raise Violation("lock", f"held after the end: {', '.join(sorted(case.world.locks))}")
