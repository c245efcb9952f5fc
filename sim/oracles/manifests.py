"""The oracles of manifests: what a release or a backup says of itself is what lies there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sim.goods import wheels
from sim.harm.events import EVENTS
from sim.oracles import struck, truth
from sim.oracles.case import Case
from sim.oracles.digests import digest
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS, CONFIG
from sim.storage.nodes import File
from sim.world import World

Manifest = Mapping[str, Any]
LOOSE = ("pyproject.toml", "requirements.txt")
BACKING_UP = "back_up"
SOON_S = 10.0
LOOKED_AT = (wheels.FILE_NAME, "manifest.json")
DISTRIBUTION = re.compile(r"([^-]+)-(.+)\.dist-info")


def manifests_are_true(case: Case) -> None:
    """Each release and each backup that this command completed is what its manifest says."""
    if case.edited or truth.phase(case.world) == "preparing":  # then it goes half by half
        return
    for place, manifest in _new(case, f"{APP}/releases"):
        _release_is(case, place, manifest)
    for place, manifest in _new(case, BACKUPS):
        _backup_is(case.world, place, manifest)


def _release_is(case: Case, place: str, manifest: Manifest) -> None:
    if place.rpartition("/")[2] != manifest["name"]:
        raise Violation("manifest", f"{place} says it is {manifest['name']}")
    adopted = manifest["source"] == "adopted"  # that one gets its code later
    if not adopted or (case.verdict.exit_code == 0 and not case.recovering):
        _holds(case.world, place, manifest, place)
    if case.verdict.exit_code == 0 and not case.recovering:
        named = case.verdict.report is not None and case.verdict.report.deployment
        if manifest["name"] == named and manifest["code_only"] is not case.code_only:
            raise Violation("manifest", f"{place} says {manifest['code_only']} of code alone")
    if case.verdict.exit_code == 0:
        _has_its_packages(case.world, place, manifest)


def _backup_is(world: World, place: str, manifest: Manifest) -> None:
    if not place.endswith(manifest["id"]):
        raise Violation("manifest", f"{place} says it is {manifest['id']}")
    if "/wheel_" not in place:
        _holds(world, place, manifest["release"], place.replace("/code_", "/wheel_"))
        return
    code = truth.document(world, f"{place.replace('/wheel_', '/code_')}/manifest.json")
    if code is not None and code != manifest:
        raise Violation("manifest", f"{place} and its code differ")


def _new(case: Case, folder: str) -> Iterator[tuple[str, Manifest]]:
    """Yield what is complete in a folder and was not when the command began."""
    before = set(truth.names(case.begun, folder))
    for name in truth.names(case.world, folder):
        if name not in before and not name.startswith("."):
            manifest = truth.document(case.world, f"{folder}/{name}/manifest.json")
            if manifest:
                yield f"{folder}/{name}", manifest


def _holds(world: World, place: str, release: Manifest, wheels: str) -> None:
    """The code, the files beside it and the wheel are those that the manifest names."""
    tree = truth.tree_at(world, f"{place}/ai_app") or {}
    if release["files"] != {path: digest(content) for path, content in tree.items()}:
        raise Violation("manifest", f"{place}/ai_app is not what its manifest says")
    loose = {}
    for name in LOOSE:
        node = world.disk.node(f"{place}/{name}")
        if type(node) is File:
            loose[name] = digest(node.content)
    if release["loose"] != loose:
        raise Violation("manifest", f"beside the code of {place} lies another than it says")
    if (release["wheel"] is None) != (release["wheel_sha256"] is None):
        raise Violation("manifest", f"{place} names half of a wheel")
    if release["wheel"] is not None:
        node = world.disk.node(f"{wheels}/{release['wheel']}")
        if type(node) is not File or digest(node.content) != release["wheel_sha256"]:
            raise Violation("manifest", f"the wheel of {place} is not what its manifest says")


def _has_its_packages(world: World, place: str, release: Manifest) -> None:
    """The environment is the one named, and holds the distributions that are named."""
    real = world.disk.canonical(f"{place}/venv")
    if release["environment"] is None or world.disk.node(real) is None:
        return
    if real.rpartition("/")[2] not in (release["environment"], "venv"):
        raise Violation("manifest", f"{place} runs in {real}, it says {release['environment']}")
    found = packages(world, real)
    if release["packages"] != found:
        raise Violation("manifest", f"{place} says it has {release['packages']}, it has {found}")


def packages(world: World, environment: str) -> list[str]:
    """Return the distributions installed in an environment, as the manifests write them."""
    for python in truth.names(world, f"{environment}/lib"):
        names = truth.names(world, f"{environment}/lib/{python}/site-packages")
        hits = [hit for hit in map(DISTRIBUTION.fullmatch, names) if hit is not None]
        return sorted(f"{hit[1].lower().replace('_', '-')}=={hit[2]}" for hit in hits)
    return []


def _is_edited(case: Case, described: Mapping[str, Any] | None) -> bool:
    """Say whether what lay live is not what it said; of the predecessor's nobody can tell."""
    tree = truth.tree_at(case.asked, truth.LIVE) or {}
    now = {path: digest(content) for path, content in tree.items()}
    return bool(described) and now != (described or {})["files"]


