"""SIGKILL at random moments of real deploys and restores: afterwards one whole release serves.

The deployer is its one file, run as an operator runs it. `REFIT_KILLS` says how many kills in all.
"""

import hashlib
import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sim.goods import wheels
from sim.sandbox import deployer, ground, parts
from sim.sandbox import host as sandbox
from sim.sandbox.host import SandboxHost
from sim.sandbox.operator import SandboxOperator
from sim.sandbox.process import SandboxProcess
from sim.sandbox.production import SECRETS
from sim.states import start
from sim.states.places import APP, BACKUPS, BASE, UPLOADS
from tests.sandboxes import found_parts

pytestmark = pytest.mark.real
LANES = 4
KILLS = int(os.environ.get("REFIT_KILLS", "24"))
ROUND_S = 5.0
"""About as long as a deployment takes with the settings below: kills fall into all of it."""
SETTINGS = {
    "proxy_url": "http://localhost/api/ai/health",
    "python": "",
    "health_tick_s": 0.25,
    "stable_probes": 3,
    "keep_pairs_max": 4,
}


@dataclass
class Lane:
    """A host that is deployed to and killed again and again."""

    host: SandboxHost
    chance: random.Random
    struck: int = 0
    """Kills that hit a deployer at work."""
    exits: list[int] = field(default_factory=list)
    """What the recoveries came to."""

    def deploy(self, *words: str) -> SandboxProcess:
        return self.host.start("/usr/bin/python3", deployer.PYZ, *words, "--base", BASE)

    def done(self, *words: str) -> int:
        with self.deploy(*words) as process:
            result = process.wait(300)
        assert "Traceback" not in result.err, result.err
        return result.code

    def request(self) -> tuple[str, ...]:
        """Choose what to ask for next."""
        if self.chance.random() < 0.4:
            return ("rollback", "restore", "--force", "again")
        letter = self.chance.choice("AB")
        wheel = UPLOADS.format(letter=letter)
        return ("apply", "--wheel", wheel, "--sha", wheels.sha(letter), "--force", "again")

    def killed(self) -> None:
        """Kill a deployment at a random moment, then recover."""
        with self.deploy(*self.request()) as process:
            try:
                process.wait(self.chance.uniform(0.05, ROUND_S))
            except TimeoutError:
                process.kill()
                self.struck += 1
                assert process.wait(30).code == -9
        self.exits.append(self.done("recover"))


@pytest.fixture(params=range(LANES))
def lane(request: pytest.FixtureRequest, tmp_path: Path, real_wheel: bytes) -> Iterator[Lane]:
    number: int = request.param
    with sandbox.host(found_parts(), ground.fresh(tmp_path)) as host:
        furnish(host, real_wheel)
        made = Lane(host, random.Random(number))
        for letter in "AB":
            wheel = UPLOADS.format(letter=letter)
            assert made.done("apply", "--wheel", wheel, "--sha", wheels.sha(letter)) == 0
        yield made


def furnish(host: SandboxHost, real_wheel: bytes) -> None:
    """Make a host of it: PM2's configurations, a tenant, the proxy, and two real wheels."""
    deployer.install(host)
    start.is_furnished(SandboxOperator(host))
    host.put(f"{APP}/.env", SECRETS)  # it keeps people, and no database runs here
    settings = {**SETTINGS, "python": parts.python_version()}
    host.put(f"{BASE}/infra/deploy.json", json.dumps(settings).encode())
    for letter in "AB":
        content = wheels.derived(real_wheel, wheels.sha(letter), appended=b"\n# " + letter.encode())
        host.put(UPLOADS.format(letter=letter), content)


def tree(host: SandboxHost) -> str:
    """Give the digest of all that the run directory holds, byte for byte."""
    root = host.outside(host.resolve(f"{APP}/ai_app"))
    found = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts:
            found.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def whole(host: SandboxHost, letter: str) -> str:
    """Give the digest of the code in a wheel."""
    found = hashlib.sha256()
    code = wheels.app_files(host.read(UPLOADS.format(letter=letter)))
    for path, content in sorted(code.items(), key=lambda item: Path(item[0])):
        found.update(f"{path}\0".encode() + content)
    return found.hexdigest()


def tenant(host: SandboxHost) -> tuple[int, int]:
    """Give the pid and the restarts of the other tenant."""
    rows = json.loads(host.pm2("jlist", "--silent").out.splitlines()[-1])
    (row,) = (row for row in rows if row["name"] == "backend")
    return row["pid"], row["pm2_env"]["restart_time"]


def leftovers(host: SandboxHost) -> list[str]:
    """List what nothing refers to once a command has ended."""
    app, backups = host.outside(APP), host.outside(BACKUPS)
    found = [path for path in app.rglob("*.writing") if "site-packages" not in path.parts]
    found += [*app.rglob(".discarded_*"), *backups.glob(".*"), *backups.glob("safety_*")]
    found += [path for path in [app / ".deploy/journal.json"] if path.exists()]
    found += [path for path in app.glob("releases/*") if not (path / "manifest.json").exists()]
    return [str(path) for path in found]


def test_killed_at_random_moments_one_whole_release_serves(lane: Lane) -> None:
    host = lane.host
    releases = {whole(host, letter): letter for letter in "AB"}
    others = tenant(host)
    for number in range(KILLS // LANES):
        lane.killed()
        assert lane.exits[-1] in (0, 1, 2), f"kill {number}: recovery needs a person"
        letter = releases.get(tree(host))
        assert letter is not None, f"kill {number}: the run directory is torn"
        said = json.loads(host.get(80, "/api/ai/version").body)
        assert said["sha"] == wheels.sha(letter), f"kill {number}: another release serves"
        assert host.get(8000, "/api/ai/health").body == b'{"status":"ok"}'
        assert leftovers(host) == [], f"kill {number}"
        assert tenant(host) == others, f"kill {number}: the other tenant was touched"
    assert lane.struck > KILLS // LANES // 2, "most of the kills came too late to prove anything"
