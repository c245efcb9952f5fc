"""Every number and choice of a deployment, each with its unit and its reason."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from deploy.errors import Refused
from deploy.layout import Layout

if TYPE_CHECKING:
    from deploy.ports import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings of one host. A host may override any but `base` in `infra/deploy.json`."""

    base: str
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
    uv: str = "uv"
    caddy: str = "caddy"
    """Programs, by name or, where the PATH does not lead to them, by absolute path."""
    pm2_home: str = ""
    """PM2_HOME; empty means `.pm2` in the user's home."""
    caddyfile: str = "/etc/caddy/Caddyfile"
    """The proxy is reloaded where this file exists."""
    caddy_admin_url: str = "http://localhost:2019/config/"
    """Answers as long as Caddy runs."""
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
    restarts_max: int = 2
    """More restarts than these while waiting is a crash loop."""
    go_back_attempts_max: int = 3
    """Tries at the way back: one passing fault must not cost the service."""
    finish_attempts_max: int = 2
    command_timeout_s: float = 60
    build_timeout_s: float = 1500
    """Below the 1800 s that a deployment may take as a whole."""
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
        return Layout(self.base)


def check_base(base: str) -> str:
    """Return `base` as it is used everywhere; raise `Refused` for one that could do harm."""
    advice = "Give an absolute directory: --base /home/ubuntu/refit, or SERVER_BASE_PATH"
    if not base.strip():
        raise Refused("the base directory is empty", advice)
    if not base.startswith("/"):
        raise Refused(f"the base directory {base!r} is not absolute", advice)
    if ".." in base.split("/") or any(ord(letter) < ord(" ") for letter in base):
        raise Refused(f"the base directory {base!r} is not a plain path", advice)
    cleaned = "/" + "/".join(part for part in base.split("/") if part not in ("", "."))
    if cleaned == "/":
        raise Refused("the base directory is the root of the file system", advice)
    return cleaned


def with_host_settings(config: Config, reader: Reader) -> Config:
    """Return `config` with what the host's `infra/deploy.json` says, each value checked by type."""
    path = config.layout.settings
    if reader.kind(path) is None:
        return config
    try:
        given = json.loads(reader.read(path))
    except (OSError, ValueError) as error:
        raise Refused(f"{path} cannot be read: {error}", "Mend or remove it") from error
    if not isinstance(given, dict):
        raise Refused(f"{path} holds no JSON object", "Mend or remove it")
    return replace(config, **{name: _value(path, name, value) for name, value in given.items()})


def _value(path: str, name: str, value: object) -> object:
    known = {field.name: field.default for field in fields(Config) if field.name != "base"}
    if name not in known:
        raise Refused(f"{path}: unknown setting {name!r}", f"Known: {', '.join(sorted(known))}")
    default = known[name]
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(value)
    number = isinstance(default, int | float) and not isinstance(default, bool)
    fits = isinstance(value, int | float) if number else isinstance(value, type(default))
    if not fits or (number and isinstance(value, bool)):
        raise Refused(f"{path}: {name} must be like {default!r}, not {value!r}", "Mend it")
    return value
