"""The adapters for AWS: what botocore says becomes an error of the ports, and no secret is told."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from botocore import exceptions
from botocore.stub import ANY, Stubber

from deploy.control.aws import clients
from deploy.control.aws.errors import translated
from deploy.control.aws.shell import SsmShell
from deploy.control.aws.store import S3Store
from deploy.control.errors import Denied, Missing, Rejected, TryAgain, Unanswered
from deploy.control.ports import Ending, Invocation, Order, Presence, Standing, State
from deploy.errors import DeployError

KEY_ID, SECRET = "AKIACANARYCANARY", "canary-of-the-secret-key"
INSTANCE = "i-0123456789abcdef0"
COMMAND = "00000000-0000-4000-8000-000000000001"
ORDER = Order(instances=(INSTANCE,), script="echo canary-of-a-script", mark="deploy-1")


@pytest.fixture(autouse=True, scope="module")
def credentials() -> Iterator[None]:
    """Let boto3 find these and nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("NO_PROXY", "127.0.0.1")
        for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="module")
def store() -> S3Store:
    """Give the adapter, not connected to anything."""
    return clients.object_store("bucket")


@pytest.fixture(scope="module")
def shell() -> SsmShell:
    """Give the adapter, not connected to anything."""
    return clients.remote_shell()


@pytest.fixture
def stubbed(store: S3Store) -> Iterator[Stubber]:
    """Plan the answers of S3."""
    with Stubber(store.client) as stub:
        yield stub


def untold(error: DeployError) -> bool:
    """Say that no secret, no script and no cause is told."""
    text = f"{error} {error!r}"
    hidden = error.__suppress_context__ and error.__cause__ is None
    return hidden and not any(word in text for word in (KEY_ID, SECRET, "canary"))


CODES = [
    ("AccessDenied", 403, Denied),
    ("ExpiredToken", 400, Denied),
    ("SignatureDoesNotMatch", 403, Denied),
    ("Throttling", 400, TryAgain),
    ("SlowDown", 503, TryAgain),
    ("NoSuchBucket", 404, Missing),
    ("InternalError", 500, Unanswered),
    ("SomethingNew", 502, Unanswered),
    ("InvalidBucketName", 400, Rejected),
]


@pytest.mark.parametrize(("code", "status", "kind"), CODES, ids=[code for code, *_ in CODES])
def test_a_code_becomes_what_to_do(
    store: S3Store, stubbed: Stubber, code: str, status: int, kind: type[DeployError]
) -> None:
    words = f"key {KEY_ID} and {SECRET} in the service's own words"
    stubbed.add_client_error("get_object", code, words, status)
    with pytest.raises(kind) as caught:
        store.get("key")
    assert caught.value.reason == f"GetObject of s3://bucket/key: {code}"
    assert untold(caught.value)


UNANSWERED: list[tuple[exceptions.BotoCoreError, type[DeployError]]] = [
    (exceptions.EndpointConnectionError(endpoint_url=SECRET), TryAgain),
    (exceptions.ConnectTimeoutError(endpoint_url=SECRET), TryAgain),
    (exceptions.ProxyConnectionError(proxy_url=SECRET), TryAgain),
    (exceptions.ReadTimeoutError(endpoint_url=SECRET), Unanswered),
    (exceptions.ConnectionClosedError(endpoint_url=SECRET), Unanswered),
    (exceptions.SSLError(endpoint_url=SECRET, error=OSError(SECRET)), Unanswered),
    (exceptions.NoCredentialsError(), Denied),
    (exceptions.PartialCredentialsError(provider="env", cred_var=SECRET), Denied),
    (exceptions.ParamValidationError(report=SECRET), Rejected),
]


@pytest.mark.parametrize(
    ("error", "kind"), UNANSWERED, ids=[type(error).__name__ for error, _ in UNANSWERED]
)
def test_what_never_reached_the_service_is_told_apart(
    error: exceptions.BotoCoreError, kind: type[DeployError]
) -> None:
    found = translated(error, "PutObject", "s3://bucket/key")
    assert type(found) is kind
    assert found.reason == f"PutObject of s3://bucket/key: {type(error).__name__}"
    assert SECRET not in str(found)
    assert found.advice


def test_nobody_there_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "CONNECT_TIMEOUT_S", 1)
    store = clients.object_store("bucket", endpoint_url="http://127.0.0.1:1", tries=1)
    with pytest.raises(TryAgain, match="EndpointConnectionError") as caught:
        store.put("key", b"one")
    assert untold(caught.value)


@pytest.mark.lengthy
@pytest.mark.parametrize("call", ["send", "read"])
def test_without_credentials_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    shell = clients.remote_shell(endpoint_url="http://127.0.0.1:1", tries=1)
    with pytest.raises(Denied, match="NoCredentialsError"):
        shell.send(ORDER) if call == "send" else shell.read(INSTANCE, COMMAND)


