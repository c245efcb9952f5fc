"""Commands, their invocations and instances, as Systems Manager lists them."""

from __future__ import annotations

from typing import Any

from deploy.control.ports import Invocation, Presence
from sim.aws.command import Command, Turn

Json = dict[str, Any]
DOCUMENT, PLUGIN = "AWS-RunShellScript", "aws:runShellScript"
NO_EXIT_CODE = -1


def code(found: Invocation) -> int:
    """Return the `ResponseCode` of a standing."""
    return NO_EXIT_CODE if found.exit_code is None else found.exit_code


def command(told: Command) -> Json:
    """Return a command as a whole."""
    turns = told.turns.values()
    state, details = whole(told)
    return {
        "CommandId": told.id,
        "InstanceIds": list(told.turns),
        "Comment": told.order.mark,
        "DocumentName": DOCUMENT,
        "RequestedDateTime": told.sent,
        "ExpiresAfter": told.expires,
        "Status": state,
        "StatusDetails": details,
        "TimeoutSeconds": told.order.delivery_s,
        "MaxConcurrency": str(told.order.together_max),
        "MaxErrors": str(told.order.failures_max),
        "TargetCount": len(turns),
        "CompletedCount": sum(turn.over is not None for turn in turns),
        "ErrorCount": sum(turn.failed for turn in turns),
        "DeliveryTimedOutCount": sum(turn.now.details == "DeliveryTimedOut" for turn in turns),
    }


def invocation(told: Command, turn: Turn, *, details: bool) -> Json:
    """Return a command on one instance; with details also what its plugin says.

    A plugin is there once an agent has the command.
    """
    plugin = {
        "Name": PLUGIN,
        "Status": turn.now.state.value,
        "StatusDetails": turn.now.details,
        "ResponseCode": code(turn.now),
        "Output": turn.now.out[:2500],
    }
    return {
        "CommandId": told.id,
        "InstanceId": turn.instance,
        "Comment": told.order.mark,
        "DocumentName": DOCUMENT,
        "RequestedDateTime": told.sent,
        "Status": turn.now.state.value,
        "StatusDetails": turn.now.details,
        "CommandPlugins": [plugin] if details and turn.run is not None else [],
    }


def instance(name: str, presence: Presence) -> Json:
    """Return an instance and whether it answers."""
    return {
        "InstanceId": name,
        "PingStatus": presence.value,
        "PlatformType": "Linux",
        "PlatformName": "Ubuntu",
        "PlatformVersion": "22.04",
    }


def whole(told: Command) -> tuple[str, str]:
    """Return the status of a command as a whole, and its details.

    Rule: user guide, "Understanding command statuses", the table of commands. Which status goes
    with `Incomplete` is not written there; that it is `Failed` is a guess.
    """
    found = [turn.now.details for turn in told.turns.values()]
    if any(turn.over is None for turn in told.turns.values()):
        name = "Pending" if set(found) <= {"Pending", "Delayed"} else "InProgress"
        return name, name
    if set(found) - {"Undeliverable"} == {"Success"}:
        return "Success", "Success"
    for details, status in (
        ("Failed", "Failed"),
        ("ExecutionTimedOut", "TimedOut"),
        ("DeliveryTimedOut", "TimedOut"),
    ):
        if found.count(details) > told.order.failures_max:
            return status, details
    return ("Cancelled", "Cancelled") if "Cancelled" in found else ("Failed", "Incomplete")
