"""The oracles of what belongs to a release beside its code: files, packages, its environment."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Mapping

from sim.goods import lock, wheels
from sim.oracles import truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS, UPLOADS
from sim.storage.nodes import File
from sim.world import World

LOOSE = ("pyproject.toml", "requirements.txt")
INSTALLING = " pip install "
REMOVING = ("files.rename", "files.remove")
LINKED = ("ai_app", "venv", *LOOSE)


def loose_files_are_of_the_release(case: Case) -> None:
    """The files beside the code are those of the wheel or the backup that is live."""
    report = case.verdict.report
    if report is None or case.verdict.exit_code != 0 or case.recovering or case.edited:
        return
    if report.command == "apply":
        wheel = case.world.disk.node(UPLOADS.format(letter=case.target))
        wanted = {**_beside(case), **_loose(wheel.content)} if type(wheel) is File else {}
    else:
        folder = f"{BACKUPS}/code_{report.asked['backup']}"
        nodes = {name: case.asked.disk.node(f"{folder}/{name}") for name in LOOSE}
        wanted = {name: node.content for name, node in nodes.items() if type(node) is File}
    for name in LINKED:
        link = case.world.disk.node(f"{APP}/{name}", follow=False)
        if link is not None and case.world.disk.node(f"{APP}/{name}") is None:
            raise Violation("pair", f"{APP}/{name} leads nowhere")
    for name, content in wanted.items():
        node = case.world.disk.node(f"{APP}/{name}")
        if type(node) is not File or node.content != content:
            raise Violation("pair", f"{name} is not that of {case.target}")


def _beside(case: Case) -> Mapping[str, bytes]:
    """Return the files beside the code as they were: a wheel without any leaves them so."""
    if case.had is None or case.closes:
        return {}
    nodes = {name: case.asked.disk.node(f"{APP}/{name}") for name in LOOSE}
    return {name: node.content for name, node in nodes.items() if type(node) is File}


@functools.lru_cache(maxsize=256)
def _loose(wheel: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        members = {name: name.rpartition("/")[2] for name in archive.namelist()}
        return {
            name: archive.read(member)
            for member, name in members.items()
            if name in LOOSE and "/extra_metadata/" in member
        }


def packages_are_those_recorded(case: Case) -> None:
    """What a restore brings back are the very packages that the backup was taken with."""
    report = case.verdict.report
    if report is None or report.command != "restore" or report.exit_code != 0 or case.code_only:
        return
    manifest = truth.document(case.asked, f"{BACKUPS}/code_{report.asked['backup']}/manifest.json")
    recorded = manifest["release"]["packages"] if manifest else ()
    if recorded and sorted(recorded) != _packages(case.world):
        raise Violation("packages", f"{recorded} were recorded, {_packages(case.world)} are there")


def _packages(world: World) -> list[str]:
    (version,) = truth.names(world, f"{APP}/venv/lib") or ("python",)
    names = truth.names(world, f"{APP}/venv/lib/{version}/site-packages")
    found = (re.fullmatch(r"([^-]+)-(.+)\.dist-info", name) for name in names)
    return sorted(f"{hit[1].lower().replace('_', '-')}=={hit[2]}" for hit in found if hit)


def environments_of_backups_stay(case: Case) -> None:
    """An environment that a backup was taken with stays as long as the backup does.

    What a person takes away goes without a word of the deployer's.
    """
    for name in truth.names(case.world, BACKUPS):
        manifest = truth.document(case.world, f"{BACKUPS}/{name}/manifest.json")
        if not name.startswith("code_") or not manifest:
            continue
        environment = f"{APP}/environments/{manifest['release']['environment']}"
        was_there = case.begun.disk.node(environment) is not None
        is_gone = was_there and case.world.disk.node(environment) is None
        if is_gone and any(e.op in REMOVING and environment in e.paths for e in case.done):
            raise Violation("restorable", f"{environment} went, which {name} is restored with")


def the_lock_was_held_to(case: Case) -> None:
    """What was installed was held to the lock of its wheel, where its versions are the lock's."""
    live = truth.named(case.world, f"{APP}/venv")
    is_new = case.begun.disk.node(live) is None
    if case.verdict.exit_code != 0 or case.recovering or case.verdict.report is None or not is_new:
        return
    directory = truth.named(case.world, f"{APP}/current")
    held = _lock_in(case.world, directory)
    rows = lock.read(held or b"")
    pins = dict(pin.split("==", 1) for pin in _packages(case.world))
    if held is None or any(name in rows and rows[name].version != pins[name] for name in pins):
        return
    path = f"{directory}/{lock.NAME}"
    node = case.world.disk.node(path)
    told = [f"{each.detail} " for each in case.done if each.op == "run.uv"]
    installed = [words for words in told if f"{live}/bin/python " in words and INSTALLING in words]
    if installed and f"--constraint {path} " not in installed[-1]:
        raise Violation("packages", f"the lock was not held to: {installed[-1]}")
    if type(node) is not File or node.content != held:
        raise Violation("packages", f"{path} is not the lock of its wheel")


def _lock_in(world: World, directory: str) -> bytes | None:
    """Return the lock that the wheel of a release carries; None where there is none."""
    for name in truth.names(world, directory):
        node = world.disk.node(f"{directory}/{name}")
        if name.endswith(".whl") and type(node) is File:
            return wheels.lock_in(node.content)
    return None


def what_was_restored_stays(case: Case) -> None:
    """The backup that was just restored is still there: it may be wanted again."""
    report = case.verdict.report
    if report is None or report.command != "restore" or report.exit_code != 0:
        return
    place = f"{BACKUPS}/code_{report.asked['backup']}"
    if case.begun.disk.node(place) is not None and case.world.disk.node(place) is None:
        raise Violation("retention", f"{place} was restored, and went")
