"""The app of a simulated release: the text of this file is its entry module, `api/main.py`.

`wheels` ends it with two lines, `SIM` and `app`. The model reads the former and nothing else; a
real uvicorn runs all of it. Both behave alike, as `Behaviour` in `sim/machinery/behaviour.py` says.
"""

from __future__ import annotations

import asyncio
import json
import os  # noqa: TID251 - this is the program that is deployed, and no part of the simulator
import signal
import sys
import time  # noqa: TID251 - as above
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

true, false, null = True, False, None
"""The words that JSON and Python spell differently: the line of the behaviour is both."""


class App:
    """An ASGI app that behaves as it is told."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        """Refuse to be imported where the behaviour says so, or a distribution is missing."""
        self.told = told
        self.run_directory = Path.cwd()
        self.record: Event | None = None
        self.bound_at = 0.0
        if not told.get("imports", True):
            raise ImportError("cannot import name 'app' from 'api.main'")
        sys.stdout.write(told.get("prints", ""))
        if told.get("ends", False):
            raise SystemExit(0)
        for name in told.get("requires", ()):
            # Looked for and not loaded: that takes most of a second, and PM2 counts each life.
            if find_spec(name) is None:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        for name, value in settings(told.get("numbers", ())):
            if not value.isdecimal():
                raise ValueError(f"1 validation error for Settings: {name.lower()}: no integer")

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Serve a connection, or a life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await asyncio.sleep(self.told.get("answers_s", 0.0))
            status, body = await self._answered(scope, receive)
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start up, which is before the server binds its port, and end."""
        await receive()
        if self.told.get("stubborn"):  # the server has set its own by now
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
        failure = await self._started()
        if failure is not None:
            await send({"type": "lifespan.startup.failed", "message": failure})
            return
        self.bound_at = time.monotonic()
        if self.told.get("dies_s") is not None:
            asyncio.get_running_loop().call_later(self.told["dies_s"], os._exit, 1)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _started(self) -> str | None:
        """Take the time that a start takes; say why it fails."""
        self.record = self._recorded()
        for path in self.told.get("needs", ()):
            if not (self.run_directory / path).is_file():
                return f"there is no {path}"
        if self.told.get("fails_after_s") is not None:
            await asyncio.sleep(self.told["fails_after_s"] - lived_s())
            return "it fails, as told"
        ready_s = float(os.environ.get("SIM_READY_S", self.told["ready_s"]))
        await asyncio.sleep(ready_s - lived_s())
        return None

    def _recorded(self) -> Event | None:
        """Read what this release is: a process says what it started with."""
        try:
            found: Event = json.loads((self.run_directory / "release.json").read_bytes())
        except (OSError, ValueError):
            return None
        says = self.told.get("says")
        told = {} if says is None else {"sha": says}
        return {**found, "started_at": str(time.time() - lived_s()), **told}

    async def _answered(self, scope: Event, receive: Receive) -> tuple[int, bytes]:
        """Answer a request: the two paths that a deployer asks, and two to put a load on."""
        match scope["method"], scope["path"]:
            case "GET", "/api/ai/health":
                return self._health()
            case "GET", "/api/ai/version" if self.record is not None:
                return 200, json.dumps(self.record).encode()
            case "GET", "/slow":
                asked = parse_qs(scope["query_string"].decode()).get("s", ["0.3"])
                await asyncio.sleep(min(float(asked[0]), 30.0))
                return 200, b'{"slept":true}'
            case "POST", "/echo":
                return 200, await whole_body(receive)
        return 404, b'{"detail":"Not Found"}'

    def _health(self) -> tuple[int, bytes]:
        if time.monotonic() - self.bound_at < self.told.get("warming_s", 0.0):
            return 503, b'{"detail":"not ready"}'
        status: int = self.told.get("health", 200)
        if status != 200:  # noqa: PLR2004 - the number is the protocol
            return status, b'{"detail":"as told"}'
        return status, f'{{"status":"{self.told.get("status", "ok")}"}}'.encode()


def settings(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give those of these settings that a `.env` has: the host's, and that of the run directory.

    The process is in a release by then, and only `PYTHONPATH` has kept the name of the link to it.
    """
    here = Path.cwd()
    roots = (Path(root) for root in os.environ.get("PYTHONPATH", "").split(os.pathsep) if root)
    beside = [root.parent / ".env" for root in roots if root.resolve() == here]
    named = os.environ.get("REFIT_ENV_FILE")
    for path in (*beside, *([Path(named)] if named else []), here / ".env"):
        text = path.read_text(encoding="utf-8") if names and path.is_file() else ""
        for name, _, value in (line.partition("=") for line in text.splitlines()):
            if name in names:
                yield name, value


async def whole_body(receive: Receive) -> bytes:
    """Read a request's body to its end."""
    body = bytearray()
    while True:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body", False):
            return bytes(body)


def lived_s() -> float:
    """Return how long ago this process was started, the interpreter's own start counted."""
    try:
        started = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        up_s = float(Path("/proc/uptime").read_text(encoding="utf-8").split()[0])
    except OSError:  # no Linux: what the processor has worked is near enough in a start
        return time.process_time()
    return up_s - int(started) / os.sysconf("SC_CLK_TCK")
