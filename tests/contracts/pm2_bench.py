"""A bench for PM2: the same host, app and words, in a world and in a sandbox of real parts."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, Protocol

import pytest

from deploy.ports import Result
from sim.machinery import service
from sim.machinery.running import Running
from sim.ports.host import SimProcesses
from sim.programs.pm2 import command as pm2
from sim.programs.pm2.table import PM2_HOME
from sim.sandbox import host as sandbox
from sim.sandbox.host import SandboxHost
from sim.storage.nodes import File
from sim.world import World
from tests.sandboxes import found_parts

HOME = "/home/ubuntu"
APP = f"{HOME}/app"
RUN = f"{APP}/run"
UVICORN = f"{APP}/venv/bin/uvicorn"
FILE = f"{HOME}/infra/ecosystem.config.js"
START = ("start", FILE, "--only", "ai", "--env", "production")
ENV = {"HOME": HOME, "USER": "ubuntu", "LANG": "C.UTF-8"}
PATH = "/usr/local/bin:/usr/bin:/bin"
SHEBANG = b"#!/home/ubuntu/app/venv/bin/python\n"
PROGRAM = SHEBANG + Path(__file__).with_name("pm2_app.py").read_bytes()
"""Stands in for uvicorn, and behaves as the SIM line of the app says."""
POLL_S = 0.05
WORLDS = ("fake", pytest.param("real", marks=pytest.mark.real))


def app(name: str = "ai", port: int = 8000, **more: object) -> dict[str, Any]:
    """Give an app as a configuration describes it; a key that is None is left out."""
    described: dict[str, Any] = {
        "name": name,
        "script": UVICORN,
        "args": f"api.main:app --host 0.0.0.0 --port {port}",
        "interpreter": "none",
        "cwd": RUN,
        "env": {"COMMON": "1", "WHO": "dev"},
        "env_production": {"WHO": "prod", "SECRET": "s3"},
        **more,
    }
    return {key: value for key, value in described.items() if value is not None}


class Ground(Protocol):
    """What the real bench and the fake one do in ways of their own."""

    def run_pm2(self, words: tuple[str, ...], env: Mapping[str, str], cwd: str) -> Result:
        """Run PM2; None as an exit code where it hangs."""

    def put(self, path: str, content: bytes, mode: int) -> None: ...
    def link(self, path: str, target: str) -> None: ...
    def rename(self, source: str, target: str) -> None: ...
    def remove(self, path: str) -> None: ...
    def read(self, path: str) -> bytes | None: ...
    def wait(self, seconds: float) -> None: ...
    def alive(self, pid: int) -> bool: ...
    def listener(self, port: int) -> int | None: ...
    def cwd(self, pid: int) -> str: ...
    def daemon(self) -> list[str]: ...
    def kill(self, pid: int) -> None: ...
    def kill_daemon(self) -> None: ...
    def occupy(self, port: int) -> None: ...
    def lose_power(self) -> None: ...
    def get(self, port: int) -> str | None: ...


@dataclass
class Bench:
    """A host with PM2, one app laid out, and nothing started."""

    ground: Ground
    env: dict[str, str] = field(default_factory=lambda: {**ENV, "NO_COLOR": "1"})

    def __post_init__(self) -> None:
        self.behave()
        self.put(UVICORN, PROGRAM, 0o755)
        self.ground.link(f"{APP}/venv/bin/python", "/usr/bin/python3")
        self.config(app())

    def pm2(self, *words: str, home: str = PM2_HOME, cwd: str = HOME, **env: str) -> Result:
        """Run one command of PM2, from where somebody stands."""
        whole = {**self.env, "PM2_HOME": home, **env}
        return self.ground.run_pm2(words, {k: v for k, v in whole.items() if v != "unset"}, cwd)

    def start(self, **env: str) -> Result:
        """Start the app as the deployer does."""
        started = self.pm2(*START, **env)
        assert started.code == 0, started
        return started

    def jlist(self, home: str = PM2_HOME) -> list[dict[str, Any]]:
        """Give the list."""
        items: list[dict[str, Any]] = json.loads(self.pm2("jlist", "--silent", home=home).out)
        return items

    def row(self, name: str = "ai") -> dict[str, Any]:
        """Give the one entry of this name, PM2's own keys and the pid beside each other."""
        (item,) = (item for item in self.jlist() if item["name"] == name)
        return {**item["pm2_env"], **({"pid": item["pid"]} if "pid" in item else {})}

    def states(self) -> list[tuple[str, int, str, int]]:
        """Give name, id, status and restarts of every entry, in PM2's order."""
        keys = ("name", "pm_id", "status", "restart_time")
        found = []
        for item in self.jlist():
            name, pm_id, status, restarts = (item["pm2_env"][key] for key in keys)
            found.append((name, pm_id, status, restarts))
        return found

    def behave(self, name: str = "run", **behaviour: object) -> None:
        """Lay out a run directory whose app behaves so."""
        told = {"ready_s": 0.1, **behaviour}
        self.put(f"{APP}/{name}/api/main.py", f"SIM = {json.dumps(told)}\n".encode())

    def config(self, *apps: dict[str, Any], path: str = FILE) -> None:
        """Write a configuration."""
        text = json.dumps({"apps": list(apps)}, indent=1)
        self.put(path, (f"module.exports = {text};\n" if ".js" in path[-3:] else text).encode())

    def put(self, path: str, content: bytes, mode: int = 0o644) -> None:
        """Write a file."""
        self.ground.put(path, content, mode)

    def wait(self, seconds: float) -> None:
        """Let seconds pass on the host."""
        self.ground.wait(seconds)

    def until(self, holds: Callable[[], bool], bound_s: float = 20) -> None:
        """Wait until something holds; fail where it never does."""
        for _ in range(int(bound_s / POLL_S)):
            if holds():
                return
            self.wait(POLL_S)
        raise AssertionError(f"not within {bound_s} s; PM2 has {self.states()}")

    def until_served(self, port: int = 8000) -> None:
        """Wait until the app answers."""
        self.until(lambda: self.ground.get(port) is not None, 10)


