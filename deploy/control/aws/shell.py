"""The remote shell over Systems Manager and its document AWS-RunShellScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.control.aws.errors import calling, code_of
from deploy.control.ports import Invocation, Order, Presence, State

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

DOCUMENT = "AWS-RunShellScript"
NOT_YET = "InvocationDoesNotExist"
NO_EXIT_CODE = -1
"""`ResponseCode` of what has not begun, or has not ended, or was ended by a signal."""
COMMANDS_MAX = 500
"""Looked through for a mark, the newest first."""


@dataclass(frozen=True, slots=True)
class SsmShell:
    """The port `RemoteShell`."""

    client: SSMClient
    once: SSMClient
    """A client that never repeats: a script sent twice would run twice."""

    def send(self, order: Order) -> str:
        with calling("SendCommand", order.instance):
            answer = self.once.send_command(
                InstanceIds=[order.instance],
                DocumentName=DOCUMENT,
                Comment=order.mark,
                TimeoutSeconds=order.delivery_s,
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
        code = answer["ResponseCode"]
        return Invocation(
            state=State(answer["Status"]),
            details=answer["StatusDetails"],
            exit_code=None if code == NO_EXIT_CODE else code,
            out=answer["StandardOutputContent"],
            err=answer["StandardErrorContent"],
        )

    def find(self, instance: str, mark: str) -> tuple[str, ...]:
        with calling("ListCommandInvocations", instance):
            pages = self.client.get_paginator("list_command_invocations").paginate(
                InstanceId=instance, PaginationConfig={"MaxItems": COMMANDS_MAX}
            )
            found = [entry for page in pages for entry in page["CommandInvocations"]]
        found.sort(key=lambda entry: entry["RequestedDateTime"])
        return tuple(entry["CommandId"] for entry in found if entry["Comment"] == mark)

    def cancel(self, instance: str, command: str) -> None:
        with calling("CancelCommand", _at(instance, command)):
            self.client.cancel_command(CommandId=command, InstanceIds=[instance])

    def presence(self, instance: str) -> Presence:
        with calling("DescribeInstanceInformation", instance):
            answer = self.client.describe_instance_information(
                Filters=[{"Key": "InstanceIds", "Values": [instance]}]
            )
        for entry in answer["InstanceInformationList"]:
            return Presence(entry["PingStatus"])
        return Presence.ABSENT


def _at(instance: str, command: str) -> str:
    return f"{command} on {instance}"
