"""The oracle of remains: what was cut off goes with the next deployment that is finished."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.layout import INCOMING_LOCK
from deploy.unfinished import UNFINISHED
from sim.oracles import struck, truth
from sim.oracles.case import Case
from sim.oracles.traces import INCOMING, REMOVING
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS, PM2_HOME
from sim.storage.nodes import Directory
from sim.world import World

HALF = (".discarded_", ".partial_", "safety_before_rollback_")
"""How what is half a backup, or of no more use, is called, from one deployer to the next."""
TAKING = (*REMOVING, "files.lock")
"""What must succeed before something that was brought is gone."""


def what_was_cut_off_is_gone(case: Case) -> None:
    """What killed writes, removals and deliveries have left is gone, whoever has left it.

    What the disk would not let go of is left to the next command.
    """
    report, world = case.verdict.report, case.world
    if report is None or report.outcome == "refused" or case.edited:
        return
    if truth.phase(world) is not None:
        return
    left = [*_unfinished(world, APP), *_unfinished(world, PM2_HOME), *_halves(world)]
    found = [path for path in left if not struck.at(case, REMOVING, path)]
    halves = set(_halves(world)) - struck.let_be(case)
    found += sorted(path for path in halves if case.verdict.exit_code == 0 and path not in found)
    found += [path for path in _brought(world) if not struck.at(case, TAKING, path)]
    if found:
        raise Violation("leak", f"what was cut off is there still: {found}")


def _unfinished(world: World, folder: str) -> Iterator[str]:
    """Give what writes that were killed left beside the places they were meant for."""
    node = world.disk.node(folder)
    if type(node) is dict:
        yield from _ending_so(node, folder)


def _ending_so(directory: Directory, folder: str) -> Iterator[str]:
    for name, node in directory.items():
        if name.endswith(UNFINISHED):
            yield f"{folder}/{name}"
        if type(node) is dict:
            yield from _ending_so(node, f"{folder}/{name}")


def _halves(world: World) -> Iterator[str]:
    """Give what is no backup where those lie, and no list of PM2's where that is."""
    for name in truth.names(world, BACKUPS):
        if name.startswith(HALF):
            yield f"{BACKUPS}/{name}"
    for name in truth.names(world, PM2_HOME):
        if name.endswith(".new"):
            yield f"{PM2_HOME}/{name}"


def _brought(world: World) -> Iterator[str]:
    """Give what the control side had brought and nobody works with any more."""
    held = {id(each) for each in world.machine.locked}
    for name in truth.names(world, INCOMING):
        if id(world.disk.node(f"{INCOMING}/{name}/{INCOMING_LOCK}")) not in held:
            yield f"{INCOMING}/{name}"
