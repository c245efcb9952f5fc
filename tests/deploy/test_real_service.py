"""The whole of it with a service: real processes under a small PM2, health asked over HTTP."""

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.real import RealHost
from tests.wheels import sha_of, tiny_wheel

pytestmark = pytest.mark.lengthy

PM2 = Path(__file__).with_name("pm2_program.py")
SERVER = '''
"""Serves what a release says of itself; a broken one misbehaves as its file says."""
import json, pathlib, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

HERE = pathlib.Path(__file__).resolve().parent
RELEASE = json.loads((HERE / "release.json").read_text())
FLAW = (HERE / "flaw.txt").read_text()


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/api/ai/health":
            self.reply(503 if FLAW == "unready" else 200, {"status": "ok"})
        elif self.path == "/api/ai/version":
            self.reply(200, RELEASE if FLAW != "liar" else {**RELEASE, "sha": "f" * 40})
        else:
            self.reply(404, {})

    def reply(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        pass


if FLAW == "crash":
    sys.exit(1)
HTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
'''


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class Machine:
    """A host with PM2, and another tenant under it."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.host = RealHost(folder / "base", cache, service=True)
        self.pm2_home = folder / "pm2"
        program = folder / "bin/pm2"
        program.parent.mkdir()
        program.write_text(f"#!{sys.executable}\n{PM2.read_text()}")
        program.chmod(0o755)
        self.program = str(program)
        settings = {
            "port": self.port,
            "pm2": self.program,
            "pm2_home": str(self.pm2_home),
            "caddyfile": str(folder / "no-caddyfile"),
            "deploy_waits_s": [0.3, 0.5, 0.7],
            "restore_waits_s": [0.3, 0.5, 1, 2, 3, 5, 10],
            "health_tick_s": 0.1,
            "stable_probes": 3,
        }
        infra = self.host.base / "infra"
        (infra / "pm2").mkdir(parents=True)
        (infra / "deploy.json").write_text(json.dumps(settings))
        ecosystem = f"module.exports = {json.dumps({'apps': self.apps()})}"
        (infra / "pm2/ecosystem.ai.config.js").write_text(ecosystem)

    def apps(self) -> list[dict[str, object]]:
        run = str(self.host.live)
        service: dict[str, object] = {
            "name": "ai-service",
            "script": str(self.host.app / "venv/bin/python"),
            "args": f"-m serve {self.port}",
            "cwd": run,
            "env": {"PYTHONPATH": run, "PYTHONDONTWRITEBYTECODE": "1"},
        }
        other = {"name": "backend", "script": shutil.which("sleep"), "args": "600", "cwd": "/"}
        return [service, {**other, "env": {}}]

    def pm2(self, *words: str) -> str:
        env = {**os.environ, "PM2_HOME": str(self.pm2_home)}
        return subprocess.run(
            (self.program, *words), env=env, check=True, capture_output=True, text=True
        ).stdout

    def pid_of(self, name: str) -> int:
        rows = json.loads(self.pm2("jlist", "--silent"))
        (pid,) = (row["pid"] for row in rows if row["name"] == name)
        assert isinstance(pid, int)
        return pid

    def serves(self) -> str:
        """Ask the service which commit it runs."""
        url = f"http://127.0.0.1:{self.port}/api/ai/version"
        with urllib.request.urlopen(url, timeout=10) as answer:
            sha: str = json.load(answer)["sha"]
            return sha

    def apply(self, number: int, flaw: str = "", *, code: int = 0) -> str:
        files: dict[str, str | bytes | None] = {"serve.py": SERVER, "flaw.txt": flaw}
        wheel = tiny_wheel(self.folder / f"wheels{flaw}", sha_of(number), files)
        words = ("apply", "--wheel", str(wheel), "--sha", sha_of(number))
        return self.host.done(*words, code=code).stdout


@pytest.fixture
def machine(tmp_path: Path, cache: Path) -> Iterator[Machine]:
    found = Machine(tmp_path, cache)
    config = str(found.host.base / "infra/pm2/ecosystem.ai.config.js")
    found.pm2("start", config, "--only", "backend")
    yield found
    found.pm2("kill")


def test_it_serves_what_was_deployed_and_restored(machine: Machine) -> None:
    backend = machine.pid_of("backend")
    machine.apply(1)
    assert machine.serves() == sha_of(1)
    machine.apply(2)
    assert machine.serves() == sha_of(2)
    machine.host.done("rollback", "restore")
    assert machine.serves() == sha_of(1)
    assert machine.pid_of("backend") == backend
    status = machine.host.done("status").stdout
    assert f"service: pm2: online, process {machine.pid_of('ai-service')}, 0 restarts" in status
    assert "service: /api/ai/health: 200" in status


@pytest.mark.parametrize(
    ("flaw", "why"),
    [
        ("liar", f"it says it runs {'f' * 40}"),
        ("crash", "crash"),
        ("unready", "the health check answers 503"),
    ],
)
def test_a_broken_release_is_rolled_back(machine: Machine, flaw: str, why: str) -> None:
    backend = machine.pid_of("backend")
    machine.apply(1)
    said = machine.apply(2, flaw, code=1)
    assert said.startswith(f"ROLLED BACK: live: {sha_of(1)}")
    assert why in said
    assert machine.serves() == sha_of(1)
    assert machine.host.leftovers() == []
    assert machine.pid_of("backend") == backend
    assert "was rolled back" in machine.host.run(*_again(machine, flaw)).stderr


def _again(machine: Machine, flaw: str) -> tuple[str, ...]:
    (wheel,) = (machine.folder / f"wheels{flaw}").rglob("*.whl")
    return ("apply", "--wheel", str(wheel), "--sha", sha_of(2))


def test_a_first_release_that_is_broken_leaves_a_clean_host(machine: Machine) -> None:
    assert machine.apply(1, "crash", code=3).startswith("CLEARED: nothing is live")
    assert not machine.host.live.exists()
    machine.apply(2)
    assert machine.serves() == sha_of(2)


def test_a_stranger_on_the_port_is_not_touched(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", machine.port)):
        said = machine.apply(1, code=2)
    assert f"port {machine.port} is held by process {os.getpid()}" in said


def test_status_starts_no_daemon(machine: Machine) -> None:
    machine.pm2("kill")
    before = sorted(machine.pm2_home.iterdir())
    assert "service: pm2: not running" in machine.host.done("status").stdout
    assert sorted(machine.pm2_home.iterdir()) == before
