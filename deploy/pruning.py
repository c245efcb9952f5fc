"""What may go once a deployment is over: old backups, and what no release or backup needs."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

from deploy import backups, records, releases, retention, tree
from deploy.errors import Damaged
from deploy.layout import INCOMING_LOCK
from deploy.model import Journal, Phase, Release
from deploy.ports import Kind
from deploy.unfinished import UNFINISHED, unfinished

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.layout import Layout
    from deploy.tree import Left


def prune(host: Host, plan: Journal) -> None:
    """Remove all of it. Raises `Remains` where something could not be removed, the rest gone."""
    left = tree.taken_away(host, superfluous(host, plan))
    left += tree.taken_away(host, unneeded(host, plan))
    written = unfinished(f"{host.layout.reports}/{plan.deployment}.json")  # over what lies there
    tree.see_gone([each for each in (*left, *tidy_incoming(host)) if each.path != written])


def superfluous(host: Host, plan: Journal) -> list[str]:
    """Return the paths to remove, in a fixed order, environments apart."""
    paths = [path for stamp in _expired(host, plan) for path in _halves(host, stamp)]
    paths += _leftovers(host, plan)
    paths += _others(host, host.layout.releases, _kept_releases(host, plan))
    program = host.config.program.rpartition(" ")[2]
    return paths + _others(host, host.layout.deployers, {program})  # not the one that runs


def unneeded(host: Host, plan: Journal) -> list[str]:
    """Return the environments that nothing needs, to remove once what is superfluous is gone.

    A backup that could not be removed is one still, and is restored with its environment.
    """
    return _others(host, host.layout.environments, _needed(host, _kept_releases(host, plan)))


def _kept_releases(host: Host, plan: Journal) -> set[str | None]:
    kept = {releases.current(host.files, host.layout)}
    if plan.phase is Phase.COMMITTED or plan.previous in kept:
        kept.add(plan.previous)
    return kept


def prepared(layout: Layout, plan: Journal) -> list[str]:
    """Return all that the preparation of a deployment may have made."""
    pair, safety = backups.pair(layout, plan.stamp), backups.safety(layout, plan.stamp)
    paths = [pair.code, pair.wheel, safety.code, plan.release, plan.environment]
    if plan.adopts and plan.previous is not None:
        name = plan.previous.rpartition("/")[2]
        linked = f"{layout.environments}/{name}"
        paths += [plan.previous, linked, unfinished(linked)]  # of a killed link: nobody looks there
    if plan.wheel is not None and plan.wheel.startswith(f"{layout.incoming}/"):
        paths.append(plan.wheel.rpartition("/")[0])
    return [*paths, backups.partial(layout, plan.stamp)]


def _halves(host: Host, stamp: str) -> tuple[str, str]:
    place = backups.pair(host.layout, stamp)
    return place.code, place.wheel


def _expired(host: Host, plan: Journal) -> tuple[str, ...]:
    """Decide on the backups; whether they verify is looked at only where one would go."""
    layout, config = host.layout, host.config
    codes = backups.stamps(host.files, layout, "code")
    stamps = sorted({*codes, *backups.stamps(host.files, layout, "wheel")})

    def decide(holds: dict[str, str]) -> tuple[str, ...]:
        return retention.expired(
            [retention.Known(stamp, holds.get(stamp)) for stamp in stamps],
            now=host.clock.now(),
            keep_days=config.keep_days,
            keep_pairs_min=config.keep_pairs_min,
            keep_pairs_max=config.keep_pairs_max,
            protected={plan.stamp, *([plan.chosen] if plan.chosen else [])},
        )

    if not decide({}):
        return ()
    found = backups.usable(host.files, layout)
    return decide({backup.id: backup.release.content for backup in found})


def _leftovers(host: Host, plan: Journal) -> list[str]:
    """Return half-made backups and writes, and safety backups that are of no more use."""
    cut_off = _cut_off(host)
    if host.files.kind(host.layout.backups) is None:
        return cut_off
    over = re.compile(rf"\.partial_.*|safety_before_rollback_.*|{re.escape(tree.DISCARDED)}.*")
    names = [name for name in host.files.names(host.layout.backups) if over.fullmatch(name)]
    found = [f"{host.layout.backups}/{name}" for name in names]
    if plan.phase is Phase.RETURNED and plan.previous is None:
        found += _halves(host, plan.stamp)
    return cut_off + found


def _cut_off(host: Host) -> list[str]:
    """Return what writes that were killed left beside the places they were meant for."""
    layout = host.layout
    folders = (layout.app, layout.state, layout.reports, layout.shared)
    return [
        f"{folder}/{name}"
        for folder in folders
        if host.files.kind(host.files.resolve(folder)) is Kind.DIRECTORY
        for name in host.files.names(folder)
        if name.endswith(UNFINISHED)
    ]


def _others(host: Host, folder: str, kept: set[str | None]) -> list[str]:
    if host.files.kind(host.files.resolve(folder)) is not Kind.DIRECTORY:  # it may be a link to one
        return []
    return [
        f"{folder}/{name}" for name in host.files.names(folder) if f"{folder}/{name}" not in kept
    ]


def _needed(host: Host, directories: set[str | None]) -> set[str | None]:
    """Return the environments of the kept releases and of the kept backups."""
    names: set[str | None] = set()
    for directory in sorted(path for path in directories if path is not None):
        try:
            release = records.load(host.files, Release, f"{directory}/manifest.json")
        except Damaged:
            release = None
        if release is not None:
            names.add(release.environment)
        else:
            names.add(host.files.resolve(f"{directory}/venv").rpartition("/")[2])
    for stamp in backups.stamps(host.files, host.layout, "code"):
        try:
            backup = backups.load(host.files, backups.pair(host.layout, stamp))
        except Damaged:
            continue
        if backup is not None:
            names.add(backup.release.environment)
    return {f"{host.layout.environments}/{name}" for name in names if name is not None}


def tidy_incoming(host: Host) -> tuple[Left, ...]:
    """Remove what the control side had brought and nobody works with any more.

    The lock of each is held until it is gone: whoever comes to take it meanwhile begins anew.
    What could not be removed is returned.
    """
    left: tuple[Left, ...] = ()
    for folder in _others(host, host.layout.incoming, set()):
        with ExitStack() as held:
            try:
                held.enter_context(host.files.lock(f"{folder}/{INCOMING_LOCK}"))
            except OSError:  # somebody works with it
                continue
            left += tree.taken_away(host, [folder])
    return left
