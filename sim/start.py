"""Start states: hosts as a deployment may find them, built once and forked for every run."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable

from deploy import verdict
from deploy.config import Config
from deploy.model import Apply, Restore
from sim import wheels
from sim.canaries import SECRETS
from sim.host import HOME, host_of
from sim.machine import Running
from sim.oracles.violation import Violation
from sim.programs import pm2
from sim.world import World

BASE = f"{HOME}/refit"
APP = f"{BASE}/app/ai"
PM2_HOME = f"{HOME}/.pm2"
CADDYFILE = "/etc/caddy/Caddyfile"
TENANT_FILE = f"{BASE}/app/backend/server.js"
PREDECESSOR_STAMP = "20260120100000"
"""Id of the backup that the predecessor left, without a manifest."""
DAY_S = 86_400.0
SETTLE_S = 60.0
UPLOADS = "/tmp/{letter}/" + wheels.FILE_NAME  # noqa: S108 - a path of the simulated host
"""Where the control side has put the wheel of a commit."""

CONFIG = Config(base=BASE, caddyfile=CADDYFILE, proxy_url="http://localhost/api/ai/health")


def offer(world: World, letter: str, content: bytes) -> str:
    """Put a wheel where the control side would; return its path."""
    path = UPLOADS.format(letter=letter)
    _put(world, path, content)
    return path


def request(letter: str, *, force: str | None = None) -> Apply:
    """Return the request to deploy the commit that a letter stands for."""
    return Apply(wheel=UPLOADS.format(letter=letter), sha=wheels.sha(letter), force=force)


@functools.cache
def bare() -> World:
    """A host with Python, uv, PM2, Caddy and other tenants, and nothing of this service."""
    world = World()
    config = {"apps": [_app("ai-service", APP)]}
    for path, content in {
        "/usr/bin/python3.11": b"ELF",
        CADDYFILE: b":80 {\n\treverse_proxy localhost:8000\n}\n",
        CONFIG.layout.pm2_config: f"module.exports = {json.dumps(config)};\n".encode(),
        f"{APP}/.env": f"GEMINI_API_KEY={SECRETS[0]}\nDATABASE_URL={SECRETS[1]}\n".encode(),
        TENANT_FILE: b"#!/usr/bin/node\n",
        "/usr/bin/node": b"ELF",
        f"{BASE}/logs/ai/error.log": b"",
    }.items():
        _put(world, path, content)
    for letter in "ABC":
        offer(world, letter, wheels.wheel(letter))
    world.machine.proxy = 8000
    world.machine.spawn(Running(parent=1, name="caddy", cwd="/", argv=("caddy", "run"), port=80))
    _start_tenant(world)
    world.pass_time(DAY_S)
    return world


def _app(name: str, app: str) -> dict[str, object]:
    return {
        "name": name,
        "script": f"{app}/venv/bin/uvicorn",
        "args": "api.main:app --host 0.0.0.0 --port 8000",
        "cwd": f"{app}/ai_app",
        "interpreter": "none",
        "env_production": {"PYTHONPATH": f"{app}/ai_app", "GEMINI_API_KEY": SECRETS[0]},
    }


def _start_tenant(world: World) -> None:
    """Start the backend under the same PM2."""
    config = f"{BASE}/infra/pm2/ecosystem.backend.config.js"
    entry = {
        "name": "backend",
        "script": TENANT_FILE,
        "args": "--port 8080",
        "cwd": f"{BASE}/app/backend",
    }
    content = f"module.exports = {json.dumps({'apps': [entry]})};\n".encode()
    world.disk.put(config, content, durable=True)
    run_pm2(world, "start", config, "--only", "backend", "--env", "production")
    run_pm2(world, "save")


def run_pm2(world: World, *arguments: str) -> None:
    """Do something with PM2 by hand."""
    result = pm2.run(world, arguments, {"PM2_HOME": PM2_HOME})
    assert result.code == 0, result.err


def pm2_config_says(world: World, text: str, *, instead_of: str) -> None:
    """Write another path into PM2's configuration by hand, and start the service from it."""
    path = CONFIG.layout.pm2_config
    content = world.disk.read(path)
    changed_to = content.replace(json.dumps(instead_of).encode(), json.dumps(text).encode())
    assert changed_to != content
    world.disk.put(path, changed_to, durable=True)
    run_pm2(world, "delete", "ai-service")
    run_pm2(world, "start", path, "--only", "ai-service", "--env", "production")


def settled(world: World, *requests: Apply | Restore) -> World:
    """Carry out requests that must succeed, a day apart, and come to rest."""
    for wanted in requests:
        told = verdict.of(host_of(world, CONFIG), wanted)
        if told.exit_code != 0:
            raise Violation("start", f"a host that only needs a good deployment: {told.message}")
        world.pass_time(DAY_S)
    world.disk.flush()
    world.trace.clear()
    world.said.clear()
    world.counts.clear()
    world.step = "begin"
    return world


@functools.cache
def one_release() -> World:
    """A host that serves A."""
    return settled(bare().fork(), request("A"))


@functools.cache
def two_releases() -> World:
    """A host that serves B and has a backup of A."""
    return settled(one_release().fork(), request("B"))


@functools.cache
def three_releases() -> World:
    """A host that serves C and has backups of A and B."""
    return settled(two_releases().fork(), request("C"))


@functools.cache
def predecessor() -> World:
    """A host as the predecessor left it: real directories, uploads inside of them, old backups."""
    world = bare().fork()
    content = wheels.wheel("A", record=False)
    _install_in_place(world, offer(world, "old", content))
    backups = f"{BASE}/backups/ai"
    for place in (f"{APP}/ai_app", f"{backups}/code_{PREDECESSOR_STAMP}/ai_app"):
        for path, data in wheels.app_files(content).items():
            _put(world, f"{place}/{path}", data)
    for path, data in {
        f"{APP}/ai_app/uploads/cv.pdf": b"%PDF",
        f"{APP}/pyproject.toml": b"# pyproject of the predecessor\n",
        f"{APP}/requirements.txt": b"# requirements of the predecessor\n",
        f"{backups}/wheel_{PREDECESSOR_STAMP}/{wheels.FILE_NAME}": content,
    }.items():
        _put(world, path, data)
    config = CONFIG.layout.pm2_config
    run_pm2(world, "start", config, "--only", "ai-service", "--env", "production")
    run_pm2(world, "save")
    world.pass_time(DAY_S)
    return settled(world)


def _install_in_place(world: World, wheel: str) -> None:
    """Make the environment where the predecessor had it."""
    commands, quiet = host_of(world, CONFIG).commands, "--no-python-downloads"
    venv, python = f"{APP}/venv", f"{APP}/venv/bin/python"
    for argv in (
        ("uv", "venv", quiet, "--python", "3.11", venv),
        ("uv", "pip", "install", quiet, "--python", python, wheel),
    ):
        assert commands.run(argv, timeout_s=60).code == 0


def _put(world: World, path: str, content: bytes) -> None:
    world.disk.make_directory(path.rpartition("/")[0])
    world.disk.put(path, content, durable=True)


Start = Callable[[], World]


def changed(start: Start, change: Callable[[World], None]) -> Start:
    """Return a start state in which something happened to the host of another."""

    @functools.cache
    def build() -> World:
        world = start().fork()
        change(world)
        world.pass_time(SETTLE_S)
        return settled(world)

    return build
