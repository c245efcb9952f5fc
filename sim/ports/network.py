"""The HTTP port over the processes and the proxy of the simulated machine."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from deploy.errors import Unreachable
from deploy.ports import ANSWER_BYTES_MAX, Answer
from sim.harm.mishaps import failing, late
from sim.machinery import service
from sim.machinery.proxy import HTTP_PORT, Site, in_order
from sim.machinery.service import PLAIN
from sim.ports import patience
from sim.programs.caddy.command import ADMIN_PORT, config_of
from sim.world import World

HERE = ("localhost", "127.0.0.1")
TRY_AGAIN_S = 0.25
"""How often a proxy tries an upstream that is down, and who waits looks whether it died."""


class Refused(Exception):
    """Nothing listens there."""


@dataclass(frozen=True, slots=True)
class SimHttp:
    """HTTP to the ports of the simulated machine."""

    world: World

    def get(self, url: str, *, timeout_s: float, bytes_max: int = ANSWER_BYTES_MAX) -> Answer:
        patience.vet("http.get", timeout_s)

        def act() -> Answer:
            return self._asked("GET", url, timeout_s, bytes_max=bytes_max)

        return self.world.effect(
            "http.get", _shown(url), act, failing(self.world, _shown(url), timeout_s)
        )

    def put(self, url: str, content: bytes, *, timeout_s: float) -> Answer:
        patience.vet("http.put", timeout_s)

        def act() -> Answer:
            return self._asked("PUT", url, timeout_s, content)

        return self.world.effect(
            "http.put", _shown(url), act, failing(self.world, _shown(url), timeout_s)
        )

    def _asked(
        self,
        method: str,
        url: str,
        timeout_s: float,
        content: bytes = b"",
        bytes_max: int = ANSWER_BYTES_MAX,
    ) -> Answer:
        shown = _shown(url)
        distant = self.world.distant
        if distant is not None and distant.holds(url):
            answer = distant.answer(method, url, self.world.machine.now, content)
        else:
            answer = self._near(url, timeout_s)
        if len(answer.body) > bytes_max:
            raise Unreachable(f"{shown} answers more than {bytes_max} bytes")
        return answer

    def _near(self, url: str, timeout_s: float) -> Answer:
        """Ask a server of this machine; what it is told makes no difference to it."""
        name, port, path = _address(url)
        exchange = _Exchange(self.world, self.world.machine.now + timeout_s)
        try:
            return exchange.answer(name, port, path)
        except Refused:
            raise Unreachable(f"{_shown(url)} gave no answer: Connection refused") from None
        except TimeoutError:
            raise late(_shown(url), timeout_s) from None
        except ConnectionError as error:
            raise Unreachable(f"{_shown(url)} gave no answer: {error}") from error


def _shown(url: str) -> str:
    return url.partition("?")[0]


@functools.lru_cache(maxsize=64)
def _written(sites: tuple[Site, ...]) -> bytes:
    return json.dumps(config_of(sites)).encode()


@functools.lru_cache(maxsize=256)
def _address(url: str) -> tuple[str, int, str]:
    """Return the name, the port and the path that an address means; the world has one machine."""
    try:
        parts = urlsplit(url)
        port = parts.port or HTTP_PORT
    except ValueError as error:
        raise Unreachable(f"{_shown(url)} gave no answer: {error}") from error
    if parts.scheme != "http" or parts.hostname is None:
        raise Unreachable(f"{_shown(url)} gave no answer: it is no http address")
    if parts.hostname not in HERE:
        raise Unreachable(f"{_shown(url)} gave no answer: Name or service not known")
    return parts.hostname, port, parts.path or "/"


class _Exchange(NamedTuple):
    """One request and its answer; virtual time passes in it, but never beyond `until`."""

    world: World
    until: float

    def answer(self, name: str, port: int, path: str) -> Answer:
        """Answer as whoever has the port does; raise what the asker's own system would say."""
        machine = self.world.machine
        if machine.proxy is None:
            return self._asked(port, path)
        if port == ADMIN_PORT:
            return self._administered(path)
        for site in self._sites():
            if site.takes(name, port, path):
                return self._passed_on(site, path)
        return self._asked(port, path)

    def _sites(self) -> tuple[Site, ...]:
        """Return the sites of the running proxy, the more special first."""
        machine = self.world.machine
        if not machine.proxy:
            return machine.sites
        return in_order(machine.main, machine.proxy, machine.sites)

    def _administered(self, path: str) -> Answer:
        """Answer as Caddy's own interface does."""
        if path != "/config/":
            return Answer(404, b"404 page not found\n")
        return Answer(200, _written(self._sites()))

    def _passed_on(self, site: Site, path: str) -> Answer:
        """Ask the upstream; hold the request while it is down, as long as the site allows."""
        if site.says is not None:
            return site.says
        gives_up = self.world.machine.now + site.holds_s
        while True:
            try:
                return self._asked(site.upstream, path)
            except ConnectionError:
                return Answer(502, b"")
            except Refused:
                if self.world.machine.now >= gives_up:
                    return Answer(502, b"")
                self._wait(min(TRY_AGAIN_S, gives_up - self.world.machine.now))

    def _asked(self, port: int, path: str) -> Answer:
        """Ask the process that has a port; wait for its answer, and see it end before that."""
        machine = self.world.machine
        process = machine.listener(port)
        if process is None or process.name == "caddy":  # for Caddy its sites answer
            raise Refused
        serving, wire = process.serving, process.wire or PLAIN
        left = wire.after_s if serving is None else serving.behaviour.answers_s
        while left > 0:
            self._wait(min(left, TRY_AGAIN_S))
            left -= TRY_AGAIN_S
            if process.pid not in machine.processes:
                raise ConnectionError("Remote end closed connection without response")
        if wire.flaw:
            raise ConnectionError(wire.flaw)
        if serving is None:
            return wire.answer
        up_s = machine.now - process.started
        return service.answer(serving, path, up_s=up_s, started=process.started)

    def _wait(self, seconds: float) -> None:
        """Let time pass until the answer is there, or the asker has waited long enough."""
        if not seconds:
            return
        left = self.until - self.world.machine.now
        self.world.pass_time(min(seconds, left))
        if seconds >= left:
            raise TimeoutError
