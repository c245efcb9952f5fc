"""What runs first on a host: the program that is sent, and what the simulator takes it for."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from deploy import instruction
from deploy.control import script
from deploy.control.aws import clients
from deploy.control.ports import ObjectStore, Order
from deploy.control.script import Boot
from deploy.instruction import Instruction, Task
from sim.aws.store import SimStore
from sim.control import estate
from sim.sandbox import s3
from sim.states.places import BASE
from sim.states.start import two_releases
from tests.contracts.clouds import credentials

REFUSED, NOBODY = 2, 65534
SYSTEM_PATH = "/usr/bin:/bin"
"""Where a Python lies that every user may run."""
INSTANCE = "i-00000000000000001"
SAYS = """
import json, os, sys
print(json.dumps({"argv": sys.argv[1:], "stdin": sys.stdin.read(), "env": dict(os.environ),
                  "cwd": os.getcwd(), "program": sys.argv[0]}))
sys.exit(7)
"""


def zipped(source: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("__main__.py", source)
    return stream.getvalue()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Ground:
    """A store, and a host that a script is sent to."""

    store: ObjectStore
    base: str
    run: Callable[[str], tuple[int, str, str]]
    lasts_s: int = 600

    def boot(self, told: bytes, deployer: bytes) -> Boot:
        self.store.put("told", told)
        self.store.put("deployer", deployer)
        return Boot(
            instruction_url=self.store.reading_url("told", lasts_s=self.lasts_s),
            instruction_sha256=digest(told),
            deployer_url=self.store.reading_url("deployer", lasts_s=self.lasts_s),
            deployer_sha256=digest(deployer),
        )

    def told(self) -> bytes:
        made = Instruction(id="test", task=Task.STATUS, base=self.base, report_urls={})
        return instruction.write(made)


@contextmanager
def real(tmp_path: Path) -> Iterator[Ground]:
    """A script of this machine's own shell, and moto's S3; as root it becomes another user."""
    place = Path(tempfile.mkdtemp(prefix="refit-boot-"))  # that other user must reach it
    place.chmod(0o755)
    base = place / "refit"
    base.mkdir()
    if os.geteuid() == 0:
        os.chown(base, NOBODY, -1)
    path = SYSTEM_PATH if os.geteuid() == 0 else os.environ["PATH"]

    def run(text: str) -> tuple[int, str, str]:
        file = tmp_path / "script"
        file.write_text(text, encoding="utf-8")
        env = {"PATH": path, "AWS_SSM_INSTANCE_ID": INSTANCE, "SECRET": "canary"}
        done = subprocess.run(
            ("sh", str(file)), env=env, cwd="/", check=False, capture_output=True, text=True
        )
        return done.returncode, done.stdout, done.stderr

    with credentials(), s3.serving("artifacts") as served:
        store = clients.object_store("artifacts", endpoint_url=served.url)
        try:
            yield Ground(store, str(base), run)
        finally:
            shutil.rmtree(place)


@contextmanager
def simulated(_: Path) -> Iterator[Ground]:
    """A host of the simulated estate."""
    made = estate.build(two_releases)
    station = made.stations[INSTANCE]

    def run(text: str) -> tuple[int, str, str]:
        order = Order(instances=(INSTANCE,), script=text, mark="test")
        ended = station.start(INSTANCE, order, made.world.machine.now).ended(1e12)
        assert ended is not None
        return ended.code, ended.out.decode(), ended.err.decode()

    yield Ground(SimStore(made.world, made.bucket), BASE, run)


@pytest.fixture(params=[real, simulated], ids=["real", "simulated"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    with request.param(tmp_path) as made:
        yield made


WRONG = {
    "another instruction": {"instruction_sha256": "0" * 64},
    "another deployer": {"deployer_sha256": "0" * 64},
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_bytes_that_are_not_meant_never_begin(ground: Ground, what: str) -> None:
    boot = replace(ground.boot(ground.told(), zipped(SAYS)), **WRONG[what])
    code, out, err = ground.run(script.write(boot))
    assert (code, out) == (2, "")
    assert err.startswith("REFUSED, nothing was touched: the ")
    assert "SHA-256" in err


@pytest.mark.parametrize("name", ["instruction_url", "deployer_url"])
def test_what_cannot_be_fetched_never_begins(ground: Ground, name: str) -> None:
    boot = ground.boot(ground.told(), zipped(SAYS))
    missing = ground.store.reading_url("nowhere", lasts_s=600)
    code, out, err = ground.run(script.write(replace(boot, **{name: missing})))
    assert (code, out) == (2, "")
    assert err.startswith("REFUSED, nothing was touched: the ")
    assert "cannot be fetched: 404" in err
    assert "Signature" not in err
    assert "seal=" not in err


def test_an_address_is_good_for_its_object_alone(ground: Ground) -> None:
    boot = ground.boot(ground.told(), zipped(SAYS))
    other = boot.instruction_url.replace("/told", "/deployer")
    code, _, err = ground.run(script.write(replace(boot, instruction_url=other)))
    assert code == 2
    assert "REFUSED, nothing was touched" in err


# ------------------------------------------------------------------ the real one alone


def ran(tmp_path: Path, told: bytes | None = None) -> tuple[int, dict[str, object], str, str]:
    with real(tmp_path) as ground:
        boot = ground.boot(told or ground.told(), zipped(SAYS))
        code, out, err = ground.run(script.write(boot))
        kept = [path.name for path in Path(ground.base).glob("app/ai/.deploy/deployers/*")]
        assert kept == ([] if code == REFUSED else [f"{boot.deployer_sha256}.pyz"])
        if os.geteuid() == 0 and kept:
            assert Path(f"{ground.base}/app").stat().st_uid == NOBODY
    return code, json.loads(out) if out else {}, err, f"{ground.base}/app/ai/.deploy/deployers"


def test_it_becomes_the_deployer_with_the_instruction_on_its_input(tmp_path: Path) -> None:
    code, said, err, folder = ran(tmp_path)
    assert (code, err) == (7, "")
    assert said["argv"] == ["receive"]
    assert json.loads(str(said["stdin"]))["id"] == "test"
    assert str(said["program"]).startswith(f"{folder}/")


def test_it_hands_on_nothing_of_its_environment(tmp_path: Path) -> None:
    _, said, _, _ = ran(tmp_path)
    env = said["env"]
    assert isinstance(env, dict)
    assert set(env) - {"LC_CTYPE"} == {"PATH", "AWS_SSM_INSTANCE_ID", "HOME", "USER", "LOGNAME"}
    assert said["cwd"] == "/"


def test_no_address_stands_in_any_argument(tmp_path: Path) -> None:
    """Whoever lists processes on the host must not find a right in it."""
    with real(tmp_path) as ground:
        text = script.write(ground.boot(ground.told(), zipped(SAYS)))
    first = text.splitlines()[0]
    assert first == "exec python3 -I - <<'END'"
    assert "http" not in first


def test_a_base_that_is_not_there_is_refused(tmp_path: Path) -> None:
    gone = Instruction(id="t", task=Task.STATUS, base=f"{tmp_path}/nowhere", report_urls={})
    code, _, err, _ = ran(tmp_path, instruction.write(gone))
    assert (code, err) == (2, "REFUSED, nothing was touched: No such file or directory\n")


@pytest.mark.lengthy
def test_a_base_of_root_is_refused(tmp_path: Path) -> None:
    """L49, L45: with everything owned by root, no service of ubuntu's could be deployed."""
    told = instruction.write(Instruction(id="t", task=Task.STATUS, base="/usr", report_urls={}))
    code, _, err, _ = ran(tmp_path, told)
    assert code == 2
    assert "REFUSED, nothing was touched" in err
