"""The proxy before the service: reloaded after a restart, probed as clients see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from deploy.environments import last_lines
from deploy.errors import CommandFailed, Refused, Unhealthy, Unreachable
from deploy.parsing import parsed, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.host import Host
    from deploy.ports import Answer

OK = 200
DIAL = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])?:([0-9]{1,5})")
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


def read(host: Host, running: bytes) -> bool:
    """Have Caddy read its configuration, as a reload begins with; return whether that changes much.

    It does where requests would be passed to other ports of this host, as far as can be seen.
    Raises `Refused` where it cannot, it may be another tenant's part that is wrong, and where the
    configuration that it is `running` leads to the service and this one would not. `caddy
    validate` would say more, and opens log files, which not every user may.
    """
    path, port = host.config.caddyfile, host.config.port
    result = host.commands.run(
        (host.config.caddy, "adapt", "--config", path), timeout_s=host.config.command_timeout_s
    )
    if result.code != 0:
        raise Refused(
            f"Caddy could not be reloaded with {path}: {last_lines(result)}",
            f"Have it corrected by whose part it is; see: caddy adapt --config {path}",
        )
    told, before = dialled(result.out.encode()), dialled(running)
    if told is None or before is None:
        return True
    if port in before and port not in told:
        raise Refused(
            f"Caddy leads to port {port}, and would not any more once it is reloaded with {path}",
            f"Correct the site of the service there; see: caddy adapt --config {path}",
        )
    return told != before


def dialled(body: bytes) -> tuple[int, ...] | None:
    """Return the local ports that a configuration of Caddy passes requests to."""
    try:
        found = parsed(body)
    except ValueError:
        return None
    return tuple(sorted(set(_ports(found))))


def _ports(value: Any) -> Iterator[int]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, list):
        for each in value:
            yield from _ports(each)
    elif isinstance(value, dict):
        dial = value.get("dial")
        found = DIAL.fullmatch(dial) if isinstance(dial, str) else None
        if found is not None:
            yield int(found[1])
        for each in value.values():
            yield from _ports(each)


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
    url = host.config.proxy_url
    answer = host.http.get(url, timeout_s=host.config.http_timeout_s)
    if answer.status == OK and word(answer.body, "status") == "ok":
        return
    said = f"{url} answers {answer.status} through the proxy"
    raise Unhealthy(
        f"{said}, and not as the service does" if answer.status == OK else said,
        f"Where the proxy leads elsewhere, correct its site or proxy_url; see: curl -i {url}",
    )
