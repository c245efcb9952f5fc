"""The oracle of what may be listed: a backup that has a name is complete, at every moment."""

from __future__ import annotations

import re

from sim.oracles import truth
from sim.oracles.violation import Violation
from sim.states.places import BACKUPS
from sim.storage.nodes import File
from sim.world import World

BACKUP = re.compile(rf"{BACKUPS}/((?:code|safety_before_rollback)_[0-9]{{14}})(?:/.*)?")


def is_whole(world: World, path: str) -> None:
    """Look at the backup that was touched: who lists backups now, without a lock, sees it.

    One of the predecessor has no manifest, and nothing is ever added to it.
    """
    found = BACKUP.fullmatch(path)
    if found is None or type(world.disk.node(f"{BACKUPS}/{found[1]}")) is not dict:
        return
    name = found[1]
    manifest = truth.document(world, f"{BACKUPS}/{name}/manifest.json")
    if manifest is None:
        raise Violation("listed", f"{name} can be listed, and has no manifest")
    wheel = manifest["release"]["wheel"] if manifest else None
    place = f"{BACKUPS}/{name.replace('code_', 'wheel_')}/{wheel}"
    if wheel is not None and type(world.disk.node(place)) is not File:
        raise Violation("listed", f"{name} can be listed, and its wheel is not there")
