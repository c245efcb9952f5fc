"""The whole way: a wheel in S3, a command through Systems Manager, a deployment on real parts."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest

from deploy.control.aws import clients
from deploy.control.ports import Invocation, ObjectStore, Order, RemoteShell, State
from sim.goods import wheels
from sim.sandbox import deployer, ground, parts, s3, ssm
from sim.sandbox import host as sandbox
from sim.sandbox.bubble import OPT
from sim.sandbox.host import SandboxHost
from sim.sandbox.operator import SandboxOperator
from sim.sandbox.production import SECRETS
from sim.sandbox.relay import Relay
from sim.sandbox.shell import SandboxShell
from sim.states import start
from sim.states.places import APP, BASE
from tests.contracts.clouds import credentials
from tests.sandboxes import found_parts

pytestmark = pytest.mark.real
INSTANCE = "i-0123456789abcdef0"
KEY = f"artifacts/ai/{'a' * 40}/{wheels.FILE_NAME}"
SHA = "a" * 40
TRIES = 6000
FETCH = """
import sys, urllib.request
open(sys.argv[2], "wb").write(urllib.request.urlopen(sys.argv[1]).read())
"""


@dataclass
class Control:
    """The control side, and the host that it reaches through AWS alone."""

    host: SandboxHost
    store: ObjectStore
    shell: RemoteShell

    def send(self, script: str, *, execution_s: int = 300) -> str:
        order = Order(instances=(INSTANCE,), script=script, mark="test", execution_s=execution_s)
        return self.shell.send(order)

    def read(self, command: str) -> Invocation | None:
        return self.shell.read(INSTANCE, command)

    def over(self, command: str) -> Invocation:
        """Watch a command to its end."""
        pause = Event()
        for _ in range(TRIES):
            found = self.read(command)
            if found is not None and found.state.over:
                return found
            pause.wait(0.02)
        raise AssertionError(f"no end: {self.read(command)}")

    def ran(self, script: str) -> Invocation:
        return self.over(self.send(script))

    def until_it_says(self, path: str) -> None:
        """Wait until a script has left a file on the host."""
        pause = Event()
        for _ in range(TRIES):
            if self.host.outside(path).exists():
                return
            pause.wait(0.02)
        raise AssertionError(f"{path} never came")


@pytest.fixture
def control(tmp_path: Path) -> Iterator[Control]:
    with ExitStack() as stack:
        host = stack.enter_context(sandbox.host(found_parts(), ground.fresh(tmp_path)))
        stack.enter_context(credentials())
        bucket = stack.enter_context(s3.serving("artifacts"))
        shells = {INSTANCE: SandboxShell(host)}
        served = stack.enter_context(ssm.serving(shells))
        port = urlsplit(bucket.url).port or 0
        stack.callback(Relay(host.listen(port), port).close)
        store = clients.object_store(bucket.bucket, endpoint_url=bucket.url)
        yield Control(host, store, clients.remote_shell(endpoint_url=served.url))


def test_a_wheel_travels_from_s3_to_the_host_and_serves(
    control: Control, real_wheel: bytes
) -> None:
    host = control.host
    deployer.install(host)
    start.is_furnished(SandboxOperator(host))
    host.put(f"{APP}/.env", SECRETS)  # it keeps people, and no database runs here
    # An SSM script has root's PATH, which leads to none of these.
    programs = {name: f"{OPT}/bin/{name}" for name in ("uv", "pm2", "caddy")}
    settings = {"python": parts.python_version(), **programs}
    host.put(f"{BASE}/infra/deploy.json", json.dumps(settings).encode())
    control.store.put(KEY, wheels.derived(real_wheel, SHA))
    url = control.store.reading_url(KEY, lasts_s=600)
    script = (
        f"set -e; cd /tmp; python3 -c '{FETCH}' '{url}' {wheels.FILE_NAME}\n"
        f"python3 {deployer.PYZ} apply --base {BASE} --wheel /tmp/{wheels.FILE_NAME} --sha {SHA}"
    )
    ended = control.ran(script)
    assert (ended.state, ended.exit_code) == (State.SUCCESS, 0), ended.err
    assert ended.out.startswith(f"SUCCEEDED: live: {SHA}")
    assert "verify: Prove that the release" in ended.err
    assert json.loads(host.get(80, "/api/ai/version").body)["sha"] == SHA


def test_a_refusal_of_the_deployer_is_the_exit_code_of_the_command(control: Control) -> None:
    deployer.install(control.host)
    ended = control.ran(f"python3 {deployer.PYZ} apply --base / --wheel /tmp/x.whl --sha {SHA}")
    assert (ended.state, ended.exit_code) == (State.FAILED, 2)
    assert "REFUSED, nothing was touched" in ended.err


def test_the_agent_gives_no_home(control: Control) -> None:
    ended = control.ran("echo ${HOME-none}; pwd; id -u")
    assert ended.out == "none\n/\n1000\n"


def test_output_is_cut_where_systems_manager_cuts_it(control: Control) -> None:
    ended = control.ran("head -c 50000 /dev/zero | tr '\\0' o; head -c 50000 /dev/zero >&2")
    assert (len(ended.out), len(ended.err)) == (24_000, 8_000)


def test_cancelled_it_is_killed_on_the_host_with_all_it_started(control: Control) -> None:
    command = control.send("touch /tmp/begun; sleep 987 & sleep 987")
    control.until_it_says("/tmp/begun")  # noqa: S108 - of the host
    control.shell.cancel(INSTANCE, command)
    assert control.over(command).state is State.CANCELLED
    assert "sleep 987" not in control.host.run("ps", "-ef").out


def test_running_too_long_it_is_killed_on_the_host(control: Control) -> None:
    ended = control.over(control.send("sleep 987", execution_s=5))
    assert (ended.state, ended.details) == (State.TIMED_OUT, "ExecutionTimedOut")
    assert "sleep 987" not in control.host.run("ps", "-ef").out


def test_what_it_leaves_in_the_background_goes_on(control: Control) -> None:
    ended = control.ran("nohup setsid sleep 987 > /dev/null 2>&1 & echo left")
    assert (ended.state, ended.out) == (State.SUCCESS, "left\n")
    assert "sleep 987" in control.host.run("ps", "-ef").out


def test_power_lost_under_a_command_ends_it(control: Control) -> None:
    command = control.send("touch /tmp/begun; sleep 987")
    control.until_it_says("/tmp/begun")  # noqa: S108 - of the host
    control.host.lose_power()
    assert control.over(command).state in (State.FAILED, State.TIMED_OUT)
    control.host.power_on()
