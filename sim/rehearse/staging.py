"""The stage of a rehearsal: the host of a snapshot, whole or small, and what is asked of it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace

from deploy import tree
from deploy import wheel as deploy_wheel
from deploy.model import Apply, Release, Restore
from deploy.snapshot import Snapshot
from sim.rehearse.building import build, config_of, transposed
from sim.rehearse.contents import MAIN, RECORD
from sim.rehearse.planned import TARGET, Plan, chosen_of, release_of, trees_of
from sim.rehearse.reducing import paths_kept, reduced
from sim.states.start import Start
from sim.stories.scenario import Scenario, Setting
from sim.world import World

NAME = "snapshot"
NOTHING_DONE = Start(name="a snapshot", change=lambda o: o.wait(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to rehearse: the same for every process that has a part in it."""

    snapshot: Snapshot
    plan: Plan
    fatal: bool = False
    """A single fault may need a person: the host could not go back as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A host, and the story that begins on it."""

    scenario: Scenario
    setting: Setting


def whole(order: Order) -> Stage:
    """Return the host as it is, with the very wheel that is planned."""
    snapshot, plan = transposed(order.snapshot), order.plan
    world, _ = build(snapshot, plan.known)
    return _stage(order, world, plan.offered(world))


def small(order: Order) -> Stage:
    """Return a small host of the same shape, with a small wheel of the same shape."""
    snapshot, plan = transposed(order.snapshot), order.plan
    config = config_of(snapshot)
    released = _released(plan)
    asked = None
    if isinstance(plan.request, Restore):
        host, _ = build(snapshot)
        asked = chosen_of(host, config, plan.request)
    little = reduced(snapshot, config, released, asked)
    if released is None:
        world, _ = build(little)
        return _stage(order, world, plan.offered(world))
    kept = _kept_of(released, little)
    whole_of = plan.known
    known = {sha256: whole_of[sha256] for sha256 in _verbatim(released)}
    world, contents = build(little, known, planned=kept)
    assert kept.wheel_sha256 is not None
    wheel = contents.of(kept.wheel_sha256)
    assert isinstance(plan.request, Apply)
    sha256 = None if plan.request.sha256 is None else tree.digest(wheel)
    mine = replace(plan, wheel=wheel, request=replace(plan.request, sha256=sha256))
    return _stage(order, world, mine.offered(world))


def _released(plan: Plan) -> Release | None:
    """Return what the planned wheel holds; None for a restore, or for what is no wheel."""
    if (
        plan.wheel is None
        or not isinstance(plan.request, Apply)
        or not zipfile.is_zipfile(io.BytesIO(plan.wheel))
    ):
        return None
    name = posixpath.basename(plan.request.wheel)
    found = release_of(plan.wheel, name, plan.request.sha)
    return replace(found, version=deploy_wheel.file_version(name))


def _kept_of(released: Release, little: Snapshot) -> Release:
    kept = paths_kept(little, released)
    files: Mapping[str, str] = {
        path: sha256 for path, sha256 in released.files.items() if path in kept
    }
    return replace(released, files=files)


def _verbatim(released: Release) -> list[str]:
    """Return the digests of what a release is known by: how it behaves, and its commit."""
    return [released.files[name] for name in (MAIN, RECORD) if name in released.files]


def _stage(order: Order, world: World, request: Apply | Restore) -> Stage:
    config = config_of(transposed(order.snapshot))
    again = None
    if isinstance(request, Restore):  # once it was tried, the newest usable one may be another
        again = replace(request, backup_id=chosen_of(world, config, request))
    scenario = Scenario(
        name=NAME,
        story="What is planned, on the host of a snapshot.",
        start=NOTHING_DONE,
        request=request,
        ends=0,
        target=TARGET,
        config=config,
        fatal=order.fatal,
        again=None if again is None else lambda _: again,
    )
    return Stage(scenario=scenario, setting=Setting(world, trees_of(world, config, request)))
