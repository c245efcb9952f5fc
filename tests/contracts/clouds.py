"""What the suites of the control side's ports run on: fakes, and the adapters over stand-ins."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
import requests
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from deploy.control.aws import clients
from deploy.control.aws.shell import SsmShell
from deploy.control.aws.store import S3Store
from deploy.control.ports import Invocation, ObjectStore, Order, RemoteShell
from sim.aws.agent import Start
from sim.aws.bucket import Bucket, Thing
from sim.aws.fleet import Agent, Fleet, Pace
from sim.aws.runs import starting
from sim.aws.shell import SimShell
from sim.aws.store import SimStore
from sim.harm.faults import Fault, Site
from sim.sandbox import s3, ssm, ssm_agent
from sim.world import World
from tests.contracts.local_shell import LocalShell

KEY_ID, SECRET = "AKIACANARYCANARY", "canary-of-the-secret-key"
INSTANCE = "i-0123456789abcdef0"
SECOND, THIRD, FOURTH = "i-0000000000000000f", "i-0123abcd", "mi-0123456789abcdef0"
FLEET = (INSTANCE, SECOND, THIRD, FOURTH)
"""Of every kind of id, and not in their order."""
STRANGER = "i-0fedcba9876543210"
BUCKET, NO_BUCKET = "artifacts", "no-such-bucket-here"
ENDS_S = 20
"""How long a script that ends by itself may really take."""


@contextmanager
def credentials() -> Iterator[None]:
    """Let boto3 find credentials, and nothing of this machine's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("NO_PROXY", "127.0.0.1")
        for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
            patch.delenv(name, raising=False)
        yield


# ------------------------------------------------------------------ the object store


@dataclass(frozen=True)
class StoreGround:
    """A bucket to test in, another that is not there, and what happens behind the port's back."""

    store: ObjectStore
    elsewhere: ObjectStore
    plant: Callable[[str, bytes, str | None], None]
    """Somebody else writes: a key, its content, the digest recorded with it."""
    request: Callable[[str, str, bytes], tuple[int, bytes]]
    """Somebody without credentials asks: a method, an address, a body."""
    fail: Callable[[str, str], None]
    """From now on a method of the port fails in the way of a kind of fault."""
    pass_time: Callable[[float], None] = lambda _: None
    """Virtual time, where there is any."""


CALLS = {"put": "PutObject", "get": "GetObject", "head": "HeadObject", "keys": "ListObjectsV2"}
ANSWERS = {"denied": (403, "AccessDenied"), "throttled": (503, "SlowDown"), "error": (500, "Int")}

NOWHERE = "http://nowhere.invalid/"
"""moto in process is asked even where somebody answered already: it must not know the address."""


class Raw(io.BytesIO):
    """A body, as botocore reads one."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


@dataclass
class Client:
    """The adapter over one moto: clients are slow to make, so all tests of a service share one."""

    store: S3Store
    planned: list[str] = field(default_factory=list)
    """The events of the client that a test has bent."""

    def fail(self, method: str, kind: str) -> None:
        """Make requests fail underneath botocore's own retries."""
        call = CALLS[method]

        def before(request: AWSRequest, **_: object) -> AWSResponse:
            if kind == "slow":
                raise ReadTimeoutError(endpoint_url=NOWHERE)
            request.url = NOWHERE
            status, code = ANSWERS[kind]
            body = b"" if call == "HeadObject" else f"<Error><Code>{code}</Code></Error>".encode()
            return AWSResponse(NOWHERE, status, HTTPHeaders(), Raw(body))

        def after(**_: object) -> None:
            raise ReadTimeoutError(endpoint_url="")

        events = self.store.client.meta.events
        if kind == "lost":
            self.planned.append(f"after-call.s3.{call}")
            events.register(self.planned[-1], after, unique_id=self.planned[-1])
        else:
            self.planned.append(f"before-send.s3.{call}")
            answer: Callable[..., Any] = before  # the stubs know no handler that answers
            events.register_first(self.planned[-1], answer, unique_id=self.planned[-1])

    def heal(self) -> None:
        """Let every request through again."""
        for event in self.planned:
            self.store.client.meta.events.unregister(event, unique_id=event)
        self.planned.clear()


def over_moto(client: Client) -> StoreGround:
    """Give the adapter's ground, with a bucket of its own."""
    client.heal()
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    name = f"{BUCKET}-{len(backend.buckets)}"
    backend.create_bucket(name, clients.REGION)

    def plant(key: str, content: bytes, sha256: str | None) -> None:
        planted = backend.put_object(name, key, content)
        if sha256 is not None:
            planted.set_metadata({"x-amz-meta-sha256": sha256})

    def request(method: str, url: str, body: bytes) -> tuple[int, bytes]:
        answer = requests.request(method, url, data=body, timeout=ENDS_S)
        return answer.status_code, answer.content

    s3_client = client.store.client
    return StoreGround(
        S3Store(s3_client, name), S3Store(s3_client, NO_BUCKET), plant, request, client.fail
    )


