"""The requests of Systems Manager that a control side makes, answered from a fleet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from deploy.control.ports import EXECUTION_S, SCRIPT_BYTES_MAX, Order
from sim.aws.command import Command
from sim.aws.fleet import Fleet
from sim.sandbox.ssm_model import Refusal

Json = dict[str, Any]
DOCUMENT, PLUGIN = "AWS-RunShellScript", "aws:runShellScript"
PARAMETERS = frozenset(("commands", "workingDirectory", "executionTimeout"))
SECONDS = re.compile(r"[1-9][0-9]{0,4}|1[0-6][0-9]{4}|17[01][0-9]{3}|172[0-7][0-9]{2}|172800")
"""What the document allows for `executionTimeout`."""
FROM_STORE = re.compile(r"\{\{\s*ssm:")
"""The service itself replaces this by a parameter of its store; there is none here."""
HOUR_S = 3600
DELIVERY_DEFAULT_S = 3600
DIRECTORY_DEFAULT = "/usr/bin"
"""Where the agent itself runs."""
PAGE = 50


def send_command(fleet: Fleet, request: Json, now: float) -> Json:
    """Accept a command for one instance."""
    instances = request.get("InstanceIds", [])
    if len(set(instances)) != len(instances):
        raise Refusal("DuplicateInstanceId", "")
    if len(instances) != 1:
        raise Refusal("UnsupportedOperation", "this stand-in sends to one instance at a time")
    if request["DocumentName"] != DOCUMENT:
        raise Refusal("InvalidDocument", f"Document {request['DocumentName']} does not exist.")
    order = _order(instances[0], request)
    try:
        command = fleet.send(order, now)
    except KeyError:
        raise Refusal(
            "InvalidInstanceId", f"Instances [[{instances[0]}]] not in a valid state for account"
        ) from None
    return {"Command": _listed(command)}


def _order(instance: str, request: Json) -> Order:
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
        instance=instance,
        script=script,
        mark=request.get("Comment", ""),
        directory=words.get("workingDirectory", [""])[0] or DIRECTORY_DEFAULT,
        delivery_s=request.get("TimeoutSeconds", DELIVERY_DEFAULT_S),
        # amazon-ssm-agent, `ValidateExecutionTimeout`: beyond its bounds it takes an hour
        execution_s=int(execution) if low <= int(execution) <= high else HOUR_S,
    )


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
        "ResponseCode": found.code,
        "Status": found.state.value,
        "StatusDetails": found.details,
        "StandardOutputContent": found.out,
        "StandardOutputUrl": "",
        "StandardErrorContent": found.err,
        "StandardErrorUrl": "",
    }


def list_command_invocations(fleet: Fleet, request: Json, now: float) -> Json:
    """List the commands of an instance, or of all, the newest first."""
    return _page(_commands(fleet, request, now), request, "CommandInvocations")


def list_commands(fleet: Fleet, request: Json, now: float) -> Json:
    """List the commands themselves."""
    return _page(_commands(fleet, request, now), request, "Commands")


def _commands(fleet: Fleet, request: Json, now: float) -> list[Json]:
    fleet.settle(now)
    wanted = request.get("CommandId")
    if wanted is not None and wanted not in fleet.commands:
        raise Refusal("InvalidCommandId", "")
    instances = [request["InstanceId"]] if "InstanceId" in request else sorted(fleet.agents)
    found = [command for instance in instances for command in fleet.seen(instance, now)]
    return [_listed(command) for command in found if wanted in (None, command.id)]


def cancel_command(fleet: Fleet, request: Json, now: float) -> Json:
    """Ask for the end of a command."""
    try:
        fleet.cancel(request["CommandId"], now)
    except KeyError:
        raise Refusal("InvalidCommandId", "") from None
    return {}


def describe_instance_information(fleet: Fleet, request: Json, now: float) -> Json:
    """List the instances and whether they answer."""
    fleet.settle(now)
    names = set(fleet.agents)
    for wanted in request.get("Filters", []):
        if wanted["Key"] != "InstanceIds":
            raise Refusal("InvalidFilterKey", "The specified key isn't valid.")
        names &= set(wanted["Values"])
    found = [
        {
            "InstanceId": name,
            "PingStatus": fleet.presence(name).value,
            "PlatformType": "Linux",
            "PlatformName": "Ubuntu",
            "PlatformVersion": "22.04",
        }
        for name in sorted(names)
    ]
    return _page(found, request, "InstanceInformationList")


def _listed(command: Command) -> Json:
    return {
        "CommandId": command.id,
        "InstanceId": command.order.instance,
        "InstanceIds": [command.order.instance],
        "Comment": command.order.mark,
        "DocumentName": DOCUMENT,
        "RequestedDateTime": command.sent,
        "ExpiresAfter": command.expires,
        "Status": command.now.state.value,
        "StatusDetails": command.now.details,
        "TimeoutSeconds": command.order.delivery_s,
    }


def _page(found: list[Json], request: Json, name: str) -> Json:
    token = request.get("NextToken", "0")
    if not token.isdecimal() or int(token) > len(found):
        raise Refusal("InvalidNextToken", "The specified token isn't valid.")
    first = int(token)
    last = first + request.get("MaxResults", PAGE)
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
