"""The proxy before the service: reloaded after a restart, probed as clients see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.environments import last_lines
from deploy.errors import CommandFailed, Refused, Unhealthy, Unreachable

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.ports import Answer

OK = 200
CONFIGURATION_BYTES_MAX = 64 * 1024 * 1024
"""Of what Caddy runs: other tenants may have many sites, with pages in them."""


def is_configured(host: Host) -> bool:
    """Say whether this host has a proxy to reload."""
    return host.files.kind(host.config.caddyfile) is not None


def running(host: Host) -> Answer:
    """Ask Caddy for the configuration that it runs. Raises `Unreachable`."""
    config = host.config
    return host.http.get(
        config.caddy_admin_url,
        timeout_s=config.http_timeout_s,
        bytes_max=CONFIGURATION_BYTES_MAX,
    )


def reload(host: Host) -> None:
    """Reload Caddy where it is configured; it says no when it does not run."""
    if not is_configured(host):
        return
    result = host.commands.run(
        (host.config.caddy, "reload", "--config", host.config.caddyfile),
        timeout_s=host.config.command_timeout_s,
    )
    if result.code != 0:
        raise CommandFailed(f"caddy reload failed: {last_lines(result)}")


def read(host: Host) -> None:
    """Have Caddy read its configuration, as a reload begins with. Raises `Refused` where it cannot.

    It may be another tenant's part that is wrong. `caddy validate` would say more, and opens log
    files, which not every user may.
    """
    path = host.config.caddyfile
    result = host.commands.run(
        (host.config.caddy, "adapt", "--config", path), timeout_s=host.config.command_timeout_s
    )
    if result.code != 0:
        raise Refused(
            f"Caddy could not be reloaded with {path}: {last_lines(result)}",
            f"Have it corrected by whose part it is; see: caddy adapt --config {path}",
        )


def drain(host: Host) -> None:
    """Have our site of the proxy keep requests back for two seconds: the service is about to stop.

    A request on its way while the port closes would be lost. It is a courtesy to the clients and no
    reason to fail.
    """
    if host.files.kind(host.layout.caddy_site) is None:
        return
    url = f"http://localhost:{host.config.drain_port}{host.config.health_path}"
    try:
        host.http.get(url, timeout_s=host.config.http_timeout_s)
    except Unreachable as error:
        host.log.note(f"the proxy was not told of the stop: {error.reason}")


def probe(host: Host) -> None:
    """Ask for health through the proxy, as clients do; raise `Unhealthy` without a good answer."""
    if not host.config.proxy_url:
        return
    answer = host.http.get(host.config.proxy_url, timeout_s=host.config.http_timeout_s)
    if answer.status != OK:
        raise Unhealthy(f"{host.config.proxy_url} answers {answer.status} through the proxy")
