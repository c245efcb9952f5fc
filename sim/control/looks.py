"""What must be true of those who only look, and of how long a host may work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from deploy.control.errand import FOLDER
from sim.control.estate import Estate
from sim.control.oracles import PERSON, Told, serving
from sim.machinery.service import snapshot
from sim.oracles.violation import Violation
from sim.states.places import BASE
from sim.world import World

CHANGES = ("apply", "restore", "recover")
DEPLOYMENT_S = 1800
"""As long as a deployment may take, and so may the way back of one."""

Standing = Mapping[str, tuple[object, str | None]]
"""The files of each host, and what it serves."""


def standing(estate: Estate) -> Standing:
    """Return how each host stands."""
    serves = serving(estate)
    return {name: (_files(each.world), serves[name]) for name, each in estate.stations.items()}


def _files(world: World) -> object:
    node = world.disk.node(BASE)
    return snapshot(node) if type(node) is dict else None


def changed_nothing(estate: Estate, before: Standing, told: Told | None) -> None:
    """A look has left each host as it was; where it was not answered, it says what to do next."""
    now = standing(estate)
    for name, (disk, serves) in before.items():
        if now[name][1] != serves:
            raise Violation("look", f"{name} served {serves}, and serves {now[name][1]} now")
        if now[name][0] != disk:
            raise Violation("look", f"the disk of {name} is another")
    asked = [each["task"] for each in _instructions(estate) if each["task"] in CHANGES]
    if asked:
        raise Violation("look", f"who wanted to look sent {', '.join(asked)}")
    if told is not None and told.exit_code == PERSON and "next: " not in told.message:
        raise Violation("words", f"a person is called without a next command: {told.message}")


def has_its_time(estate: Estate) -> None:
    """What may change a host is given the time of a deployment: killed midway, it is down."""
    instructions = {each["id"]: each for each in _instructions(estate)}
    for command in estate.fleet.commands.values():
        order = command.order
        told = instructions.get(order.mark)
        if told is not None and told["task"] in CHANGES and order.execution_s < DEPLOYMENT_S:
            raise Violation("time", f"{told['task']} would be killed after {order.execution_s} s")


def takes_every_reply(estate: Estate) -> None:
    """Whatever a host leaves is taken, however long it worked: it is all that is known."""
    for station in estate.stations.values():
        for stint in station.stints:
            last = (
                stint.began + stint.order.execution_s
            )  # what works on is killed, and left nothing
            in_time = stint.how is not None and stint.how.at <= last
            if in_time and stint.postbox is not None and stint.postbox.refused:
                raise Violation("reply", f"the reply to {stint.order.mark} came too late")


def _instructions(estate: Estate) -> list[dict[str, Any]]:
    """Return every instruction that was stored."""
    return [
        json.loads(each.content)
        for key, each in estate.bucket.things.items()
        if key.startswith(FOLDER) and key.endswith("/instruction.json")
    ]
