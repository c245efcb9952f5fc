"""The app's own start time: from its spawn to its first healthy answer, with nothing else going on.

It is what no deployment with one process at a time can be shorter than.
"""

from __future__ import annotations

import shutil
import time
from contextlib import suppress

from sim.bench.place import Place
from sim.sandbox.host import ENV

PORT = 8100
"""A free one: the service goes on at its own."""
POLL_S = 0.005
TIMEOUT_S = 60
OK = 200
COPY = "/home/ubuntu/uncompiled"


def seconds(place: Place, *, compiled: bool) -> float:
    """Start the live release once more, on a port of its own, until it is healthy.

    Without `compiled`, from a copy of its environment in which nothing was compiled yet.
    """
    layout = place.layout
    python = f"{layout.app}/venv/bin/python" if compiled else f"{_uncompiled(place)}/bin/python"
    argv = (python, "-m", "uvicorn", "api.main:app", "--host", "127.0.0.1", "--port", str(PORT))
    env = {**ENV, "PYTHONPATH": layout.live}
    began_s = time.monotonic()
    with place.host.start(*argv, env=env, cwd=layout.live) as process:
        while time.monotonic() < began_s + TIMEOUT_S:
            with suppress(OSError):
                if place.host.get(PORT, place.config.health_path).status == OK:
                    took_s = time.monotonic() - began_s
                    process.kill()
                    process.wait(TIMEOUT_S)
                    return took_s
            time.sleep(POLL_S)
        raise TimeoutError(f"the app did not become healthy: {process.said()[-600:]}")


def _uncompiled(place: Place) -> str:
    """Copy the live environment without its compiled files; return where the copy lies."""
    environment = place.host.resolve(f"{place.layout.app}/venv")
    copy = place.host.outside(COPY)
    shutil.rmtree(copy, ignore_errors=True)
    compiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(place.host.outside(environment), copy, symlinks=True, ignore=compiled)
    return COPY
