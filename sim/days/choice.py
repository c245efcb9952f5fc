"""Which backup a restore must take, decided anew from what lies on the host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.days.life import CONFIG_OF_DAYS, Life
from sim.oracles import restorable, truth
from sim.states import past
from sim.states.places import APP, BACKUPS
from sim.world import World

Pick = Callable[[Life], str | None]
"""Chooses one of the backups by its id; None where there is none to choose."""
LAYOUT = CONFIG_OF_DAYS.layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a restore of one backup must come to."""

    label: str
    environment: str | None
    digest: str | None
    ends: int | None


def newest(life: Life) -> str | None:
    """Choose the newest backup, whatever it is worth."""
    found = past.stamps(life.person)
    return found[0] if found else None


def oldest(life: Life) -> str | None:
    """Choose the oldest backup."""
    found = past.stamps(life.person)
    return found[-1] if found else None


def damaged(life: Life) -> str | None:
    """Choose a backup that is not what its manifest says."""
    whole = set(restorable.usable(life.world, life.known))
    found = [stamp for stamp in past.stamps(life.person) if _backup(life.world, stamp)]
    return next((stamp for stamp in found if stamp not in whole), None)


def default(life: Life) -> str | None:
    """Choose as a restore must that is told none: the newest of a healthy release, not the live."""
    usable = restorable.usable(life.world, life.known)
    able = [
        stamp
        for stamp in past.stamps(life.person)
        if stamp in usable
        and _backup(life.world, stamp)["healthy"]
        and not is_remembered(life.world, _release(life.world, stamp)["wheel_sha256"])
    ]
    record = truth.document(life.world, LAYOUT.record)
    live = None if record is None else record.get("wheel_sha256")
    others = [each for each in able if _release(life.world, each)["wheel_sha256"] != live]
    return next(iter(others or able), None)


def is_remembered(world: World, digest: str | None) -> bool:
    """Say whether a release is remembered as one that was rolled back."""
    return digest in (truth.document(world, LAYOUT.failures) or {})


def wanted(life: Life, stamp: str | None, *, code_only: bool) -> Wanted:
    """Return what a restore of this backup must come to."""
    world = life.world
    usable = restorable.usable(world, life.known)
    if stamp is None or f"code_{stamp}" not in truth.names(world, BACKUPS):
        return Wanted(label="", environment=None, digest=None, ends=2)
    label = truth.label_of(truth.tree_at(world, f"{BACKUPS}/code_{stamp}/ai_app"), life.known)
    if not _backup(world, stamp):
        origin = truth.origin(label or "")
        return Wanted(label=label or "", environment=origin, digest=None, ends=None)
    release = _release(world, stamp)
    ends = 0 if stamp in usable else 2
    if release["wheel"] is None and not code_only and not _is_founded(world, release):
        ends = 2  # nobody can rebuild an environment from no wheel
    if code_only and life.live is None:
        ends = 2
    healthy = _backup(world, stamp)["healthy"] and not code_only
    return Wanted(
        label=label or "",
        environment=_environment(life, label or "", release),
        digest=release["wheel_sha256"],
        ends=ends if healthy or ends else None,
    )


def _environment(life: Life, label: str, release: Mapping[str, Any]) -> str | None:
    """Return the label of the release whose packages it will have, where they are not its own."""
    place = f"{APP}/environments/{release['environment']}"
    for version in truth.names(life.world, f"{place}/lib"):
        site = f"{place}/lib/{version}/site-packages/ai_app"
        return truth.label_of(truth.tree_at(life.world, site), life.known)
    return truth.origin(label)


def _is_founded(world: World, release: Mapping[str, Any]) -> bool:
    return bool(truth.names(world, f"{APP}/environments/{release['environment']}/lib"))


def _backup(world: World, stamp: str) -> Mapping[str, Any]:
    return truth.document(world, f"{BACKUPS}/code_{stamp}/manifest.json") or {}


def _release(world: World, stamp: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _backup(world, stamp)["release"]
    return found
