"""The namespaces of a sandbox: bubblewrap, the agent inside of it, and the power switch."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sim.sandbox import agent
from sim.sandbox.channel import HungUp, channel
from sim.sandbox.parts import PYTHON, Parts

OPT = "/opt/refit-parts"
"""Where the shared programs lie inside of a sandbox."""
WRITABLE = ("home", "tmp", "run", "var", "etc")
"""Directories of a host that are its own."""
SHARED = ("/etc/alternatives", "/etc/ssl", "/etc/ld.so.cache", "/etc/localtime")
PATH = f"{OPT}/bin:/usr/local/bin:/usr/bin:/bin"
READY_TRIES = 2000
READY_POLL_S = 0.005


@dataclass(frozen=True, slots=True)
class Bubble:
    """A running sandbox."""

    bwrap: subprocess.Popen[bytes]
    child: int
    """The first process inside, as this machine numbers it: all others die with it."""
    leash: int

    def burst(self) -> None:
        """End every process inside at once: a power failure. No error where it is gone."""
        with suppress(ProcessLookupError):
            os.kill(self.child, signal.SIGKILL)
        self.bwrap.wait()
        if self.leash >= 0:
            with suppress(OSError):
                os.close(self.leash)


def blow(
    root: Path, parts: Parts, *, leashed: bool = True, disk_bytes: int | None = None
) -> Bubble:
    """Start the namespaces and the agent on the directories below `root`.

    Leashed, the sandbox ends with this process, however that ends. With `disk_bytes` its home is
    a file system of that size, filled with what lies in `root`, and forgotten with the power.
    """
    shutil.rmtree(root / "run")  # in memory on a real host: it goes with the power
    (root / "run").mkdir()
    held, leash = os.pipe() if leashed else (-1, -1)
    told, tell = os.pipe()
    passed = [tell, *([held] if leashed else [])]
    argv = (
        *_argv(root, parts, disk_bytes),
        "--info-fd",
        str(tell),
        PYTHON,
        "-I",
        f"{OPT}/agent.py",
    )
    with (root / "agent.log").open("ab") as log:
        process = subprocess.Popen(
            (*argv, str(held)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=passed,
            start_new_session=True,
        )
    for descriptor in passed:
        os.close(descriptor)
    with os.fdopen(told, "rb") as file:
        said = file.read()
    child = int(json.loads(said)["child-pid"]) if said else 0
    bubble = Bubble(process, child, leash)
    _wait_for_agent(root, bubble)
    return bubble


def _wait_for_agent(root: Path, bubble: Bubble) -> None:
    for _ in range(READY_TRIES):
        with suppress(HungUp), channel(root / "run"):
            return
        try:
            bubble.bwrap.wait(READY_POLL_S)
        except subprocess.TimeoutExpired:
            continue
        break
    bubble.burst()
    said = (root / "agent.log").read_text(errors="replace").strip()
    raise RuntimeError(f"the sandbox did not come up: {said[-600:]}")


def _argv(root: Path, parts: Parts, disk_bytes: int | None) -> list[str]:
    argv = ["bwrap"]
    argv += [f"--unshare-{kind}" for kind in ("user", "pid", "net", "ipc", "uts")]
    argv += ["--cap-drop", "ALL", "--cap-add", "CAP_NET_ADMIN"]
    argv += ["--cap-add", "CAP_SETFCAP", "--uid", "0", "--gid", "0"]
    argv += ["--hostname", "refit", "--clearenv", "--setenv", "PATH", PATH]
    argv += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib64"):
        argv += ["--symlink", f"usr/{name}", f"/{name}"]
    argv += ["--proc", "/proc", "--dev", "/dev"]
    for name in WRITABLE:
        argv += ["--bind", str(root / name), f"/{name}"]
    if disk_bytes is not None:
        argv += ["--size", str(disk_bytes), "--tmpfs", "/home"]
        argv += ["--ro-bind", str(root / "home"), "/mnt/home"]
    for path in SHARED:
        argv += ["--ro-bind-try", path, path]
    return [*argv, *_programs(parts), "--dir", "/srv", "--remount-ro", "/", "--chdir", "/"]


def _programs(parts: Parts) -> Sequence[str]:
    """Return the binds of the shared programs, each under its own name in one directory."""
    binds = ["--ro-bind", str(Path(agent.__file__)), f"{OPT}/agent.py"]
    binds += ["--ro-bind", str(parts.uv), f"{OPT}/bin/uv"]
    binds += ["--ro-bind", str(parts.caddy), f"{OPT}/bin/caddy"]
    binds += ["--ro-bind", str(parts.pm2), f"{OPT}/pm2"]
    binds += ["--symlink", "../pm2/node_modules/pm2/bin/pm2", f"{OPT}/bin/pm2"]
    if not parts.node.is_relative_to("/usr"):
        binds += ["--ro-bind", str(parts.node), f"{OPT}/bin/node"]
    return binds
