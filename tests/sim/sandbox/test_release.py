"""The pipeline's whole way on real parts: from `python -m deploy release` to what a host serves.

S3 and Systems Manager are stand-ins that speak the real protocols; the script that is sent, the
boot program, the deployer in one file, PM2, uv and the service are real. GitHub is in memory.
"""

import contextlib
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.adapters.clock import LocalClock
from deploy.control import artifact, cli
from deploy.control.aws import clients
from deploy.control.aws.store import S3Store
from deploy.control.desk import Desk
from deploy.control.ports import ObjectStore
from sim.control import estate as estates
from sim.control.estate import Estate
from sim.goods import wheels
from sim.ports.host import SimLog
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
from sim.states.start import two_releases
from tests.contracts.clouds import credentials
from tests.sandboxes import found_parts

pytestmark = pytest.mark.real
INSTANCE = "i-00000000000000001"


@dataclass
class Pipeline:
    """A control side, and the real host that it reaches through AWS alone."""

    host: SandboxHost
    store: ObjectStore
    estate: Estate
    desk: Desk
    real_wheel: bytes
    said: list[str] = field(default_factory=list)

    def publish(self, letter: str, appended: bytes = b"") -> str:
        """Publish the real wheel as the commit that a letter stands for, with the real deployer."""
        content = wheels.derived(self.real_wheel, wheels.sha(letter), appended=appended)
        sha = self.estate.publish(letter)
        things = self.estate.bucket.things
        made = artifact.read(things[artifact.key(sha, artifact.MANIFEST)].content)
        told = {}
        for name, part in (("wheel", content), ("deployer", deployer.built())):
            old = getattr(made, name)
            digest = hashlib.sha256(part).hexdigest()
            told[name] = replace(old, sha256=digest, size=len(part))
            self.store.put(artifact.key(sha, old.name), part)
        lock = things[artifact.key(sha, artifact.LOCK)].content
        self.store.put(artifact.key(sha, artifact.LOCK), lock)
        written = artifact.write(replace(made, **told))
        self.store.put(artifact.key(sha, artifact.MANIFEST), written)
        record = f"sha256:{hashlib.sha256(written).hexdigest()}"
        self.estate.forge.statuses[sha] = [
            replace(self.estate.forge.statuses[sha][0], description=record)
        ]
        return sha

    def run(self, *words: str) -> int:
        """Carry out a command line."""
        told = io.StringIO()
        env = {**self.estate.env, "GITHUB_RUN_ATTEMPT": str(1 + len(self.said))}
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            code = cli.main(words, replace(self.desk, env=env))
        self.said.append(told.getvalue())
        return code

    def serves(self) -> str:
        return str(json.loads(self.host.get(80, "/api/ai/version").body)["sha"])


@pytest.fixture
def pipeline(tmp_path: Path, real_wheel: bytes) -> Iterator[Pipeline]:
    with ExitStack() as stack:
        host = stack.enter_context(sandbox.host(found_parts(), ground.fresh(tmp_path)))
        stack.enter_context(credentials())
        bucket = stack.enter_context(s3.serving("artifacts"))
        service = stack.enter_context(ssm.serving({INSTANCE: SandboxShell(host)}))
        port = urlsplit(bucket.url).port or 0
        stack.callback(Relay(host.listen(port), port).close)
        start.is_furnished(SandboxOperator(host))
        host.put(f"{APP}/.env", SECRETS)  # it keeps people, and no database runs here
        programs = {name: f"{OPT}/bin/{name}" for name in ("uv", "pm2", "caddy")}
        settings = {"python": parts.python_version(), **programs, "health_tick_s": 0.25}
        host.put(f"{BASE}/infra/deploy.json", json.dumps(settings).encode())
        store = clients.object_store("artifacts", endpoint_url=bucket.url)
        estate = estates.build(two_releases)
        estate.bucket.things.clear()
        desk = replace(
            estate.desk(),
            clock=LocalClock(),
            log=SimLog(estate.world),
            store=lambda _: store,
            remote_shell=lambda _: clients.remote_shell(endpoint_url=service.url),
            workshop=lambda: nullcontext(None),  # type: ignore[arg-type]
        )
        yield Pipeline(host, store, estate, desk, real_wheel)


def test_a_commit_is_released_and_a_bad_one_goes_back(pipeline: Pipeline) -> None:
    first, second = pipeline.publish("A"), pipeline.publish("B")
    assert pipeline.run("release", "--sha", first) == 0, pipeline.said[-1]
    assert pipeline.serves() == first
    assert pipeline.run("release", "--sha", second) == 0, pipeline.said[-1]
    assert pipeline.serves() == second
    third = pipeline.publish("C", b"\nimport os\nif 'pm_id' in os.environ:\n    os._exit(1)\n")
    assert pipeline.run("release", "--sha", third) == 1, pipeline.said[-1]
    assert pipeline.serves() == second
    kept = pipeline.host.outside(f"{BASE}/app/ai/.deploy")
    assert list(kept.glob("incoming/*")) == []
    (program,) = kept.glob("deployers/*.pyz")
    assert program.name == f"{hashlib.sha256(deployer.built()).hexdigest()}.pyz"
    assert len(pipeline.estate.channel.messages) == 3


def test_a_deployer_with_another_byte_never_begins(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = pipeline.publish("A")
    key = artifact.key(sha, artifact.DEPLOYER)
    pipeline.store.put("swapped/deploy.pyz", deployer.built() + b"\0")
    signed = S3Store.reading_url

    def swapped(store: S3Store, asked: str, *, lasts_s: int) -> str:
        return signed(store, "swapped/deploy.pyz" if asked == key else asked, lasts_s=lasts_s)

    monkeypatch.setattr(S3Store, "reading_url", swapped)
    assert pipeline.run("release", "--sha", sha) == 2, pipeline.said[-1]
    assert "the deployer arrived with the SHA-256" in pipeline.said[-1]
    assert not pipeline.host.outside(f"{BASE}/app/ai/.deploy").exists()
