"""What the suite of Caddy runs on: the program itself on a host of real parts, and the fake."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Protocol

from deploy.errors import Unreachable
from deploy.ports import Answer, Result
from sim.machinery.behaviour import Behaviour
from sim.machinery.running import Running
from sim.machinery.service import Wire
from sim.ports.commands import SimCommands
from sim.ports.network import SimHttp
from sim.programs.caddy import command as caddy
from sim.sandbox.host import CADDYFILE, SandboxHost
from sim.world import World
from tests.contracts.sandboxes import fresh_host

SERVER = """
import http.server, sys, time
port, status, body, ready_s, answers_s = sys.argv[1:]
class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        time.sleep(float(answers_s))
        self.send_response(int(status))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())
    def log_message(self, *words):
        pass
time.sleep(float(ready_s))
http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Answer).serve_forever()
"""


class Proxy(Protocol):
    """A host with Caddy, and servers behind it."""

    def caddyfile(self, text: str, path: str = CADDYFILE) -> None:
        """Write Caddy's file, or another one."""

    def caddy(self, *words: str) -> Result:
        """Run one command of Caddy."""

    def start(self) -> None:
        """Start Caddy as systemd would."""

    def kill(self) -> None:
        """Kill Caddy."""

    def upstream(
        self,
        port: int,
        body: str = "upstream",
        *,
        status: int = 200,
        ready_s: float = 0,
        answers_s: float = 0,
        dies_s: float = 0,
    ) -> Callable[[], None]:
        """Start a server that listens after a time, and may be killed later; return its end."""

    def get(self, path: str = "/", port: int = 80, *, timeout_s: float = 20) -> Answer:
        """Ask; raise `Unreachable` where there is no answer."""

    def now(self) -> float:
        """Return the time of this host."""


@dataclass
class RealProxy:
    """The Caddy of a sandbox."""

    host: SandboxHost
    stack: ExitStack

    def caddyfile(self, text: str, path: str = CADDYFILE) -> None:
        self.host.put(path, text.encode())

    def caddy(self, *words: str) -> Result:
        return self.host.run("caddy", *words)

    def start(self) -> None:
        running = self.host.start("caddy", "run", "--config", CADDYFILE)
        self.stack.enter_context(running)
        if self.caddy("validate", "--config", CADDYFILE).code == 0:
            self.host.wait_for(2019)
            self.caddy("reload", "--config", CADDYFILE)  # its sites come a moment after that port
        else:
            running.wait(20)

    def kill(self) -> None:
        self.host.run("sh", "-c", "kill -9 $(pidof caddy); while pidof caddy; do :; done")

    def upstream(
        self,
        port: int,
        body: str = "upstream",
        *,
        status: int = 200,
        ready_s: float = 0,
        answers_s: float = 0,
        dies_s: float = 0,
    ) -> Callable[[], None]:
        words = (str(port), str(status), body, str(ready_s), str(answers_s))
        running = self.host.start("/usr/bin/python3", "-c", SERVER, *words)
        self.stack.enter_context(running)

        def end() -> None:
            running.kill()
            running.wait(20)

        if not ready_s:
            self.host.wait_for(port)
        if dies_s:
            timer = threading.Timer(dies_s, running.kill)
            timer.start()
            self.stack.callback(timer.join)
        return end

    def get(self, path: str = "/", port: int = 80, *, timeout_s: float = 20) -> Answer:
        try:
            with self.host.http(port, timeout_s=timeout_s) as connection:
                connection.request("GET", path, headers={"Host": f"localhost:{port}"})
                response = connection.getresponse()
                return Answer(response.status, response.read())
        except (OSError, HTTPException) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    def now(self) -> float:
        return time.monotonic()


@dataclass
class SimProxy:
    """The fake Caddy of a world."""

    world: World = field(default_factory=World)

    def caddyfile(self, text: str, path: str = CADDYFILE) -> None:
        self.world.disk.make_directory(path.rpartition("/")[0])
        self.world.disk.put(path, text.encode(), durable=True)

    def caddy(self, *words: str) -> Result:
        return SimCommands(self.world).run(("caddy", *words), timeout_s=20)

    def start(self) -> None:
        caddy.start(self.world, CADDYFILE)

    def kill(self) -> None:
        self.world.machine.proxy = None

    def upstream(
        self,
        port: int,
        body: str = "upstream",
        *,
        status: int = 200,
        ready_s: float = 0,
        answers_s: float = 0,
        dies_s: float = 0,
    ) -> Callable[[], None]:
        machine = self.world.machine
        wire = Wire(answer=Answer(status, body.encode()), after_s=answers_s)
        running = Running(parent=1, name="up", cwd="/", argv=("up",), port=port, wire=wire)
        pid = machine.spawn(running, Behaviour(ready_s=ready_s) if ready_s else None)
        if dies_s:
            machine.later(dies_s, "die", pid)
        return lambda: machine.exit(pid)

    def get(self, path: str = "/", port: int = 80, *, timeout_s: float = 20) -> Answer:
        return SimHttp(self.world).get(f"http://localhost:{port}{path}", timeout_s=timeout_s)

    def now(self) -> float:
        return self.world.machine.now


@contextmanager
def real() -> Iterator[Callable[[ExitStack], Proxy]]:
    """Give the Caddy of one host of real parts, which runs no more after each test."""
    with fresh_host() as host:

        def made(stack: ExitStack) -> Proxy:
            proxy = RealProxy(host, stack)
            host.run("sh", "-c", "rm -rf /etc/caddy/* /home/ubuntu/.local /home/ubuntu/.config")
            stack.callback(proxy.kill)
            return proxy

        yield made


@contextmanager
def simulated() -> Iterator[Callable[[ExitStack], Proxy]]:
    """Give the Caddy of a fresh world."""
    yield lambda _: SimProxy()


PROXIES = {"real": real, "simulated": simulated}
