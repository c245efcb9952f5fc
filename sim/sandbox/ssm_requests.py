"""The requests of Systems Manager that a control side makes, answered from a fleet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from deploy.control.errors import Rejected
from deploy.control.ports import EXECUTION_S, SCRIPT_BYTES_MAX, Order, Presence
from sim.aws.command import Command
from sim.aws.fleet import Fleet
from sim.sandbox import ssm_listing as listing
from sim.sandbox.ssm_listing import DOCUMENT, PLUGIN
from sim.sandbox.ssm_model import Refusal

Json = dict[str, Any]
PARAMETERS = frozenset(("commands", "workingDirectory", "executionTimeout"))
SECONDS = re.compile(r"[1-9][0-9]{0,4}|1[0-6][0-9]{4}|17[01][0-9]{3}|172[0-7][0-9]{2}|172800")
"""What the document allows for `executionTimeout`."""
FROM_STORE = re.compile(r"\{\{\s*ssm:")
"""The service itself replaces this by a parameter of its store; there is none here."""
HOUR_S = 3600
DELIVERY_DEFAULT_S = 3600
DIRECTORY_DEFAULT = "/usr/bin"
"""Where the agent itself runs."""
PAGE, PAGE_OF_INSTANCES = 50, 10
"""How much is answered at once unless told (reference: DescribeInstanceInformation, 10)."""


def send_command(fleet: Fleet, request: Json, now: float) -> Json:
    """Accept a command for up to 50 instances."""
    instances = request.get("InstanceIds", [])
    if len(set(instances)) != len(instances):
        raise Refusal("DuplicateInstanceId", "")
    if request["DocumentName"] != DOCUMENT:
        raise Refusal("InvalidDocument", f"Document {request['DocumentName']} does not exist.")
    try:
        order = _order(instances, request)
    except Rejected:  # none at all: it would be for targets, which this does not know
        raise Refusal("UnsupportedOperation", "this stand-in sends to instances by id") from None
    try:
        command = fleet.send(order, now)
    except KeyError:
        raise Refusal(
            "InvalidInstanceId", f"Instances [{instances}] not in a valid state for account"
        ) from None
    return {"Command": listing.command(command)}


def _order(instances: list[str], request: Json) -> Order:
    words = request.get("Parameters", {})
    if not words.get("commands") or not set(words) <= PARAMETERS:
        raise Refusal("InvalidParameters", f"{DOCUMENT} takes {', '.join(sorted(PARAMETERS))}")
    script = "\n".join(words["commands"])
    execution = words.get("executionTimeout", [str(HOUR_S)])[0]
    if not SECONDS.fullmatch(execution) or FROM_STORE.search(script):
        raise Refusal("InvalidParameters", "a parameter is not as the document allows")
    if len(script.encode()) > SCRIPT_BYTES_MAX:
        raise Refusal("MaxDocumentSizeExceeded", "The size limit of a document is 64 KB.")
    low, high = EXECUTION_S
    return Order(
        instances=tuple(instances),
        script=script,
        mark=request.get("Comment", ""),
        directory=words.get("workingDirectory", [""])[0] or DIRECTORY_DEFAULT,
        delivery_s=request.get("TimeoutSeconds", DELIVERY_DEFAULT_S),
        # amazon-ssm-agent, `ValidateExecutionTimeout`: beyond its bounds it takes an hour
        execution_s=int(execution) if low <= int(execution) <= high else HOUR_S,
        together_max=max(1, _share(request.get("MaxConcurrency", "50"), len(instances))),
        failures_max=_share(request.get("MaxErrors", "0"), len(instances)),
    )


def _share(word: str, targets: int) -> int:
    """Return a number, or so many percent of the targets.

    Rule: user guide, "Using error controls": with 10% of 50 instances it stops "when the sixth
    error is received". That a part of an instance is none is a guess.
    """
    return targets * int(word[:-1]) // 100 if word.endswith("%") else int(word)


def get_command_invocation(fleet: Fleet, request: Json, now: float) -> Json:
    """Say how a command stands."""
    command, instance = request["CommandId"], request["InstanceId"]
    found = fleet.read(instance, command, now)
    if found is None:
        raise Refusal("InvocationDoesNotExist", "")
    return {
        "CommandId": command,
        "InstanceId": instance,
        "Comment": fleet.commands[command].order.mark,
        "DocumentName": DOCUMENT,
        "DocumentVersion": "$DEFAULT",
        "PluginName": PLUGIN,
        "ResponseCode": listing.code(found),
        "Status": found.state.value,
        "StatusDetails": found.details,
        "StandardOutputContent": found.out,
        "StandardOutputUrl": "",
        "StandardErrorContent": found.err,
        "StandardErrorUrl": "",
    }


def list_command_invocations(fleet: Fleet, request: Json, now: float) -> Json:
    """List the invocations of a command, of an instance, or of all, the newest command first."""
    wanted, details = request.get("InstanceId"), request.get("Details", False)
    found = [
        listing.invocation(command, turn, details=details)
        for command in _commands(fleet, request, now)
        for turn in command.turns.values()
        if wanted in (None, turn.instance)
    ]
    return _page(found, request, "CommandInvocations")


def list_commands(fleet: Fleet, request: Json, now: float) -> Json:
    """List the commands themselves, the newest first."""
    found = [listing.command(command) for command in _commands(fleet, request, now)]
    return _page(found, request, "Commands")


def _commands(fleet: Fleet, request: Json, now: float) -> list[Command]:
    fleet.settle(now)
    wanted = request.get("CommandId")
    if wanted is not None and wanted not in fleet.commands:
        raise Refusal("InvalidCommandId", "")
    instances = [request["InstanceId"]] if "InstanceId" in request else sorted(fleet.agents)
    found = {each.id: each for instance in instances for each in fleet.seen(instance, now)}
    newest = sorted(found.values(), key=lambda command: (command.sent, command.id), reverse=True)
    return [command for command in newest if wanted in (None, command.id)]


def cancel_command(fleet: Fleet, request: Json, now: float) -> Json:
    """Ask for the end of a command, on some of its instances or on all."""
    command = request["CommandId"]
    instances = request.get("InstanceIds") or [None]
    if command not in fleet.commands:
        raise Refusal("InvalidCommandId", "")
    if not set(instances) <= {None, *fleet.commands[command].turns}:
        raise Refusal("InvalidInstanceId", "")
    for instance in instances:
        fleet.cancel(instance, command, now)
    return {}


def describe_instance_information(fleet: Fleet, request: Json, now: float) -> Json:
    """List the instances and whether they answer, of some ids or of one tag."""
    fleet.settle(now)
    filters = request.get("Filters", [])
    kinds = {each["Key"].partition(":")[0] for each in filters}
    if not kinds <= {"InstanceIds", "tag"} or len(kinds) > 1:
        # The reference says so: "Tag filters can't be combined with other filter types".
        raise Refusal("InvalidFilterKey", "The specified key isn't valid.")
    names = {name for name in fleet.agents if fleet.presence(name) is not Presence.ABSENT}
    for each in filters:
        tag = each["Key"].partition(":")[2]
        tagged = {name for value in each["Values"] for name in fleet.tagged(tag, value)}
        names &= tagged if tag else set(each["Values"])
    found = [listing.instance(name, fleet.presence(name)) for name in sorted(names)]
    return _page(found, request, "InstanceInformationList", PAGE_OF_INSTANCES)


def _page(found: list[Json], request: Json, name: str, most: int = PAGE) -> Json:
    token = request.get("NextToken", "0")
    if not token.isdecimal() or int(token) > len(found):
        raise Refusal("InvalidNextToken", "The specified token isn't valid.")
    first = int(token)
    last = first + request.get("MaxResults", most)
    following = {"NextToken": str(last)} if last < len(found) else {}
    return {name: found[first:last], **following}


REQUESTS: dict[str, Callable[[Fleet, Json, float], Json]] = {
    "SendCommand": send_command,
    "GetCommandInvocation": get_command_invocation,
    "ListCommandInvocations": list_command_invocations,
    "ListCommands": list_commands,
    "CancelCommand": cancel_command,
    "DescribeInstanceInformation": describe_instance_information,
}