def in_memory() -> StoreGround:
    """Give the fake's ground."""
    world, bucket = World(), Bucket(BUCKET)
    gone = Bucket(NO_BUCKET, there=False)

    def plant(key: str, content: bytes, sha256: str | None) -> None:
        bucket.things[key] = Thing(content, sha256)

    def request(method: str, url: str, body: bytes) -> tuple[int, bytes]:
        asked = gone if NO_BUCKET in url else bucket
        answer = asked.answer(method, url, world.machine.now, body)
        return answer.status, answer.body

    def fail(method: str, kind: str) -> None:
        world.lasting[f"store.{method}"] = Fault(Site(0, f"store.{method}", "begin", 1), kind)

    store, elsewhere = SimStore(world, bucket), SimStore(world, gone)
    return StoreGround(store, elsewhere, plant, request, fail, world.pass_time)


@contextmanager
def simulated_store() -> Iterator[Callable[[], StoreGround]]:
    """Stand on the fake."""
    yield in_memory


@contextmanager
def moto_in_process() -> Iterator[Callable[[], StoreGround]]:
    """Stand on moto, inside botocore."""
    with credentials(), mock_aws():
        client = Client(clients.object_store(BUCKET, tries=1))
        yield lambda: over_moto(client)


@contextmanager
def moto_server() -> Iterator[Callable[[], StoreGround]]:
    """Stand on moto's server, through real HTTP."""
    with credentials(), s3.serving(BUCKET) as served:
        client = Client(clients.object_store(BUCKET, endpoint_url=served.url, tries=1))
        yield lambda: over_moto(client)


STORES = {
    "simulated": simulated_store,
    "moto_in_process": moto_in_process,
    "moto_server": moto_server,
}


# ------------------------------------------------------------------ the remote shell


@dataclass(frozen=True, kw_only=True)
class Script:
    """A script, and how it ends: what the fake is told, and what is expected of the real one."""

    text: str
    code: int = 0
    """As a process ends: negative for a signal."""
    out: bytes = b""
    err: bytes = b""
    seconds: float = 0.0
    """How long it takes; 600 for one that no test waits for."""
    parts: Mapping[str, "Script"] = field(default_factory=dict)
    """What it does on some instances, where they differ."""


def each(parts: Mapping[str, Script]) -> Script:
    """Make a script that does something else on each instance."""
    cases = "\n".join(f"{instance}) {part.text};;" for instance, part in parts.items())
    return Script(text=f"case $AWS_SSM_INSTANCE_ID in\n{cases}\nesac", parts=parts)


@dataclass
class Hands:
    """A clock that a test moves."""

    now: float = 1_769_594_400.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True, kw_only=True)
class ShellGround:
    """A shell to test, its instances, and the time that all live in."""

    shell: RemoteShell
    scripts: dict[str, Script] = field(default_factory=dict)
    """What the fake's instances can carry out, by text."""
    pass_time: Callable[[float], None]
    change: Callable[[Callable[[Fleet, float], None]], None]
    """Something happens behind the port's back, now."""
    start: Callable[[str], Start]
    """How the agent of a further instance begins a script."""
    alive: Callable[[], int]
    """How many processes, or simulated scripts, run on all instances."""
    fail: Callable[[str, str], None]
    """From now on a method of the port fails in the way of a kind of fault."""

    def send(  # noqa: PLR0913 - an order says as much
        self,
        script: Script,
        *instances: str,
        mark: str = "",
        directory: str = "/",
        delivery_s: int = 30,
        execution_s: int = 100,
        together_max: int = 50,
        failures_max: int = 0,
    ) -> str:
        self.scripts[script.text] = script
        return self.shell.send(
            Order(
                instances=instances or (INSTANCE,),
                script=script.text,
                mark=mark,
                directory=directory,
                delivery_s=delivery_s,
                execution_s=execution_s,
                together_max=together_max,
                failures_max=failures_max,
            )
        )

    def connect(self, online: bool, instance: str = INSTANCE) -> None:
        """Let an instance come online, or be lost."""
        self.change(lambda fleet, now: fleet.connect(instance, now, online=online))

    def forget(self, instance: str) -> None:
        """Let the service lose an instance for good."""
        self.change(lambda fleet, now: fleet.forget(instance, now))

    def add(self, *instances: str, tags: Mapping[str, str], online: bool = True) -> None:
        """Register instances, or give those there are other tags."""

        def act(fleet: Fleet, now: float) -> None:
            for instance in instances:
                agent = fleet.agents.setdefault(instance, Agent(self.start(instance), online, now))
                agent.tags = tags

        self.change(act)

    def details(self, command: str) -> dict[str, str]:
        """Give the service's word for each instance of a command."""
        return {name: found.details for name, found in self.shell.standings(command).items()}

    def until(self, command: str, **expected: str) -> None:
        """Give scripts that end by themselves the time to bring a command to these details.

        The names are those of the fleet: `first`, `second`, `third`, `fourth`.
        """
        names = dict(zip(("first", "second", "third", "fourth"), FLEET, strict=True))
        wanted = {names[name]: details for name, details in expected.items()}
        pause, until = Event(), monotonic() + ENDS_S
        while (found := self.details(command)) != wanted:
            assert monotonic() < until, found
            pause.wait(0.01)

    def read(self, command: str) -> Invocation:
        found = self.shell.read(INSTANCE, command)
        assert found is not None
        return found

    def over(self, command: str) -> Invocation:
        """Give a script that ends by itself the time to do so."""
        pause, until = Event(), monotonic() + ENDS_S
        while not (found := self.read(command)).state.over:
            assert monotonic() < until, found
            pause.wait(0.01)
        return found

    def ran(self, script: Script) -> Invocation:
        """Send a script that ends by itself, and see how it did."""
        return self.over(self.send(script))


