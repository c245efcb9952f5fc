"""From a command to an errand: for which hosts, by which deployer, under which mark."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from deploy.control import arguments, patience
from deploy.control.centre import Centre
from deploy.control.errand import DEPLOYERS, EXECUTION_S, Asset, Errand
from deploy.control.ports import Presence
from deploy.control.workshop import building
from deploy.errors import Refused
from deploy.instruction import Task
from deploy.model import stamp_of

if TYPE_CHECKING:
    import argparse

    from deploy.control.desk import Desk
    from deploy.control.settings import Settings

LOOK_UP_S = 300
"""What only looks takes seconds; this bounds a host that hangs."""


def mark(desk: Desk, settings: Settings, task: Task) -> str:
    """Return a mark that no other request has: which run, for what, when."""
    begin = settings.run or f"by-hand-{desk.chance()}"
    return f"{begin}-{task.value}-{stamp_of(desk.clock.now())}"


def instances(centre: Centre, settings: Settings, targets: str | None) -> tuple[str, ...]:
    """Return the hosts that are meant, sorted; refuse where one of several does not answer."""
    if targets is None:
        if settings.instance is None:
            raise Refused("EC2_INSTANCE_ID is not set", "Set it, or give --targets tag:KEY=VALUE")
        return (settings.instance,)
    key, value = arguments.tag(targets)
    found = patience.asked(centre, lambda: centre.shell.tagged(key, value))
    if not found:
        raise Refused(f"no instance has the tag {key}={value}", "Tag them, or name another tag")
    silent = [name for name, presence in found.items() if presence is not Presence.ONLINE]
    if silent:
        raise Refused(
            f"{', '.join(silent)} of {len(found)} do not answer: they would be left behind",
            "Start them or their agents, or take the tag from them",
        )
    return tuple(found)


def of(desk: Desk, settings: Settings, centre: Centre, options: argparse.Namespace) -> Errand:
    """Return the errand of a command other than a release."""
    task = arguments.task(options)
    given = vars(options)
    kept_packages = given.get("restore_dependencies") == "false"
    return Errand(
        id=mark(desk, settings, task),
        task=task,
        base=settings.base,
        instances=instances(centre, settings, given.get("targets")),
        deployer=_deployer(desk, centre),
        backup_id=given.get("backup_id") or None,
        code_only=bool(given.get("code_only") or kept_packages),
        force=given.get("force"),
        health_url=settings.health_url,
        together_max=given.get("together_max") or 1,
        failures_max=given.get("failures_max") or 0,
        execution_s=EXECUTION_S if task.changes else LOOK_UP_S,
    )


def _deployer(desk: Desk, centre: Centre) -> Asset:
    """Build the deployer of this checkout and store it under its digest."""
    centre.log.step("bring", "Build the deployer of this checkout and store it.")
    try:
        with desk.workshop() as shop:
            content = building.deployer(shop)
    except OSError as error:
        where = error.filename or "the checkout"
        raise Refused(f"{where} cannot be read: {error.strerror}", "Do it again") from error
    digest = hashlib.sha256(content).hexdigest()
    asset = Asset(key=f"{DEPLOYERS}/{digest}.pyz", sha256=digest)
    patience.asked(centre, lambda: centre.store.put(asset.key, content))
    return asset
