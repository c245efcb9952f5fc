"""What the predecessor did, for comparison only: pip into the live venv, then rsync, then PM2.

Its commands, plainly, in its order. It is given the best of what is known of it: it restarts PM2's
entry where it cleaned up and started anew, it asks for health ten times a second, and Caddy holds
its clients by the same route as this deployer's.
"""

from __future__ import annotations

import importlib.util
import shutil
import time
from contextlib import suppress
from pathlib import Path

from sim.bench.place import BASE, Place
from sim.sandbox.host import CADDYFILE, SandboxHost

APP = f"{BASE}/app/ai"
PYTHON = f"{APP}/venv/bin/python"
BACKUPS = f"{BASE}/backups/ai"
PIP = (PYTHON, "-m", "pip", "install", "--force-reinstall", "--no-cache-dir", "--quiet")
HEALTH_S = 60
POLL_S = 0.1
OK = 200
PM2_START = (
    *("pm2", "start", f"{BASE}/infra/pm2/ecosystem.ai.config.js"),
    *("--only", "ai-service", "--env", "production"),
)


class Predecessor:
    """A host as the predecessor had it, its first release live."""

    def __init__(self, place: Place, wheel: str) -> None:
        self._host = place.host
        self._run("/usr/bin/python3", "-m", "venv", "--without-pip", f"{APP}/venv")
        _give_pip(self._host)
        self._run(*PIP, wheel)
        self._run("mkdir", "-p", f"{APP}/ai_app", BACKUPS)
        self._run(*_sync(self._host))
        self._run(*PM2_START)
        self._see_health()
        self._live, self._code, self._stamp = wheel, "", 0

    def deploy(self, wheel: str) -> None:
        """Back up, install, synchronise, restart, reload, look."""
        self._stamp += 1
        code, wheels = (f"{BACKUPS}/{half}_{self._stamp:014}" for half in ("code", "wheel"))
        self._run("mkdir", "-p", code, wheels)
        self._run("cp", "-r", f"{APP}/ai_app", f"{code}/")
        self._run("cp", wheel, f"{wheels}/")
        self._run(*PIP, wheel)
        self._run(*_sync(self._host))
        self._run("pm2", "restart", "ai-service")
        self._run("caddy", "reload", "--config", CADDYFILE)
        self._see_health()
        self._code = code

    def restore(self) -> None:
        """Back up for safety, clean up PM2, put the code back, install the old wheel, start."""
        safety = f"{BACKUPS}/safety_before_rollback_{self._stamp:014}"
        self._run("mkdir", "-p", safety)
        self._run("cp", "-r", f"{APP}/ai_app", f"{safety}/")
        self._run("pm2", "delete", "ai-service")
        self._run("rm", "-rf", f"{APP}/ai_app")
        self._run("cp", "-r", f"{self._code}/ai_app", f"{APP}/")
        self._run(*PIP, self._live)
        self._run(*PM2_START)
        self._run("caddy", "reload", "--config", CADDYFILE)
        self._see_health()
        self._run("rm", "-rf", safety)

    def _run(self, *argv: str) -> None:
        result = self._host.run(*argv)
        if result.code != 0:
            raise RuntimeError(f"{' '.join(argv[:5])} failed: {(result.err or result.out)[-600:]}")

    def _see_health(self) -> None:
        ends_s = time.monotonic() + HEALTH_S
        while time.monotonic() < ends_s:
            with suppress(OSError):
                if self._host.get(8000, "/api/ai/health").status == OK:
                    return
            time.sleep(POLL_S)
        raise TimeoutError("the predecessor's service did not become healthy")


def _sync(host: SandboxHost) -> tuple[str, ...]:
    (lib,) = host.outside(f"{APP}/venv/lib").glob("python3*")
    source = f"{APP}/venv/lib/{lib.name}/site-packages/ai_app/"
    return ("rsync", "-a", "--delete", source, f"{APP}/ai_app/")


def _give_pip(host: SandboxHost) -> None:
    """Copy pip from this environment: Debian's `venv` brings none along."""
    found = importlib.util.find_spec("pip")
    assert found is not None, "pip is one of the sandbox's dependencies"
    assert found.origin is not None
    (lib,) = host.outside(f"{APP}/venv/lib").glob("python3*")
    shutil.copytree(Path(found.origin).parent, lib / "site-packages/pip")