@pytest.mark.lengthy
@pytest.mark.parametrize("address", ["nonsense", "ftp:", "http://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    for make in (lambda: clients.object_store("b", endpoint_url=address), remote_at(address)):
        with pytest.raises(Rejected, match="address"):
            make()


def remote_at(address: str) -> Any:  # noqa: ANN401 - called and nothing else
    return lambda: clients.remote_shell(endpoint_url=address)


def test_the_region_is_seoul_unless_told(store: S3Store) -> None:
    assert store.client.meta.region_name == "ap-northeast-2"
    assert clients.object_store("bucket", region="eu-west-1").client.meta.region_name == "eu-west-1"


def test_time_and_tries_are_bounded_and_a_script_is_sent_once(shell: SsmShell) -> None:
    for client, tries in ((shell.client, 4), (shell.once, 1)):
        config: Any = client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (5, 30)
        assert config.retries["total_max_attempts"] == tries


def test_a_signed_address_is_of_its_region_and_signed_as_of_now(store: S3Store) -> None:
    url = store.reading_url("a/b", lasts_s=900)
    assert url.startswith("https://bucket.s3.ap-northeast-2.amazonaws.com/a/b?")
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in url
    assert "X-Amz-Expires=900" in url


def test_a_put_is_conditional_and_carries_its_digest(store: S3Store, stubbed: Stubber) -> None:
    digest = hashlib.sha256(b"one")
    expected = {
        "Bucket": "bucket",
        "Key": "key",
        "Body": b"one",
        "IfNoneMatch": "*",
        "ChecksumSHA256": b64encode(digest.digest()).decode(),
        "Metadata": {"sha256": digest.hexdigest()},
    }
    stubbed.add_response("put_object", {"ETag": '"name"'}, expected)
    stored = store.put("key", b"one")
    assert (stored.sha256, stored.etag) == (digest.hexdigest(), "name")


def test_what_was_there_and_is_gone_may_be_put_again(store: S3Store, stubbed: Stubber) -> None:
    stubbed.add_client_error("put_object", "PreconditionFailed", "", 412)
    stubbed.add_client_error("head_object", "404", "", 404)
    with pytest.raises(TryAgain, match="gone"):
        store.put("key", b"one")


def test_two_uploads_at_once_may_try_again(store: S3Store, stubbed: Stubber) -> None:
    stubbed.add_client_error("put_object", "ConditionalRequestConflict", "", 409)
    with pytest.raises(TryAgain):
        store.put("key", b"one")


def test_too_many_keys_are_refused_rather_than_cut(
    store: S3Store, stubbed: Stubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.control.aws.store.KEYS_MAX", 2)
    listed = [{"Key": name} for name in "abc"]
    stubbed.add_response("list_objects_v2", {"Contents": listed}, {"Bucket": ANY, "Prefix": ANY})
    with pytest.raises(Rejected, match="over 2 keys"):
        store.keys("")


def test_an_order_becomes_a_request(shell: SsmShell) -> None:
    expected = {
        "InstanceIds": [INSTANCE],
        "DocumentName": "AWS-RunShellScript",
        "Comment": "deploy-1",
        "TimeoutSeconds": 120,
        "MaxConcurrency": "50",
        "MaxErrors": "0",
        "Parameters": {
            "commands": ["echo canary-of-a-script"],
            "workingDirectory": ["/"],
            "executionTimeout": ["1800"],
        },
    }
    with Stubber(shell.once) as stub:
        stub.add_response("send_command", {"Command": {"CommandId": COMMAND}}, expected)
        assert shell.send(ORDER) == COMMAND


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AccessDeniedException", Denied),
        ("ThrottlingException", TryAgain),
        ("InvalidInstanceId", Missing),
        ("InvalidParameters", Rejected),
    ],
)
def test_a_refused_script_is_not_told(shell: SsmShell, code: str, kind: type[DeployError]) -> None:
    with Stubber(shell.once) as stub:
        stub.add_client_error("send_command", code, f"{SECRET} {ORDER.script}", 400)
        with pytest.raises(kind) as caught:
            shell.send(ORDER)
    assert caught.value.reason == f"SendCommand of {INSTANCE}: {code}"
    assert untold(caught.value)


# ------------------------------------------------------------------ what the service may answer

SECOND = "i-0123abcd"


def test_an_order_for_many_becomes_one_request(shell: SsmShell) -> None:
    order = Order(
        instances=(SECOND, INSTANCE), script="true", mark="", together_max=1, failures_max=2
    )
    expected = {
        "InstanceIds": [SECOND, INSTANCE],
        "MaxConcurrency": "1",
        "MaxErrors": "2",
        **dict.fromkeys(("DocumentName", "Comment", "TimeoutSeconds", "Parameters"), ANY),
    }
    with Stubber(shell.once) as stub:
        stub.add_response("send_command", {"Command": {"CommandId": COMMAND}}, expected)
        assert shell.send(order) == COMMAND


def answered(shell: SsmShell, **answer: Any) -> Invocation:  # noqa: ANN401 - it is JSON
    with Stubber(shell.client) as stub:
        stub.add_response("get_command_invocation", answer)
        found = shell.read(INSTANCE, COMMAND)
    assert found is not None
    return found


def test_a_new_word_of_the_service_is_kept_and_not_taken_for_an_end(shell: SsmShell) -> None:
    found = answered(shell, Status="Paused", StatusDetails="PausedByPolicy", ResponseCode=0)
    assert (found.state, found.details) == (State.UNKNOWN, "PausedByPolicy")
    assert (found.exit_code, found.ending, found.out) == (None, None, "")


def test_new_details_of_an_end_claim_nothing(shell: SsmShell) -> None:
    found = answered(shell, Status="Failed", StatusDetails="Evicted", ResponseCode=-1)
    assert (found.state, found.exit_code, found.ending) == (State.FAILED, None, Ending.UNKNOWN)


def test_what_an_answer_lacks_is_not_missed(shell: SsmShell) -> None:
    found = answered(shell, Status="InProgress")
    assert (found.details, found.exit_code, found.out, found.err) == ("", None, "", "")


@pytest.mark.parametrize("status", ["Pending", "InProgress", "Delayed", "Cancelling"])
def test_a_code_of_what_is_not_over_is_none(shell: SsmShell, status: str) -> None:
    assert answered(shell, Status=status, StatusDetails=status, ResponseCode=0).exit_code is None


def test_standings_come_in_pages_in_new_words_and_without_plugins(shell: SsmShell) -> None:
    asked = {"CommandId": COMMAND, "Details": True, "MaxResults": 50}
    plugins = [{"ResponseCode": 0}, {"ResponseCode": 3}]
    first = {"InstanceId": SECOND, "Status": "Failed", "StatusDetails": "Failed"}
    with Stubber(shell.client) as stub:
        stub.add_response(
            "list_command_invocations",
            {"CommandInvocations": [{**first, "CommandPlugins": plugins}], "NextToken": "more"},
            asked,
        )
        entry = {"InstanceId": "i-00000001", "Status": "Paused"}
        stub.add_response(
            "list_command_invocations",
            {"CommandInvocations": [entry, {**first, "InstanceId": INSTANCE}]},
            {**asked, "NextToken": "more"},
        )
        found = shell.standings(COMMAND)
    assert found == {
        "i-00000001": Standing(state=State.UNKNOWN, details="", exit_code=None),
        INSTANCE: Standing(state=State.FAILED, details="Failed", exit_code=None),
        SECOND: Standing(state=State.FAILED, details="Failed", exit_code=3),
    }
    assert list(found) == ["i-00000001", INSTANCE, SECOND]


def test_standings_that_may_not_be_asked_are_no_empty_answer(shell: SsmShell) -> None:
    with Stubber(shell.client) as stub:
        stub.add_client_error("list_command_invocations", "AccessDeniedException", "", 400)
        with pytest.raises(Denied, match=COMMAND):
            shell.standings(COMMAND)


def test_a_command_without_a_comment_has_no_mark(shell: SsmShell) -> None:
    entry = {"CommandId": COMMAND, "RequestedDateTime": 0}
    with Stubber(shell.client) as stub:
        stub.add_response("list_command_invocations", {"CommandInvocations": [entry]})
        assert shell.find(INSTANCE, "deploy-1") == ()


def test_tags_are_asked_for_in_the_filters_of_the_service(shell: SsmShell) -> None:
    asked = {"Filters": [{"Key": "tag:role", "Values": ["ai"]}], "MaxResults": 50}
    with Stubber(shell.client) as stub:
        stub.add_response(
            "describe_instance_information",
            {
                "InstanceInformationList": [{"InstanceId": INSTANCE, "PingStatus": "Inactive"}],
                "NextToken": "more",
            },
            asked,
        )
        stub.add_response(
            "describe_instance_information",
            {"InstanceInformationList": [{"InstanceId": "i-00000001", "PingStatus": "Asleep"}]},
            {**asked, "NextToken": "more"},
        )
        assert shell.tagged("role", "ai") == {
            "i-00000001": Presence.UNKNOWN,
            INSTANCE: Presence.INACTIVE,
        }


def test_a_new_presence_is_not_taken_for_an_answer(shell: SsmShell) -> None:
    with Stubber(shell.client) as stub:
        listed = [{"InstanceId": INSTANCE, "PingStatus": "Asleep"}]
        stub.add_response("describe_instance_information", {"InstanceInformationList": listed})
        assert shell.presence(INSTANCE) is Presence.UNKNOWN


def test_all_instances_are_cancelled_by_naming_none(shell: SsmShell) -> None:
    with Stubber(shell.client) as stub:
        stub.add_response("cancel_command", {}, {"CommandId": COMMAND})
        stub.add_response("cancel_command", {}, {"CommandId": COMMAND, "InstanceIds": [INSTANCE]})
        shell.cancel(None, COMMAND)
        shell.cancel(INSTANCE, COMMAND)
        stub.assert_no_pending_responses()
