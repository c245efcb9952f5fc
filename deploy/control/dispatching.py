"""Sending an errand: its instruction to the store, one command to the hosts, never two.

A reply of the service that is lost does not mean that the command was. It is looked for by its
mark; and the address in it is good for a short time only, so that what was not found by then can
not begin any more.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial

from deploy import instruction
from deploy.control import errand as errands
from deploy.control import patience, script
from deploy.control.centre import Centre
from deploy.control.errand import DELIVERY_S, Errand, reply_key
from deploy.control.errors import Unanswered
from deploy.control.ports import Order, Presence
from deploy.errors import Refused
from deploy.instruction import Instruction, Parcel

MARGIN_S = 60
"""How much longer than its delivery may take an instruction can be fetched."""
WORKS_S = 600
"""How long after that the wheel can be fetched."""
LOOKS_S = 5
"""Between two looks for a command whose reply was lost."""
SKEW_S = 30
"""By how much the store's clock may differ from ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A command on its way."""

    command: str
    errand: Errand
    since: float
    until: float
    """When the service hears no more of it, in seconds since the epoch."""


def send(centre: Centre, errand: Errand) -> Sent:
    """Send an errand to its hosts; raise `Refused` where no host can have it."""
    return submit(centre, errand, prepare(centre, errand))


def prepare(centre: Centre, errand: Errand) -> Order:
    """Store what the hosts will fetch; return the order, with which nothing has begun yet."""
    centre.log.step("reach", "See that every host answers.")
    present(centre, errand.instances)
    centre.log.step("instruct", "Store the instruction.")
    kept = errands.write(errand, centre.clock.now())
    patience.asked(centre, lambda: centre.store.put(errands.record_key(errand.id), kept))
    return _order(centre, errand)


def submit(centre: Centre, errand: Errand, order: Order) -> Sent:
    """Send one command, and never a second; raise `Refused` where surely none was sent."""
    since = centre.clock.now()
    centre.log.step("send", "Send one command.")
    try:
        command = patience.accepted(centre, lambda: centre.shell.send(order))
    except Unanswered as error:
        centre.log.note(f"{error.reason}; looking for the command")
        command = _found(centre, order, since + begins_s(errand) + SKEW_S)
    return Sent(command=command, errand=errand, since=since, until=since + order.total_s)


def present(centre: Centre, instances: tuple[str, ...]) -> None:
    """Refuse where a host does not answer: it would begin some time later, or never."""
    for instance in instances:
        found = patience.asked(centre, partial(centre.shell.presence, instance))
        if found is Presence.ABSENT:
            raise Refused(
                f"{instance} is not known to Systems Manager",
                "Compare EC2_INSTANCE_ID and AWS_REGION; is its agent installed?",
            )
        if found in (Presence.LOST, Presence.INACTIVE):
            raise Refused(
                f"the agent of {instance} does not answer ({found.value})",
                "Start the instance, or its agent: systemctl restart amazon-ssm-agent",
            )


def delivery_s(errand: Errand) -> int:
    """Return how long the command may wait for its last host.

    Where hosts take turns, the service counts the waiting of the last from the first moment.
    """
    turns = -(-len(errand.instances) // errand.together_max)
    return DELIVERY_S + (turns - 1) * errand.execution_s


def begins_s(errand: Errand) -> int:
    """Return how long the instruction can be fetched: who begins later finds nothing to do."""
    return delivery_s(errand) + MARGIN_S


def _order(centre: Centre, errand: Errand) -> Order:
    """Store the instruction; return the order that leads to it."""
    begins, told = begins_s(errand), _instruction(centre, errand)
    content = instruction.write(told)
    patience.asked(centre, lambda: centre.store.put(errand.instruction_key, content))
    boot = script.Boot(
        instruction_url=centre.store.reading_url(errand.instruction_key, lasts_s=begins),
        instruction_sha256=hashlib.sha256(content).hexdigest(),
        deployer_url=centre.store.reading_url(errand.deployer.key, lasts_s=begins + WORKS_S),
        deployer_sha256=errand.deployer.sha256,
    )
    return Order(
        instances=errand.instances,
        script=script.write(boot),
        mark=errand.id,
        delivery_s=delivery_s(errand),
        execution_s=errand.execution_s,
        together_max=errand.together_max,
        failures_max=errand.failures_max,
    )


def _instruction(centre: Centre, errand: Errand) -> Instruction:
    works_s = begins_s(errand) + WORKS_S
    report_s = works_s + errand.execution_s
    wheel = errand.wheel
    return Instruction(
        id=errand.id,
        task=errand.task,
        base=errand.base,
        report_urls={
            instance: centre.store.writing_url(reply_key(errand.id, instance), lasts_s=report_s)
            for instance in errand.instances
        },
        wheel=None
        if wheel is None
        else Parcel(
            url=centre.store.reading_url(wheel.key, lasts_s=works_s),
            name=wheel.name,
            sha256=wheel.sha256,
        ),
        sha=errand.sha,
        backup_id=errand.backup_id,
        code_only=errand.code_only,
        force=errand.force,
        health_url=errand.health_url,
    )


def _found(centre: Centre, order: Order, until: float) -> str:
    """Find a command by its mark; refuse once it can not begin any more."""
    while True:
        ids = patience.asked(centre, lambda: centre.shell.find(order.instances[0], order.mark))
        if ids:
            return ids[0]
        if centre.clock.now() >= until:
            raise Refused(
                f"no host was given {order.mark}: the service never answered, and does not know it",
                "Make the same request again",
            )
        centre.clock.sleep(LOOKS_S)
