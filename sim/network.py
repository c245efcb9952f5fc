"""The HTTP port over the processes and the proxy of the simulated machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from deploy.errors import Unreachable
from deploy.ports import Answer
from sim import service
from sim.world import World

PROXY_PORT, ADMIN_PORT = 80, 2019


@dataclass(frozen=True, slots=True)
class SimHttp:
    """HTTP to the ports of the simulated machine."""

    world: World

    def get(self, url: str, *, timeout_s: float) -> Answer:
        def strike(kind: str, act: Callable[[], Answer]) -> Answer:
            if kind == "refused":
                raise Unreachable("connection refused")
            if kind == "silent":
                self.world.pass_time(timeout_s)
                raise Unreachable("timed out")
            if kind == "stranger":
                return Answer(200, b"<html>It works!</html>")
            del act
            return Answer(int(kind), b'{"detail":"simulated"}')

        return self.world.effect("http.get", url, lambda: self._get(url), strike)

    def _get(self, url: str) -> Answer:
        authority, _, path = url.removeprefix("http://localhost").partition("/")
        port = int(authority.removeprefix(":") or PROXY_PORT)
        machine = self.world.machine
        if port == ADMIN_PORT and machine.proxy is not None:
            return Answer(200, b"{}")
        through_proxy = port == PROXY_PORT and machine.proxy is not None
        process = machine.listener(machine.proxy if through_proxy and machine.proxy else port)
        if process is None and through_proxy:
            return Answer(502, b"")
        if process is None:
            raise Unreachable("connection refused")
        if process.serving is None:
            return Answer(200, b'{"status":"ok"}')
        up_s = machine.now - process.started
        return service.answer(process.serving, f"/{path}", up_s=up_s, started=process.started)