def simulated_shell(pace: Pace) -> ShellGround:
    """Give the fake's ground."""
    world, fleet = World(), Fleet(pace=pace)
    scripts: dict[str, Script] = {}

    def start(instance: str) -> Start:
        def runner(text: str, _: float) -> tuple[int, bytes, bytes, float]:
            script = scripts[text].parts.get(instance, scripts[text])
            return script.code, script.out, script.err, script.seconds

        return starting(runner)

    for instance in FLEET:
        fleet.agents[instance] = Agent(start(instance))

    def alive() -> int:
        fleet.settle(world.machine.now)
        return len(list(fleet.running()))

    def fail(method: str, kind: str) -> None:
        world.lasting[f"shell.{method}"] = Fault(Site(0, f"shell.{method}", "begin", 1), kind)

    return ShellGround(
        shell=SimShell(world, fleet),
        scripts=scripts,
        pass_time=world.pass_time,
        change=lambda act: act(fleet, world.machine.now),
        start=start,
        alive=alive,
        fail=fail,
    )


REFUSALS = {
    "denied": "AccessDeniedException",
    "throttled": "ThrottlingException",
    "error": "InternalServerError",
    "lost": ssm.LOST,
}
OPERATIONS = {
    "send": "SendCommand",
    "read": "GetCommandInvocation",
    "standings": "ListCommandInvocations",
    "find": "ListCommandInvocations",
    "cancel": "CancelCommand",
    "presence": "DescribeInstanceInformation",
    "tagged": "DescribeInstanceInformation",
}


Made = Callable[[Pace, Path], ShellGround]
"""Makes a ground whose service is as slow as asked, with a directory for its scripts."""


@contextmanager
def simulated_shells() -> Iterator[Made]:
    """Stand on the fake."""
    yield lambda pace, _: simulated_shell(pace)


@contextmanager
def endpoint() -> Iterator[Made]:
    """Stand on real HTTP and real scripts, with a clock moved by hand.

    Clients are slow to make, so all tests share one and its endpoint; each gets a fleet of its own.
    """
    hands = Hands()
    shells: list[LocalShell] = []
    with credentials(), ssm.serving({}, clock=hands) as served:
        shell = clients.remote_shell(endpoint_url=served.url, tries=1)

        def make(pace: Pace, root: Path) -> ShellGround:
            shells.append(LocalShell(root))
            renew(served, shells[-1], pace)
            return over_endpoint(served, hands, shell, shells[-1])

        yield make
    assert [left for left in shells if left.alive()] == []


def renew(served: ssm.Ssm, local: LocalShell, pace: Pace) -> None:
    """Give an endpoint a new fleet; what ran on the old one is killed."""
    with served.lock:
        served.fleet.close()
        served.refusals.clear()
        served.fleet = Fleet(pace=pace)
        start = ssm_agent.starting(local, served.clock, ssm.REGION)
        served.fleet.agents |= {instance: Agent(start) for instance in FLEET}


def over_endpoint(served: ssm.Ssm, hands: Hands, shell: SsmShell, local: LocalShell) -> ShellGround:
    """Give the adapter's ground."""

    def pass_time(seconds: float) -> None:
        hands.now += seconds
        served.settle()

    def change(act: Callable[[Fleet, float], None]) -> None:
        with served.lock:
            act(served.fleet, hands.now)

    def fail(method: str, kind: str) -> None:
        served.refusals[OPERATIONS[method]] = REFUSALS[kind]

    return ShellGround(
        shell=shell,
        pass_time=pass_time,
        change=change,
        start=lambda _: ssm_agent.starting(local, served.clock, ssm.REGION),
        alive=local.alive,
        fail=fail,
    )


SHELLS = {"simulated": simulated_shells, "endpoint": endpoint}