def _is_on_record(case: Case, described: Mapping[str, Any] | None) -> bool:
    """Say whether the record of what was proven names the release that lay live."""
    record = truth.document(case.asked, CONFIG.layout.record)
    return bool(record and described and record["release"] == described["name"])


def _could_not_be_seen(case: Case, described: Mapping[str, Any] | None) -> bool:
    """Say whether its health had to be looked at, as no record names it, and could not be seen.

    What happens to the service until it is backed up is no fault, but no good health either.
    """
    if _is_on_record(case, described):
        return False
    places = [place for place, each in enumerate(case.done) if each.step == BACKING_UP]
    struck = (
        [each for each in case.done[: places[-1] + 1] if each.outcome != "ok"] if places else []
    )
    looked = (each for each in struck if each.step == BACKING_UP)
    happened = any(each.outcome in EVENTS for each in struck)
    return happened or any(not each.op.startswith("files.") for each in looked)


def a_backup_has_its_wheel(case: Case) -> None:
    """The backup of a release whose wheel lay there whole has it: else it is half a pair."""
    report = case.verdict.report
    if report is None or report.backup is None or case.recovering or case.closes:
        return
    manifest = truth.document(case.world, f"{BACKUPS}/code_{report.backup}/manifest.json")
    directory = truth.named(case.asked, f"{APP}/current")
    described = truth.document(case.asked, f"{directory}/manifest.json")
    if not manifest or not described or described["wheel"] is None:
        return
    path = f"{directory}/{described['wheel']}"
    node = case.asked.disk.node(path)
    is_whole = type(node) is File and digest(node.content) == described["wheel_sha256"]
    misread = any(struck.at(case, ("files.read",), f"{directory}/{name}") for name in LOOKED_AT)
    if is_whole and manifest["release"]["wheel"] is None and not misread:
        raise Violation("manifest", f"{path} is whole, and the backup was made without")


def _is_restarted_soon(world: World) -> bool:
    """Say whether PM2 has to start the service again in the next seconds, touched by nobody."""
    later = world.fork()
    later.pass_time(SOON_S)
    then, now = (
        {e.name: e.restarts for e in each.machine.entries.values()} for each in (world, later)
    )
    return now.get(CONFIG.app_name, 0) > then.get(CONFIG.app_name, 0)


def health_is_remembered(case: Case) -> None:
    """A backup made of a release that served well and was not edited says so, no other does."""
    report = case.verdict.report
    if report is None or report.backup is None or case.recovering:
        return
    if case.closes:  # what was live then may not be what was backed up
        return
    manifest = truth.document(case.world, f"{BACKUPS}/code_{report.backup}/manifest.json")
    described = truth.document(case.asked, f"{APP}/current/manifest.json")
    if not manifest or _is_edited(case, described):
        if manifest and manifest["healthy"]:
            raise Violation("manifest", "the backup of an edited release says it was healthy")
        return
    was_real = type(case.asked.disk.node(truth.LIVE, follow=False)) is dict
    machine, process = case.asked.machine, truth.service_process(case.asked)
    owned = process is not None and process.pid in {e.pid for e in machine.entries.values()}
    has = packages(case.asked, f"{APP}/venv")
    if described and has != described["packages"]:
        if manifest["healthy"]:
            raise Violation("manifest", "its environment was changed by hand, it says healthy")
        return
    dies = not _is_on_record(case, described) and _is_restarted_soon(case.asked)
    if manifest["healthy"] and dies:
        raise Violation("manifest", "it dies again and again, its backup says it was healthy")
    whole = has and (described or (was_real and owned))
    seen = not _could_not_be_seen(case, described)
    if case.before == case.had and whole and seen and not dies and not manifest["healthy"]:
        raise Violation("manifest", f"{case.had} served well, its backup does not say so")
    if manifest["before"] != report.deployment:
        raise Violation("manifest", f"it was taken before {manifest['before']}")
