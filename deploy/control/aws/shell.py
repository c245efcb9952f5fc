"""The remote shell over Systems Manager and its document AWS-RunShellScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.control.aws.errors import calling, code_of
from deploy.control.errors import Rejected, told
from deploy.control.order import check_tag
from deploy.control.ports import INSTANCES_MAX, Invocation, Order, Presence, Standing, State

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_ssm.type_defs import CommandInvocationTypeDef

DOCUMENT = "AWS-RunShellScript"
NOT_YET, NO_COMMAND = "InvocationDoesNotExist", "InvalidCommandId"
NO_EXIT_CODE = -1
"""`ResponseCode` of what has not begun, or has not ended, or was ended by a signal."""
COMMANDS_MAX = 500
"""Looked through for a mark, the newest first."""
PAGE = 50
"""The most entries that a page may have, of each kind of list."""


@dataclass(frozen=True, slots=True)
class SsmShell:
    """The port `RemoteShell`."""

    client: SSMClient
    once: SSMClient
    """A client that never repeats: a script sent twice would run twice."""

    def send(self, order: Order) -> str:
        with calling("SendCommand", " ".join(order.instances)):
            answer = self.once.send_command(
                InstanceIds=list(order.instances),
                DocumentName=DOCUMENT,
                Comment=order.mark,
                TimeoutSeconds=order.delivery_s,
                MaxConcurrency=str(order.together_max),
                MaxErrors=str(order.failures_max),
                Parameters={
                    "commands": [order.script],
                    "workingDirectory": [order.directory],
                    "executionTimeout": [str(order.execution_s)],
                },
            )
        return answer["Command"]["CommandId"]

    def read(self, instance: str, command: str) -> Invocation | None:
        with calling("GetCommandInvocation", _at(instance, command)):
            try:
                answer = self.client.get_command_invocation(CommandId=command, InstanceId=instance)
            except ClientError as error:
                if code_of(error) == NOT_YET:
                    return None
                raise
        state = State.of(answer["Status"])
        return Invocation(
            state=state,
            details=answer.get("StatusDetails", ""),
            exit_code=_exit_code(state, answer.get("ResponseCode", NO_EXIT_CODE)),
            out=answer.get("StandardOutputContent", ""),
            err=answer.get("StandardErrorContent", ""),
            mark=answer.get("Comment", ""),
        )

    def standings(self, command: str) -> Mapping[str, Standing]:
        with calling("ListCommandInvocations", command):
            pages = self.client.get_paginator("list_command_invocations").paginate(
                CommandId=command,
                Details=True,  # the exit codes stand in them
                PaginationConfig={"MaxItems": COMMANDS_MAX, "PageSize": PAGE},
            )
            try:
                found = [entry for page in pages for entry in page["CommandInvocations"]]
            except ClientError as error:
                if code_of(error) == NO_COMMAND:
                    return {}
                raise
        found.sort(key=lambda entry: entry["InstanceId"])
        return {entry["InstanceId"]: _standing(entry) for entry in found}

    def find(self, instance: str, mark: str) -> tuple[str, ...]:
        with calling("ListCommandInvocations", instance):
            pages = self.client.get_paginator("list_command_invocations").paginate(
                InstanceId=instance, PaginationConfig={"MaxItems": COMMANDS_MAX, "PageSize": PAGE}
            )
            found = [entry for page in pages for entry in page["CommandInvocations"]]
        found.sort(key=lambda entry: entry["RequestedDateTime"])
        return tuple(entry["CommandId"] for entry in found if entry.get("Comment", "") == mark)

    def cancel(self, instance: str | None, command: str) -> None:
        if instance is None:
            with calling("CancelCommand", command):
                self.client.cancel_command(CommandId=command)
            return
        with calling("CancelCommand", _at(instance, command)):
            self.client.cancel_command(CommandId=command, InstanceIds=[instance])

    def presence(self, instance: str) -> Presence:
        with calling("DescribeInstanceInformation", instance):
            answer = self.client.describe_instance_information(
                Filters=[{"Key": "InstanceIds", "Values": [instance]}]
            )
        for entry in answer["InstanceInformationList"]:
            return Presence.of(entry["PingStatus"])
        return Presence.ABSENT

    def tagged(self, key: str, value: str) -> Mapping[str, Presence]:
        check_tag(key, value)
        what = f"tag:{key}={value}"
        with calling("DescribeInstanceInformation", what):
            pages = self.client.get_paginator("describe_instance_information").paginate(
                Filters=[{"Key": f"tag:{key}", "Values": [value]}],
                PaginationConfig={"MaxItems": INSTANCES_MAX + 1, "PageSize": PAGE},
            )
            found = [entry for page in pages for entry in page["InstanceInformationList"]]
        if len(found) > INSTANCES_MAX:
            why = f"over {INSTANCES_MAX} instances have this tag"
            raise told(Rejected, "DescribeInstanceInformation", what, why)
        return dict(sorted((each["InstanceId"], Presence.of(each["PingStatus"])) for each in found))


def _at(instance: str, command: str) -> str:
    return f"{command} on {instance}"


def _exit_code(state: State, code: int) -> int | None:
    return code if state.over and code != NO_EXIT_CODE else None


def _standing(entry: CommandInvocationTypeDef) -> Standing:
    state = State.of(entry["Status"])
    codes = [plugin.get("ResponseCode", NO_EXIT_CODE) for plugin in entry.get("CommandPlugins", [])]
    return Standing(
        state=state,
        details=entry.get("StatusDetails", ""),
        exit_code=_exit_code(state, codes[-1] if codes else NO_EXIT_CODE),
        mark=entry.get("Comment", ""),
    )