@dataclass
class FakeGround:
    """A world."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        for program in ("python3", "node", "sh"):
            self.put(f"/usr/bin/{program}", b"\0ELF", 0o755)
        self.world.disk.make_directory(HOME)

    def run_pm2(self, words: tuple[str, ...], env: Mapping[str, str], cwd: str) -> Result:
        return pm2.run(self.world, words, {"PATH": PATH, **env}, cwd)

    def put(self, path: str, content: bytes, mode: int) -> None:
        place = self.world.disk.canonical(path)
        self.world.disk.make_directory(place.rpartition("/")[0])
        self.world.disk.put(place, content, mode, durable=True)

    def link(self, path: str, target: str) -> None:
        self.world.disk.remove(path)
        self.world.disk.make_directory(path.rpartition("/")[0])
        self.world.disk.link(path, target)

    def rename(self, source: str, target: str) -> None:
        self.world.disk.rename(source, target)

    def remove(self, path: str) -> None:
        self.world.disk.remove(path)

    def read(self, path: str) -> bytes | None:
        node = self.world.disk.node(path)
        return node.content if type(node) is File else None

    def wait(self, seconds: float) -> None:
        self.world.pass_time(seconds)

    def alive(self, pid: int) -> bool:
        return pid in self.world.machine.processes

    def listener(self, port: int) -> int | None:
        found = self.world.machine.listener(port)
        return None if found is None else found.pid

    def cwd(self, pid: int) -> str:
        return self.world.machine.processes[pid].cwd

    def daemon(self) -> list[str]:
        pid = self.read(f"{PM2_HOME}/pm2.pid")
        process = SimProcesses(self.world).named(int(pid or b"0"))
        return [] if process is None else list(process.argv)

    def kill(self, pid: int) -> None:
        self.world.machine.exit(pid)

    def kill_daemon(self) -> None:
        self.world.machine.kill_daemon()

    def occupy(self, port: int) -> None:
        stranger = Running(parent=1, name="stranger", cwd="/", argv=("python3",), port=port)
        self.world.machine.spawn(stranger)

    def lose_power(self) -> None:
        self.world.machine.lose_power()

    def get(self, port: int) -> str | None:
        machine = self.world.machine
        process = machine.listener(port)
        if process is None or process.serving is None:
            return None if process is None else "stranger"
        up_s = machine.now - process.started
        said = service.answer(process.serving, "/api/ai/health", up_s=up_s, started=0)
        told: str | None = json.loads(said.body).get("status")
        return told


@dataclass
class RealGround:
    """A sandbox."""

    host: SandboxHost

    def run_pm2(self, words: tuple[str, ...], env: Mapping[str, str], cwd: str) -> Result:
        path = {"PATH": sandbox.ENV["PATH"]}
        return self.host.run("pm2", *words, env={**path, **env}, cwd=cwd, timeout_s=30)

    def put(self, path: str, content: bytes, mode: int) -> None:
        self.host.put(path, content, mode)

    def link(self, path: str, target: str) -> None:
        place = self.host.outside(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(target)

    def rename(self, source: str, target: str) -> None:
        self.host.outside(source).rename(self.host.outside(target))

    def remove(self, path: str) -> None:
        self.host.run("rm", "-rf", path)

    def read(self, path: str) -> bytes | None:
        with suppress(FileNotFoundError):
            return self.host.read(path)
        return None

    def wait(self, seconds: float) -> None:
        self.host.run("sleep", f"{seconds}")

    def alive(self, pid: int) -> bool:
        return self.host.run("test", "-d", f"/proc/{pid}").code == 0

    def listener(self, port: int) -> int | None:
        inodes = {
            fields[9]
            for line in self.host.run("cat", "/proc/net/tcp", "/proc/net/tcp6").out.splitlines()
            if (fields := line.split())[3] == "0A" and fields[1].endswith(f":{port:04X}")
        }
        said = self.host.run("sh", "-c", "ls -l /proc/[0-9]*/fd 2>/dev/null").out
        pid = 0
        for line in said.splitlines():
            if line.startswith("/proc/"):
                pid = int(line.split("/")[2])
            elif any(line.endswith(f"socket:[{inode}]") for inode in inodes):
                return pid
        return None

    def cwd(self, pid: int) -> str:
        return self.host.run("readlink", f"/proc/{pid}/cwd").out.strip()

    def daemon(self) -> list[str]:
        pid = int(self.host.read(f"{PM2_HOME}/pm2.pid"))
        return self.host.run("cat", f"/proc/{pid}/cmdline").out.split("\0")[:-1]

    def kill(self, pid: int) -> None:
        self.host.kill(pid)

    def kill_daemon(self) -> None:
        pid = int(self.host.read(f"{PM2_HOME}/pm2.pid"))
        self.host.kill(pid)
        self._until_gone(pid)

    def _until_gone(self, pid: int) -> None:
        for _ in range(200):
            if not self.alive(pid):
                return
            self.wait(0.01)

    def occupy(self, port: int) -> None:
        script = f"{APP}/venv/bin/uvicorn"
        self.host.put(f"{HOME}/stranger/api/main.py", b'SIM = {"ready_s": 0, "status": "stranger"}')
        line = f"exec {shlex.quote(script)} api.main:app --port {port} >/dev/null 2>&1 &"
        self.host.run("sh", "-c", line, cwd=f"{HOME}/stranger")
        self.host.wait_for(port)

    def lose_power(self) -> None:
        self.host.lose_power()
        self.host.power_on()

    def get(self, port: int) -> str | None:
        with suppress(OSError, HTTPException):
            said = self.host.get(port, "/api/ai/health")
            told: str | None = json.loads(said.body).get("status")
            return told
        return None


@contextmanager
def opened(world: str) -> Iterator[Bench]:
    """Open a bench; the real one is skipped, or fails, where it cannot be."""
    if world == "fake":
        yield Bench(FakeGround())
        return
    with sandbox.host(found_parts()) as host:
        yield Bench(RealGround(host))
