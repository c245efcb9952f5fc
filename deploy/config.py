"""Every number and choice of a deployment, each with its unit and its reason."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, cast

from deploy.errors import Refused
from deploy.layout import Layout, below
from deploy.parsing import parsed

if TYPE_CHECKING:
    from deploy.ports import Reader


PLAIN_NAME = r"(?!all$)(?![0-9]+$)[A-Za-z0-9_][A-Za-z0-9._-]*"
"""`pm2 delete all` would end every tenant, and a number is another process's id."""
FILE_NAME = r"(?!\.{1,2}$)[^/\x00-\x1f]+"
PLAIN_PATH = r"(?:/[\w@%+=:,.~-]+)+"
"""What a shell takes as it stands: people copy the commands that they are told."""
PROGRAM = f"(?:{PLAIN_PATH}|[A-Za-z0-9_][A-Za-z0-9._-]*)"
ADDRESS = r"https?://[^\s/]+[^\s]*"
FORMS = {
    "caddy": PROGRAM,
    "caddy_admin_url": ADDRESS,
    "caddyfile": PLAIN_PATH,
    "health_path": r"/[!-~]*",
    "kept": FILE_NAME,
    "node": PROGRAM,
    "pm2": PROGRAM,
    "pm2_home": f"(?:{PLAIN_PATH})?",
    "proxy_url": f"(?:{ADDRESS})?",
    "python": PROGRAM,
    "site_address": r"[A-Za-z0-9*.:/_-]+",
    "uv": PROGRAM,
    "version_path": r"/[!-~]*",
}
"""How a text setting must look; any other is a plain name."""
ANY_NUMBER = (0.001, 3600)
BOUNDS: dict[str, tuple[float, float]] = {
    "drain_port": (1, 65535),
    "finish_attempts_max": (1, 10),
    "free_bytes_min": (1, 2**50),
    "go_back_attempts_max": (1, 10),
    "health_tick_s": (0.05, 60),
    "keep_days": (0.001, 3650),
    "keep_pairs_max": (1, 1000),
    "keep_pairs_min": (1, 100),
    "keep_reports_max": (1, 10_000),
    "port": (1, 65535),
    "restarts_max": (0, 100),
    "proven_probes": (1, 100),
    "stable_probes": (1, 100),
}
"""What a number may be: each wait and each loop ends."""
ITEMS_MAX = 30
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


def with_host_settings(config: Config, reader: Reader) -> Config:
    """Return `config` with what the host's `infra/deploy.json` says, each value checked by type.

    A release that may take long to start must have as long when it comes back, or there would be no
    way back to it. Raises `Refused`.
    """
    path = config.layout.settings
    if reader.kind(path) is None:
        return config
    try:
        given = parsed(reader.read(path))
    except (OSError, ValueError) as error:
        raise Refused(f"{path} cannot be read: {error}", "Mend or remove it") from error
    if not isinstance(given, dict):
        raise Refused(f"{path} holds no JSON object", "Mend or remove it")
    known: dict[str, Any] = {
        name: check_setting(f"{path}: {name}", name, value) for name, value in given.items()
    }
    found = replace(config, **known)
    new_s, back_s = sum(found.deploy_waits_s), sum(found.restore_waits_s)
    if back_s < new_s:
        raise Refused(
            f"{path} gives a new release {new_s:g} s, and one that comes back {back_s:g} s",
            "Give restore_waits_s no less time in all than deploy_waits_s",
        )
    return found


def check_setting(where: str, name: str, value: object) -> object:
    """Return a setting that is safe to work with; raise `Refused`, saying where it stands."""
    known = {field.name: str(field.type) for field in fields(Config)[UNSETTABLE:]}
    if name not in known:
        raise Refused(f"{where} is no setting", f"Known: {', '.join(sorted(known))}")
    several = (kind := known[name]).startswith("tuple")
    items = value if several and isinstance(value, list) else [value]
    fits = several == isinstance(value, list) and len(items) <= ITEMS_MAX
    if not fits or not all(_fits(name, kind, item) for item in items):
        raise Refused(f"{where} cannot be {value!r}: {_wanted(name, kind)}", "Mend it")
    return tuple(items) if several else value


def _fits(name: str, kind: str, value: object) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if "str" in kind:
        form = FORMS.get(name, PLAIN_NAME)
        return isinstance(value, str) and re.fullmatch(form, value) is not None
    number = isinstance(value, int if kind == "int" else int | float)
    low, high = BOUNDS.get(name, ANY_NUMBER)
    return number and not isinstance(value, bool) and low <= cast("float", value) <= high


def _wanted(name: str, kind: str) -> str:
    one = "a list, each " if kind.startswith("tuple") else ""
    if "str" in kind:
        return f"{one}a text like {FORMS.get(name, PLAIN_NAME)}"
    if kind == "bool":
        return "true or false"
    low, high = BOUNDS.get(name, ANY_NUMBER)
    return f"{one}a {'whole ' * (kind == 'int')}number from {low:g} to {high:g}"
