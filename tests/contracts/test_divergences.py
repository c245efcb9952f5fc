"""Every known difference of a stand-in is still there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from botocore.exceptions import ClientError
from moto import mock_aws

from deploy.control.aws import clients
from deploy.control.aws.shell import SsmShell
from deploy.control.aws.store import S3Store
from deploy.control.ports import Order, State
from sim.aws.fleet import Agent, Fleet, Pace
from sim.aws.runs import starting
from sim.sandbox.ssm_model import Refusal
from sim.sandbox.ssm_requests import send_command
from tests.contracts.clouds import (
    BUCKET,
    INSTANCE,
    NO_BUCKET,
    SHELLS,
    Script,
    credentials,
    in_memory,
)
from tests.contracts.divergences import DIVERGENCES, Divergence

MINE = ("object store", "remote shell")


@dataclass(frozen=True)
class Moto:
    """The adapters over moto in process; and a directory."""

    store: S3Store
    shell: SsmShell
    root: Path


Witness = Callable[[Moto], None]
WITNESSES: dict[str, Witness] = {}


def sees(behaviour: str) -> Callable[[Witness], Witness]:
    """Name the difference that a test sees."""

    def note(witness: Witness) -> Witness:
        WITNESSES[behaviour] = witness
        return witness

    return note


@pytest.fixture(scope="module")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moto]:
    """Give the adapters over a bucket of moto; their clients are slow to make."""
    with credentials(), mock_aws():
        store = clients.object_store(BUCKET, tries=1)
        store.client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"}
        )
        yield Moto(store, clients.remote_shell(tries=1), tmp_path_factory.mktemp("shell"))


@pytest.mark.lengthy
@pytest.mark.parametrize("divergence", DIVERGENCES, ids=lambda one: one.behaviour)
def test_it_is_still_there(divergence: Divergence, moto: Moto) -> None:
    if divergence.port in MINE:
        WITNESSES[divergence.behaviour](moto)
    assert all(divergence)


def test_every_witness_has_its_line() -> None:
    told = [one.behaviour for one in DIVERGENCES if one.port in MINE]
    assert sorted(WITNESSES) == sorted(told)


@sees("a wrong checksum is accepted")
def checksum(moto: Moto) -> None:
    moto.store.client.put_object(
        Bucket=BUCKET, Key="sum", Body=b"one", ChecksumSHA256="47DEQpj8HBSa+/TImW+5JCeuQeR="
    )
    assert moto.store.get("sum") == b"one"


@sees("a signed address never expires")
def expiry(moto: Moto) -> None:
    moto.store.put("k", b"one")
    url = moto.store.reading_url("k", lasts_s=1)
    date = url.partition("X-Amz-Date=")[2][:4]
    assert requests.get(url.replace(f"Date={date}", "Date=2001"), timeout=5).status_code == 200
    fake = in_memory()
    fake.store.put("k", b"one")
    url = fake.store.reading_url("k", lasts_s=1)
    assert fake.request("GET", url, b"") == (200, b"one")
    fake.pass_time(1)
    assert fake.request("GET", url, b"")[0] == 403


@sees("a signed address opens other keys too")
def signature(moto: Moto) -> None:
    moto.store.put("mine", b"1")
    moto.store.put("other", b"2")
    url = moto.store.reading_url("mine", lasts_s=60).replace("/mine?", "/other?")
    assert requests.get(url, timeout=5).content == b"2"
    fake = in_memory()
    for key in ("mine", "other"):
        fake.store.put(key, b"")
    url = fake.store.reading_url("mine", lasts_s=60)
    assert fake.request("GET", url.replace("/mine?", "/other?"), b"")[0] == 403
    assert fake.request("PUT", url, b"")[0] == 403


@sees("any credentials will do")
def anybody(moto: Moto) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "NOBODY")
        store = clients.object_store(moto.store.bucket, tries=1)
        assert store.put("nobody", b"one").size == 3


@sees("the head of a missing bucket names the bucket")
def head(moto: Moto) -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        moto.store.client.head_object(Bucket=NO_BUCKET, Key="k")


@sees("nothing is run and all succeeds")
def success(moto: Moto) -> None:
    command = moto.shell.send(Order(instances=(INSTANCE,), script="exit 3", mark=""))
    found = moto.shell.read(INSTANCE, command)
    assert found is not None
    assert (found.state, found.exit_code) == (State.SUCCESS, 0)


@sees("exit code 194 is a failure")
def reboot(moto: Moto) -> None:
    for stand in SHELLS.values():
        with stand() as make:
            found = make(Pace(), moto.root / "reboot").ran(Script(text="exit 194", code=194))
            assert (found.state, found.exit_code) == (State.FAILED, 194)


@sees("a sixth command runs beside five others")
def workers(moto: Moto) -> None:
    for stand in SHELLS.values():
        with stand() as make:
            ground = make(Pace(), moto.root / "workers")
            long = Script(text="sleep 600", seconds=600)
            sent = [ground.send(long) for _ in range(6)]
            assert {ground.read(command).state for command in sent} == {State.IN_PROGRESS}


@sees("a command goes to instances by their ids alone")
def by_id(_: Moto) -> None:
    request = {
        "Targets": [{"Key": "tag:role", "Values": ["ai"]}],
        "DocumentName": "AWS-RunShellScript",
        "Parameters": {"commands": ["true"]},
    }
    with pytest.raises(Refusal, match="UnsupportedOperation"):
        send_command(Fleet(), request, 0.0)


@sees("a kill comes too late to stop what a script does")
def late(_: Moto) -> None:
    did: list[str] = []

    def runner(script: str, _: float) -> tuple[int, bytes, bytes, float]:
        did.append(script)
        return 0, b"", b"", 600.0

    fleet = Fleet(agents={INSTANCE: Agent(starting(runner))})
    command = fleet.send(Order(instances=(INSTANCE,), script="act after an hour", mark=""), 0.0)
    fleet.cancel(None, command.id, 1.0)
    assert command.turns[INSTANCE].now.state is State.CANCELLED
    assert did == ["act after an hour"]
