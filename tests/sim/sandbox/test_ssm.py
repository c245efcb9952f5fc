"""The stand-in for Systems Manager refuses what the real one refuses, in the same words."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, active_count
from time import monotonic
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from deploy.control.aws import clients
from deploy.control.aws.shell import SsmShell
from deploy.control.errors import Denied, Missing
from deploy.control.ports import Order, Presence, State
from sim.aws.command import Run
from sim.aws.fleet import Agent
from sim.sandbox import ssm
from sim.sandbox.ssm_model import Refusal, check
from tests.contracts.clouds import INSTANCE, KEY_ID, STRANGER, credentials
from tests.contracts.local_shell import LocalShell

COMMAND = "00000000-0000-4000-8000-00000000abcd"
AUTHORIZATION = f"AWS4-HMAC-SHA256 Credential={KEY_ID}/20260128/r/ssm/aws4_request, Signature=0"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ssm.Ssm]:
    """Serve one instance, by the clock on the wall."""
    shell = LocalShell(tmp_path_factory.mktemp("shell"))
    tags = {INSTANCE: {"stage": "prod"}}
    with ssm.serving({INSTANCE: shell}, access_keys=frozenset((KEY_ID,)), tags=tags) as made:
        yield made
    assert shell.alive() == 0


@pytest.fixture(scope="module")
def shell(served: ssm.Ssm) -> Iterator[SsmShell]:
    """Give an unchanged client of it."""
    with credentials():
        yield clients.remote_shell(endpoint_url=served.url, tries=1)


def refused(act: Callable[[], object]) -> tuple[str, int]:
    """Give the code of an error, and its status."""
    with pytest.raises(ClientError) as caught:
        act()
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def sending(shell: SsmShell, **changed: Any) -> Callable[[], object]:  # noqa: ANN401 - it is JSON
    request: dict[str, Any] = {
        "InstanceIds": [INSTANCE],
        "DocumentName": "AWS-RunShellScript",
        "Parameters": {"commands": ["true"]},
        **changed,
    }
    return lambda: shell.once.send_command(**request)


def parameters(**words: str) -> dict[str, list[str]]:
    return {"commands": ["true"], **{name: [word] for name, word in words.items()}}


@pytest.mark.lengthy
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"TimeoutSeconds": 2_592_001}, "ValidationException"),
        ({"Comment": "x" * 101}, "ValidationException"),
        ({"InstanceIds": ["i-1; rm -rf /"]}, "ValidationException"),
        ({"DocumentName": "no document"}, "ValidationException"),
        ({"DocumentHashType": "Md5"}, "ValidationException"),
        ({"DocumentName": "AWS-RunPowerShellScript"}, "InvalidDocument"),
        ({"InstanceIds": [INSTANCE, INSTANCE]}, "DuplicateInstanceId"),
        ({"InstanceIds": [STRANGER]}, "InvalidInstanceId"),
        ({"InstanceIds": [INSTANCE, STRANGER]}, "InvalidInstanceId"),
        ({"InstanceIds": [f"i-{number:08x}" for number in range(51)]}, "ValidationException"),
        ({"InstanceIds": []}, "UnsupportedOperation"),
        ({"MaxConcurrency": "0"}, "ValidationException"),
        ({"MaxConcurrency": "101%"}, "ValidationException"),
        ({"MaxConcurrency": "12345678"}, "ValidationException"),
        ({"MaxErrors": "-1"}, "ValidationException"),
        ({"MaxErrors": "1.5"}, "ValidationException"),
        ({"Parameters": {}}, "InvalidParameters"),
        ({"Parameters": {"commands": []}}, "InvalidParameters"),
        ({"Parameters": {"commands": ["true"], "environment": ["a"]}}, "InvalidParameters"),
        ({"Parameters": parameters(executionTimeout="0")}, "InvalidParameters"),
        ({"Parameters": parameters(executionTimeout="172801")}, "InvalidParameters"),
        ({"Parameters": parameters(executionTimeout="1 hour")}, "InvalidParameters"),
        ({"Parameters": {"commands": ["echo {{ ssm:secret }}"]}}, "InvalidParameters"),
        ({"Parameters": {"commands": ["x" * 70_000]}}, "MaxDocumentSizeExceeded"),
    ],
    ids=str,
)
def test_what_cannot_be_sent_is_refused(
    shell: SsmShell, changed: dict[str, object], code: str
) -> None:
    assert refused(sending(shell, **changed)) == (code, 400)


def test_too_short_a_delivery_is_told_in_the_words_of_the_service() -> None:
    request = {"DocumentName": "AWS-RunShellScript", "TimeoutSeconds": 29}
    with pytest.raises(Refusal) as caught:  # boto3 does not even send it
        check("SendCommand", request)
    assert caught.value.message == (
        "1 validation error detected: Value at 'timeoutSeconds' failed to satisfy constraint: "
        "Member must have value greater than or equal to 30"
    )


def test_what_lacks_is_told_too() -> None:
    with pytest.raises(Refusal, match=r"'commandId'.*'instanceId'"):
        check("GetCommandInvocation", {})
    with pytest.raises(Refusal, match="Member must be integer"):
        check("SendCommand", {"DocumentName": "abc", "TimeoutSeconds": "30"})


def test_an_unknown_command_does_not_exist(shell: SsmShell) -> None:
    client = shell.client
    read = {"CommandId": COMMAND, "InstanceId": INSTANCE}
    assert refused(lambda: client.get_command_invocation(**read)) == (
        "InvocationDoesNotExist",
        400,
    )
    assert refused(lambda: client.cancel_command(CommandId=COMMAND))[0] == "InvalidCommandId"
    assert refused(lambda: client.list_commands(CommandId=COMMAND))[0] == "InvalidCommandId"
    assert refused(
        lambda: client.get_command_invocation(CommandId="x" * 37, InstanceId=INSTANCE)
    ) == ("ValidationException", 400)


def test_what_cannot_be_listed_is_refused(shell: SsmShell) -> None:
    client = shell.client
    assert refused(lambda: client.list_command_invocations(NextToken="x"))[0] == "InvalidNextToken"
    assert (
        refused(
            lambda: client.describe_instance_information(
                Filters=[{"Key": "PingStatus", "Values": ["Online"]}]
            )
        )[0]
        == "InvalidFilterKey"
    )


def test_the_lines_of_a_command_are_one_script(shell: SsmShell, served: ssm.Ssm) -> None:
    sent = shell.once.send_command(
        InstanceIds=[INSTANCE],
        DocumentName="AWS-RunShellScript",
        Comment="lines",
        Parameters={"commands": ["a=1", "if [ $a = 1 ]; then", "pwd; fi"]},
    )["Command"]
    assert sent["Status"] in ("InProgress", "Success")  # so short a script may be over by now
    assert sent["TimeoutSeconds"] == 3600
    found = over(shell, sent["CommandId"])
    assert (found["StandardOutputContent"], found["ResponseCode"]) == ("/usr/bin\n", 0)
    assert found["PluginName"] == "aws:runShellScript"
    (listed,) = shell.client.list_commands(CommandId=sent["CommandId"])["Commands"]
    assert (listed["Status"], listed["Comment"]) == ("Success", "lines")
    order = served.fleet.commands[sent["CommandId"]].order
    assert order.execution_s == 3600


def over(shell: SsmShell, command: str) -> Any:  # noqa: ANN401 - the whole answer
    """Give the answer once the command is over, within a bound."""
    pause, until = Event(), monotonic() + 20
    while True:
        found = shell.client.get_command_invocation(CommandId=command, InstanceId=INSTANCE)
        if State(found["Status"]).over:
            return found
        assert monotonic() < until
        pause.wait(0.01)


def test_less_than_five_seconds_are_an_hour(shell: SsmShell, served: ssm.Ssm) -> None:
    sending(shell, Parameters=parameters(executionTimeout="4"), Comment="hour")()
    (command,) = shell.find(INSTANCE, "hour")
    assert served.fleet.commands[command].order.execution_s == 3600


SEVERAL = [f"i-{number:08x}" for number in range(20)]


@pytest.fixture
def several(served: ssm.Ssm) -> Iterator[list[str]]:
    """Register instances that are never online: nothing runs on them."""

    def never(instance: str, order: Order, at: float) -> Run:
        raise AssertionError(instance, order, at)

    with served.lock:
        tags = {"role": "ai"}
        served.fleet.agents |= {name: Agent(never, online=False, tags=tags) for name in SEVERAL}
    yield SEVERAL
    with served.lock:
        for name in SEVERAL:
            del served.fleet.agents[name]
            served.fleet.commands = {
                key: command
                for key, command in served.fleet.commands.items()
                if name not in command.turns
            }


@pytest.mark.parametrize(
    ("together", "errors", "limits"),
    [
        ("1", "0", (1, 0)),
        ("50", "20", (50, 20)),
        ("100%", "100%", (20, 20)),
        ("10%", "10%", (2, 2)),
        ("1%", "1%", (1, 0)),
        ("99%", "0%", (19, 0)),
    ],
)
def test_limits_are_numbers_or_parts_of_the_instances(
    shell: SsmShell,
    served: ssm.Ssm,
    several: list[str],
    together: str,
    errors: str,
    limits: tuple[int, int],
) -> None:
    limited = {"InstanceIds": several, "MaxConcurrency": together, "MaxErrors": errors}
    sending(shell, Comment=together, **limited)()
    (command, *_) = shell.find(several[0], together)
    order = served.fleet.commands[command].order
    assert (order.together_max, order.failures_max) == limits


def test_without_limits_all_have_it_and_the_first_error_stops_it(
    shell: SsmShell, served: ssm.Ssm, several: list[str]
) -> None:
    sending(shell, Comment="default", InstanceIds=several)()
    (command,) = shell.find(several[0], "default")
    order = served.fleet.commands[command].order
    assert (order.together_max, order.failures_max) == (50, 0)


def test_invocations_come_in_pages_and_with_plugins_once_asked(
    shell: SsmShell, several: list[str]
) -> None:
    command = shell.send(Order(instances=(INSTANCE, *several), script="exit 3", mark=""))
    over(shell, command)
    listing = shell.client.list_command_invocations
    page = listing(CommandId=command, MaxResults=7)
    assert len(page["CommandInvocations"]) == 7
    assert all(entry["CommandPlugins"] == [] for entry in page["CommandInvocations"])
    page = listing(CommandId=command, MaxResults=50, Details=True)
    codes = {
        entry["InstanceId"]: [plugin["ResponseCode"] for plugin in entry["CommandPlugins"]]
        for entry in page["CommandInvocations"]
    }
    assert codes == {INSTANCE: [3], **{name: [] for name in several}}
    (only,) = listing(CommandId=command, InstanceId=several[3])["CommandInvocations"]
    assert only["InstanceId"] == several[3]


def test_instances_come_ten_at_a_time_and_by_one_kind_of_filter(
    shell: SsmShell, several: list[str]
) -> None:
    describe = shell.client.describe_instance_information
    tag = {"Key": "tag:role", "Values": ["ai", "other"]}
    page = describe(Filters=[tag])  # type: ignore[list-item]
    assert [each["InstanceId"] for each in page["InstanceInformationList"]] == several[:10]
    assert page["NextToken"]
    by_id = {"Key": "InstanceIds", "Values": several}
    both: list[Any] = [tag, by_id]
    assert refused(lambda: describe(Filters=both))[0] == "InvalidFilterKey"
    with pytest.raises(Refusal, match="greater than or equal to 5"):
        check("DescribeInstanceInformation", {"MaxResults": 4})
    with pytest.raises(Refusal, match="greater than or equal to 1"):
        check("DescribeInstanceInformation", {"Filters": [{"Key": "tag:a", "Values": [""]}]})


def test_an_instance_is_served_with_its_tags(shell: SsmShell, several: list[str]) -> None:
    assert shell.tagged("stage", "prod") == {INSTANCE: Presence.ONLINE}
    assert list(shell.tagged("role", "ai")) == several


def test_a_command_is_counted_as_a_whole(shell: SsmShell, several: list[str]) -> None:
    command = shell.send(
        Order(instances=(INSTANCE, *several[:2]), script="true", mark="", together_max=2)
    )
    over(shell, command)
    (listed,) = shell.client.list_commands(CommandId=command)["Commands"]
    assert (listed["Status"], listed["TargetCount"]) == ("InProgress", 3)
    assert (listed["CompletedCount"], listed["ErrorCount"]) == (1, 0)
    assert (listed["MaxConcurrency"], listed["MaxErrors"]) == ("2", "0")
    shell.cancel(None, command)
    (listed,) = shell.client.list_commands(CommandId=command)["Commands"]
    assert (listed["Status"], listed["CompletedCount"]) == ("Cancelled", 3)


def test_only_instances_of_a_command_are_cancelled(shell: SsmShell, several: list[str]) -> None:
    command = shell.send(Order(instances=tuple(several), script="true", mark=""))
    with pytest.raises(Missing, match="InvalidInstanceId"):
        shell.cancel(INSTANCE, command)
    shell.cancel(several[4], command)
    found = shell.standings(command)
    assert [name for name, each in found.items() if each.state is State.CANCELLED] == [several[4]]


def test_a_directory_that_is_not_there_fails(shell: SsmShell) -> None:
    order = Order(instances=(INSTANCE,), script="true", mark="", directory="/no/such")
    found = over(shell, shell.send(order))
    assert (found["Status"], found["ResponseCode"]) == ("Failed", 1)
    assert "/no/such" in found["StandardErrorContent"]


def test_time_passes_by_itself(shell: SsmShell, served: ssm.Ssm) -> None:
    order = Order(instances=(INSTANCE,), script="sleep 600", mark="", execution_s=5)
    command = shell.send(order)
    began = served.fleet.commands[command].sent
    backdate(served, command)
    found = over(shell, command)
    assert found["StatusDetails"] == "ExecutionTimedOut"
    assert served.clock() - began < 5


def backdate(served: ssm.Ssm, command: str) -> None:
    """Let a script have begun ten seconds ago, so that nobody waits for its deadline."""
    run: Any = served.fleet.commands[command].turns[INSTANCE].run
    run.began -= 10


def test_a_stranger_is_not_let_in(served: ssm.Ssm) -> None:
    with credentials(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIASTRANGER")
        shell = clients.remote_shell(endpoint_url=served.url, tries=1)
        with pytest.raises(Denied, match="UnrecognizedClientException") as caught:
            shell.presence(INSTANCE)
    assert "STRANGER" not in str(caught.value)


def asked(served: ssm.Ssm, body: str, **headers: str) -> tuple[int, str]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(served.url, data=body, headers=names, timeout=10)
    return answer.status_code, json.loads(answer.text)["__type"]


def test_what_is_no_request_is_refused(served: ssm.Ssm) -> None:
    target = "AmazonSSM.ListCommands"
    signed = {"X_Amz_Target": target, "Authorization": AUTHORIZATION}
    assert asked(served, "{}", X_Amz_Target=target) == (400, "MissingAuthenticationTokenException")
    assert asked(served, "no json", **signed) == (400, "SerializationException")
    assert asked(served, "[]", **signed) == (400, "SerializationException")
    assert asked(served, "{}", Authorization=AUTHORIZATION) == (400, "UnknownOperationException")
    unknown = {**signed, "X_Amz_Target": "AmazonSSM.DeleteEverything"}
    assert asked(served, "{}", **unknown) == (400, "UnknownOperationException")


def test_at_the_end_nothing_is_left(tmp_path: Path) -> None:
    before, local = active_count(), LocalShell(tmp_path)
    with ssm.serving({INSTANCE: local}) as served:
        order = Order(instances=(INSTANCE,), script="sleep 600 & sleep 600", mark="")
        with served.lock:  # the service's own thread would deliver it beside us
            served.fleet.send(order, served.clock())
        assert local.alive() > 0
    assert local.alive() == 0
    assert active_count() <= before  # threads of other tests may have ended since
    with pytest.raises(requests.ConnectionError):
        requests.post(served.url, timeout=1)
