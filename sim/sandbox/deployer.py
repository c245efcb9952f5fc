"""The deployer on a sandbox: its one file, built from this checkout."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from deploy.config import Config
from deploy.model import Apply, Restore
from sim.people.operator import Told
from sim.sandbox import runner
from sim.sandbox.host import ENV, SandboxHost
from sim.sandbox.parts import PYTHON
from sim.sandbox.process import SandboxProcess

ROOT = Path(__file__).resolve().parent.parent.parent
PYZ = "/home/ubuntu/deploy.pyz"
RUNNER = "/home/ubuntu/runner.py"
TIMEOUT_S = 600
KILLED = -9


@functools.lru_cache(maxsize=1)
def built() -> bytes:
    """Build the deployer's one file as a release does."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "deploy.pyz"
        script = ROOT / "scripts/build_zipapp.py"
        subprocess.run((sys.executable, str(script), str(target)), check=True, capture_output=True)
        return target.read_bytes()


def install(host: SandboxHost) -> None:
    """Put the deployer on the host, as the pipeline does."""
    host.put(PYZ, built(), 0o755)
    host.put(RUNNER, Path(runner.__file__).read_bytes())


def start(
    host: SandboxHost,
    config: Config,
    request: Apply | Restore | None,
    *,
    offset_s: float = 0,
    events: Mapping[str, str] | None = None,
) -> SandboxProcess:
    """Start the deployer; `events` say what happens at which site."""
    kind = None if request is None else type(request).__name__.lower()
    order = {
        "config": asdict(config),
        "kind": kind,
        "request": {} if request is None else asdict(request),
        "offset_s": offset_s,
        "events": dict(events or {}),
    }
    env = {**ENV, "PYTHONPATH": PYZ}
    return host.start(PYTHON, "-s", RUNNER, json.dumps(order), env=env)


def carry_out(
    host: SandboxHost,
    config: Config,
    request: Apply | Restore | None,
    *,
    offset_s: float = 0,
    events: Mapping[str, str] | None = None,
    meddle: Callable[[str], None] | None = None,
) -> Told | None:
    """Run the deployer to its end; `meddle` is called with the name of each event. None: killed."""
    with (
        Meddling(host, meddle),
        start(host, config, request, offset_s=offset_s, events=events) as process,
    ):
        result = process.wait(TIMEOUT_S)
    if result.code in (KILLED, 137):
        return None
    if result.code != 0:
        raise RuntimeError(f"the deployer broke: {result.err[-2000:]}")
    said = json.loads(result.out)
    return Told(exit_code=said["exit_code"], message=said["message"], report=said["report"])


class Meddling:
    """Somebody outside who does something to the host when the deployer comes to a site."""

    def __init__(self, host: SandboxHost, meddle: Callable[[str], None] | None) -> None:
        self._meddle = meddle
        self._ask, self._hear = (host.ground.outside(path) for path in (runner.ASK, runner.HEAR))
        self._failure: BaseException | None = None

    def __enter__(self) -> None:
        if self._meddle is None:
            return
        for pipe in (self._ask, self._hear):
            pipe.unlink(missing_ok=True)
            os.mkfifo(pipe)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._meddle is not None
        while True:
            kind = self._ask.read_text()
            if not kind:
                return
            try:
                self._meddle(kind)
            except Exception as error:  # noqa: BLE001 - told to whoever waits for the deployer
                self._failure = error
            self._hear.write_text("done")

    def __exit__(self, *_: object) -> None:
        """Let the listener go, and tell what it could not do."""
        if self._meddle is None:
            return
        self._ask.write_text("")
        self._thread.join()
        if self._failure is not None:
            raise self._failure
