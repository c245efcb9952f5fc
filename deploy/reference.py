"""The reference: the files that a host's PM2 and Caddy should have, made for its settings."""

from __future__ import annotations

import math
import re
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from deploy.errors import Refused

if TYPE_CHECKING:
    from deploy.config import Config

KILL_TIMEOUT_S = 20
"""How long a request in flight may still take when the service is stopped."""
LISTENS_AGAIN_S = 30
"""What a previous release may need to load its model and to listen."""
PLAIN = r"[\w./@+=:,~%-]+"
"""A path that means the same to Caddy, to PM2 and in a shell."""


def ecosystem(config: Config) -> bytes:
    """Return PM2's configuration of the service. Raises `Refused` as `made` does."""
    return made("ecosystem.ai.config.js", config)


def caddy_files(config: Config) -> dict[str, bytes]:
    """Return what Caddy is given, by path: the route, and the site that holds it."""
    return {
        config.layout.caddy_route: made("ai.route", config),
        config.layout.caddy_site: made("ai.Caddyfile", config),
    }


def made(name: str, config: Config) -> bytes:
    """Return one of the files in `deploy/host/`, made for a host.

    Raises `Refused` where a setting cannot be written into all of them alike.
    """
    for what, value in (("base directory", config.base), ("health_path", config.health_path)):
        if re.fullmatch(PLAIN, value) is None:
            raise Refused(
                f"the {what} {value!r} cannot be written into configuration files",
                "Use letters, digits and ./@+=:,~%_- alone",
            )
    text = (files("deploy.host") / name).read_text(encoding="utf-8")
    filled = Template(text).substitute(
        app_name=config.app_name,
        base=config.base,
        drain_port=config.drain_port,
        health_path=config.health_path,
        hold_s=hold_s(config),
        kill_timeout_ms=KILL_TIMEOUT_S * 1000,
        port=config.port,
        route=config.layout.caddy_route,
        settings=config.layout.settings,
        site_address=config.site_address,
    )
    return filled.encode()


def hold_s(config: Config) -> int:
    """Return how many seconds a request may have to wait: while a release is tried in vain.

    It is stopped, the new one gets its whole time and every probe of it times out; that one is
    stopped, and the previous one has to listen again.
    """
    tries = len(config.deploy_waits_s) + 1
    proving_s = sum(config.deploy_waits_s) + tries * config.http_timeout_s
    return math.ceil(proving_s + 2 * KILL_TIMEOUT_S + LISTENS_AGAIN_S)


def import_line(config: Config) -> str:
    """Return the line that the main Caddyfile needs.

    With the star a missing file is no error to Caddy: losing ours must not stop others' sites.
    """
    return f"import {config.layout.caddy_site.rpartition('/')[0]}/*.Caddyfile"
