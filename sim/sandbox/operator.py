"""The operator of a sandbox: what a person does to a real host, done to one of real parts."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPException
from urllib.parse import urlsplit

from deploy.adapters import kernel
from deploy.config import Config
from deploy.model import Apply, Restore
from deploy.ports import Answer, Process, Result
from sim.harm.events import EVENTS
from sim.people.operator import Told
from sim.sandbox import deployer, parts, room, scripts
from sim.sandbox.filing import SandboxFiling
from sim.sandbox.host import ENV, SandboxHost
from sim.sandbox.process import SandboxProcess
from sim.states.places import APP, CADDYFILE, CONFIG, DAY_S, HOME, PM2_HOME, PORT


class SandboxOperator(SandboxFiling):
    """`sim.people.operator.Operator` on a host of real parts."""

    def __init__(self, host: SandboxHost, offset_s: float = 0) -> None:
        """`offset_s`: how far the deployer's clock is ahead."""
        super().__init__(host)
        self.offset_s = offset_s
        self._running: list[SandboxProcess] = []
        self._holder: SandboxProcess | None = None

    def down(self) -> None:
        """End the host and what was started on it, and take all of it away."""
        self.host.down()
        for process in self._running:
            process.close()

    # -- time

    def now(self) -> float:
        return time.time() + self.offset_s

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def pass_days(self, days: float) -> None:
        self.offset_s += days * DAY_S

    def step_clock(self, seconds: float) -> None:
        self.offset_s += seconds  # the clock of the machine itself belongs to others too

    # -- the disk

    def fill_disk(self, *, leaving: int) -> None:
        """Start again with a home of limited size, and fill it up."""
        self.host.lose_power()
        room.limit(self.host)
        self.boot()
        room.fill(self.host, leaving=leaving)

    def make_room(self) -> None:
        self.remove(room.FILLER)

    # -- programs and processes

    def run(self, *argv: str) -> Result:
        return self.host.run(*argv, env={**ENV, "PM2_HOME": PM2_HOME})

    def pm2(self, *arguments: str, cwd: str = HOME) -> Result:
        return self.host.pm2(*arguments, cwd=cwd)

    def get(self, url: str) -> Answer | None:
        parsed = urlsplit(url)
        try:
            return self.host.get(parsed.port or 80, parsed.path or "/")
        except (OSError, HTTPException):
            return None

    def listener(self, port: int) -> Process | None:
        env = {**ENV, "PYTHONPATH": deployer.PYZ}
        result = self.host.run(parts.PYTHON, "-s", "-c", scripts.LISTENER, str(port), env=env)
        found = json.loads(result.out)
        return None if found is None else Process(found[0], found[1], found[2], tuple(found[3]))

    def kill(self, pid: int) -> None:
        self.host.kill(pid)

    def kill_pm2(self) -> None:
        self.host.kill(int(self.read(f"{PM2_HOME}/pm2.pid")))

    def occupy(self, port: int, *, aside: bool = False) -> None:
        home = f"{APP}-old"
        self.put(f"{home}/made", b"")
        self.remove(f"{home}/made")
        self._running.append(
            self.host.start(
                "python3", "-c", scripts.STRANGER, str(port), *["::1"] * aside, cwd=home
            )
        )
        self.host.wait_for(port)

    def start_by_hand(self) -> None:
        code = self.resolve(CONFIG.layout.live)
        argv = (f"{APP}/venv/bin/uvicorn", "api.main:app", "--port", str(PORT))
        env = {**ENV, "PYTHONPATH": code, "SIM_READY_S": "0"}
        self._running.append(self.host.start(*argv, cwd=code, env=env))
        self.host.wait_for(PORT)

    def start_proxy(self) -> None:
        if self.kind(CADDYFILE) is not None:
            self.host.start_caddy()

    def stop_proxy(self) -> None:
        self.host.run("pkill", "-KILL", "-x", "caddy")

    def lose_power(self) -> None:
        self.host.lose_power()

    def boot(self) -> None:
        self.host.boot()
        if CONFIG.app_name in self.saved():
            with suppress(TimeoutError):  # some take longer, and are met while they start
                self.host.wait_for(PORT)

    def saved(self) -> str:
        """Return what PM2 brings back at a boot, as it wrote it down; empty where there is none."""
        dump = f"{PM2_HOME}/dump.pm2"
        return "" if self.kind(dump) is None else self.read(dump).decode()

    # -- the surroundings

    def cut_index(self) -> None:
        self.host.cut_index()

    def open_index(self) -> None:
        self.host.open_index()

    def forget_packages(self) -> None:
        self.remove(f"{HOME}/.cache/uv")

    def remove_interpreter(self) -> None:
        """Let uv find none: in a sandbox the interpreter is the machine's own, and stays."""
        path = self.host.outside("/etc/uv/uv.toml")
        path.write_text(f'python-preference = "only-managed"\n{path.read_text()}')

    # -- the deployer

    def deploy(
        self, config: Config, request: Apply | Restore | None, events: Sequence[str] = ()
    ) -> Told | None:
        return deployer.carry_out(
            self.host,
            replace(config, python=parts.python_version()),
            request,
            offset_s=self.offset_s,
            events=dict(event.partition(".")[2].split("=", 1) for event in events),
            meddle=lambda kind: EVENTS[kind](self),
        )

    def is_locked(self) -> bool:
        lock = self.host.outside(CONFIG.layout.lock)
        return lock.is_file() and kernel.locked(str(lock))

    def hold_lock(self) -> None:
        self._holder = self.host.start(parts.PYTHON, "-c", scripts.HOLDER, CONFIG.layout.lock)
        self._running.append(self._holder)
        while "held" not in self._holder.said():
            time.sleep(0.01)

    def let_lock_go(self) -> None:
        if self._holder is not None:
            self._holder.close()
