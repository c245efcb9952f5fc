"""The service as a process of its own, started as production starts it and ended as one likes."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.keys import EVERYBODY, digest_of

RUN_DIRECTORY = Path(__file__).resolve().parents[2] / "ai_app"
KEY = "may-all"
AUTHORISATION = {"Authorization": f"Bearer {KEY}"}
READY = "/api/ai/ready"
START_S_MAX = 60.0
STOP_S_MAX = 20.0
"""So long PM2 waits until it kills; `KILL_TIMEOUT_S` of the deployer."""
POLL_S = 0.02
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""For libraries that would take every core there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A process that serves."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def resident_bytes(self) -> int:
        """How much memory it holds now; of Linux alone."""
        return resident_bytes(self.process.pid)

    def terminate(self) -> int:
        """Ask it to end, as PM2 does; return its exit code."""
        self.process.terminate()
        return self.process.wait(STOP_S_MAX)

    def kill(self) -> None:
        """End it in the midst of whatever it does, and wait for that."""
        self.process.kill()
        assert self.process.wait(STOP_S_MAX) == -signal.SIGKILL

    def said(self) -> str:
        """Return all that it wrote."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def serving(
    database_url: str, home: Path, settings: Mapping[str, str] | None = None
) -> Iterator[Service]:
    """Give the service, ready to answer; at the end it is terminated, where it still runs."""
    keys = {"everybody": {"sha256": digest_of(KEY), "scopes": sorted(EVERYBODY.scopes)}}
    told = {
        "API_KEYS": json.dumps(keys),
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "warning",
        "PYTHONPATH": str(RUN_DIRECTORY),
        "REQUESTS_PER_MINUTE_MAX": "100000000",
    }
    with uvicorn("api.main:app", RUN_DIRECTORY, home, {**told, **(settings or {})}) as service:
        wait_until_it_answers(service, READY)
        yield service


@contextmanager
def uvicorn(
    application: str, directory: Path, home: Path, settings: Mapping[str, str]
) -> Iterator[Service]:
    """Give a process of one worker that serves an application on loopback, or soon will."""
    port = free_port()
    command = (sys.executable, "-m", "uvicorn", *application.split(), "--port", str(port))
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), **ONE_THREAD, **settings}
    log = home / f"log-{port}"
    with (
        log.open("wb") as written,
        subprocess.Popen(
            (*command, "--no-access-log"),
            cwd=directory,
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield Service(port=port, process=process, log=log)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(STOP_S_MAX)
                finally:
                    process.kill()


def wait_until_it_answers(service: Service, path: str) -> None:
    """Ask until the answer is 200; raise `AssertionError`, with the log, where it never is."""
    deadline = time.monotonic() + START_S_MAX
    while time.monotonic() < deadline and service.process.poll() is None:
        if _status(service.port, path) == http.HTTPStatus.OK:
            return
        time.sleep(POLL_S)
    raise AssertionError(f"{path} did not answer within {START_S_MAX} s:\n{service.said()}")


def resident_bytes(pid: int) -> int:
    """Return how much memory a process holds, as Linux tells it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _status(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_S_MAX)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()
