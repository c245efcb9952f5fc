"""A simulated EC2 host of real parts: its power, its programs, its ports and its files."""

from __future__ import annotations

import http.client
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.ports import Answer, Result
from sim.sandbox import bubble, disk, ground
from sim.sandbox.bubble import Bubble
from sim.sandbox.channel import AgentError, channel
from sim.sandbox.ground import HOME, INDEX_PORT, Ground
from sim.sandbox.index import Index
from sim.sandbox.parts import Parts
from sim.sandbox.process import SandboxProcess

PM2_HOME = f"{HOME}/.pm2"
CADDYFILE = "/etc/caddy/Caddyfile"
ADMIN_PORT = 2019
ENV = {
    "HOME": HOME,
    "USER": "ubuntu",
    "LOGNAME": "ubuntu",
    "PATH": bubble.PATH,
    "LANG": "C.UTF-8",
}
"""What a person who logs in finds."""


class SandboxHost:
    """One host. Paths are the host's own, absolute."""

    def __init__(self, place: Ground, parts: Parts, *, disk_bytes: int | None = None) -> None:
        self.ground = place
        self.parts = parts
        self.disk_bytes = disk_bytes
        self._bubble: Bubble | None = None
        self._index: Index | None = None

    @property
    def is_up(self) -> bool:
        """Say whether the power is on."""
        return self._bubble is not None

    # -- power

    def power_on(self) -> None:
        """Let the host come up, with nothing running but what every host runs."""
        self._bubble = bubble.blow(self.ground.root, self.parts, disk_bytes=self.disk_bytes)
        self.open_index()

    def lose_power(self) -> None:
        """End every process at once; the files stay as they are."""
        self.cut_index()
        if self._bubble is not None:
            self._bubble.burst()
            self._bubble = None

    def boot(self) -> None:
        """Let the power come back: PM2 resurrects what it saved, Caddy starts (as systemd does)."""
        self.power_on()
        if self.outside(CADDYFILE).exists():
            self.start_caddy()
        if self.outside(f"{PM2_HOME}/dump.pm2").exists():
            self.run("pm2", "resurrect")

    def down(self) -> None:
        """End it and take all of it away."""
        self.lose_power()
        self.ground.remove()

    # -- the surroundings

    def open_index(self) -> None:
        """Let the package index be reached."""
        if self._index is None:
            self._index = Index(self.listen(INDEX_PORT), self.parts.packages)

    def cut_index(self) -> None:
        """Let nothing answer where the package index was."""
        if self._index is not None:
            self._index.close()
            self._index = None

    # -- programs

    def start(
        self,
        *argv: str,
        env: Mapping[str, str] | None = None,
        cwd: str = HOME,
        stdin: bytes = b"",
    ) -> SandboxProcess:
        """Start a program as the user of the host; raise `AgentError` where it cannot be."""
        whole = dict(ENV if env is None else env)
        return SandboxProcess(self.ground.root / "run", argv, env=whole, cwd=cwd, stdin=stdin)

    def run(
        self,
        *argv: str,
        env: Mapping[str, str] | None = None,
        cwd: str = HOME,
        stdin: bytes = b"",
        timeout_s: float = 120,
    ) -> Result:
        """Run a program to its end; raise `TimeoutError`, the program killed, where it has none."""
        with self.start(*argv, env=env, cwd=cwd, stdin=stdin) as process:
            return process.wait(timeout_s)

    def pm2(self, *arguments: str, cwd: str = HOME) -> Result:
        """Run one command of PM2."""
        return self.run("pm2", *arguments, env={**ENV, "PM2_HOME": PM2_HOME}, cwd=cwd)

    def kill(self, pid: int, number: int = signal.SIGKILL) -> None:
        """Send a signal to a process; no error where it is gone."""
        with channel(self.ground.root / "run") as agent, suppress(AgentError):
            agent.ask({"do": "kill", "pid": pid, "signal": int(number)})

    def start_caddy(self) -> None:
        """Start Caddy as systemd would, and see it answer."""
        self.run("sh", "-c", f"caddy run --config {CADDYFILE} >>/var/log/caddy.log 2>&1 &")
        self.wait_for(ADMIN_PORT)
        self.run("caddy", "reload", "--config", CADDYFILE)  # its sites come a moment later

    def wait_for(self, port: int, tries: int = 1000) -> None:
        """See a port listen; raise `TimeoutError` where it does not."""
        for _ in range(tries):
            with suppress(OSError), self.connect(port):
                return
            self.run("sleep", "0.01")
        raise TimeoutError(f"nothing listens on port {port} of the sandbox")

    # -- ports

    def connect(self, port: int) -> socket.socket:
        """Return a socket connected to a port of the host; raise `ConnectionRefusedError`."""
        try:
            with channel(self.ground.root / "run") as agent:
                return agent.ask_for_socket({"do": "connect", "port": port})
        except AgentError as error:
            raise OSError(error.errno, error.strerror) from error

    def listen(self, port: int) -> socket.socket:
        """Return a socket that listens on a port of the host, for somebody outside to answer."""
        with channel(self.ground.root / "run") as agent:
            return agent.ask_for_socket({"do": "listen", "port": port})

    def get(self, port: int, path: str, *, timeout_s: float = 5) -> Answer:
        """Ask a server of the host; raise `OSError` or `HTTPException` where none answers."""
        with self.http(port, timeout_s=timeout_s) as connection:
            connection.request("GET", path, headers={"Host": "localhost"})
            response = connection.getresponse()
            return Answer(response.status, response.read())

    @contextmanager
    def http(self, port: int, *, timeout_s: float = 5) -> Iterator[http.client.HTTPConnection]:
        """Yield an HTTP connection to a server of the host."""
        made = self.connect(port)
        made.settimeout(timeout_s)
        connection = http.client.HTTPConnection("localhost", timeout=timeout_s)
        connection.sock = made
        try:
            yield connection
        finally:
            connection.close()

    # -- files

    def outside(self, path: str) -> Path:
        """Return where a path of the host lies on this machine; its links are the host's own."""
        if self.disk_bytes is not None and self._bubble is not None:
            return Path(f"/proc/{self._bubble.child}/root") / path.lstrip("/")
        return self.ground.outside(path)

    def resolve(self, path: str) -> str:
        """Return a path of the host with every link followed, as the host would."""
        return disk.resolved(self.outside("/"), path)

    def read(self, path: str) -> bytes:
        """Return the content of the file that a path leads to."""
        return self.outside(self.resolve(path)).read_bytes()

    def put(self, path: str, content: bytes, mode: int = 0o644) -> None:
        """Write a file, durably, in the place of the old one; its directories are made."""
        disk.put(self.outside(self.resolve(path)), content, mode)


@contextmanager
def host(parts: Parts, place: Ground | None = None) -> Iterator[SandboxHost]:
    """Yield a host that is up, and take all of it away in the end."""
    made = SandboxHost(place or ground.fresh(), parts)
    try:
        made.power_on()
        yield made
    finally:
        made.down()
