"""What a host says of itself in `infra/deploy.json`, each value checked before it is used."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, cast

from deploy.config import PLAIN_PATH, UNSETTABLE, Config
from deploy.errors import Refused
from deploy.parsing import parsed

if TYPE_CHECKING:
    from deploy.ports import Reader

PLAIN_NAME = r"(?!all$)(?![0-9]+$)[A-Za-z0-9_][A-Za-z0-9._-]*"
"""`pm2 delete all` would end every tenant, and a number is another process's id."""
FILE_NAME = r"(?!\.{1,2}$)[^/\x00-\x1f]+"
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
