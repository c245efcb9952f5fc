"""Every number and choice of a deployment, each with its unit and its reason."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from deploy.errors import Refused
from deploy.layout import Layout, below

PLAIN_PATH = r"(?:/[\w@%+=:,.~-]+)+"
"""What a shell takes as it stands: people copy the commands that they are told."""
UNSETTABLE = 2
"""The first fields of `Config`, which are not the host's to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings of one host; all but the first two may be overridden in `infra/deploy.json`."""

    base: str
    program: str = "python3 -m deploy"
    """How this deployer is called, for the commands that it tells people to run."""
    service: bool = True
    """False deploys the files alone: no PM2, no proxy, no health check."""
    python: str = "3.11"
    """The interpreter of the environments, as uv names it."""
    extras: tuple[str, ...] = ()
    """Extras of the wheel to install, such as `models`."""
    app_name: str = "ai-service"
    port: int = 8000
    health_path: str = "/api/ai/health"
    version_path: str = "/api/ai/version"
    pm2: str = "pm2"
    node: str = "node"
    uv: str = "uv"
    caddy: str = "caddy"
    """Programs, by name or, where the PATH does not lead to them, by absolute path."""
    pm2_home: str = ""
    """PM2_HOME; empty means `.pm2` in the user's home."""
    caddyfile: str = "/etc/caddy/Caddyfile"
    """The proxy is reloaded where this file exists."""
    site_address: str = ":80"
    """The address of the site that `provision` gives Caddy, as a Caddyfile has it."""
    caddy_admin_url: str = "http://localhost:2019/config/"
    """Answers as long as Caddy runs."""
    drain_port: int = 8009
    """Where our site of the proxy is told, on the loopback, that the service is about to stop."""
    proxy_url: str = ""
    """The health check as clients reach it, through the proxy; empty means no such probe."""
    deploy_waits_s: tuple[float, ...] = (2, 5, 10, 20, 30)
    """5 retries; 67 s in all, so that a model has the time to load."""
    restore_waits_s: tuple[float, ...] = (1, 2, 3, 5, 7, 9, 11, 13, 16)
    """10 tries with growing waits, and no less time in all than a new release gets."""
    health_tick_s: float = 1.0
    """How often a dead process is looked for between two tries."""
    stable_probes: int = 4
    """Answers in a row, a tick apart, before a release counts as healthy."""
    proven_probes: int = 3
    """The same for a release that comes back: it was proven so before, and then served."""
    restarts_max: int = 2
    """More restarts than these while waiting is a crash loop."""
    go_back_attempts_max: int = 3
    """Tries at the way back: one passing fault must not cost the service."""
    finish_attempts_max: int = 2
    command_timeout_s: float = 60
    offline_timeout_s: float = 300
    """From uv's cache alone."""
    build_timeout_s: float = 1200
    """With the time before it still below the 1800 s that a deployment may take as a whole."""
    http_timeout_s: float = 5
    port_free_timeout_s: float = 15
    """PM2 kills after 1.6 s; a process that ignores SIGTERM is killed half-way through this."""
    free_bytes_min: int = 512 * 1024 * 1024
    keep_days: float = 7
    keep_pairs_min: int = 3
    """Usable pairs that stay whatever their age."""
    keep_pairs_max: int = 20
    """Bounds the disk on a day with many deployments."""
    keep_reports_max: int = 50
    kept: tuple[str, ...] = (".env", ".env.local", ".env.production", "uploads")
    """Files of the host's own inside the run directory, kept across releases."""

    @property
    def layout(self) -> Layout:
        """Where things lie on this host."""
        return below(self.base)


@functools.lru_cache(maxsize=8)
def check_base(base: str) -> str:
    """Return `base` as it is used everywhere; raise `Refused` for one that could do harm."""
    advice = "Give an absolute directory: --base /home/ubuntu/refit, or SERVER_BASE_PATH"
    if not base.strip():
        raise Refused("the base directory is empty", advice)
    if not base.startswith("/"):
        raise Refused(f"the base directory {base!r} is not absolute", advice)
    cleaned = "/" + "/".join(part for part in base.split("/") if part not in ("", "."))
    if cleaned == "/":
        raise Refused("the base directory is the root of the file system", advice)
    if ".." in base.split("/") or re.fullmatch(PLAIN_PATH, cleaned) is None:
        raise Refused(f"the base directory {base!r} is not a plain path", advice)
    return cleaned
