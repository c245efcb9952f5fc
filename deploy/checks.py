"""Checks before a change: what would fail later is refused now, while nothing is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import astray, displaced, disproof, pm2, proxy, service
from deploy.environments import last_lines
from deploy.errors import Refused, Unreachable
from deploy.health import OK

if TYPE_CHECKING:
    from deploy.host import Host, View
    from deploy.model import Journal

MIB = 1024 * 1024


def disk(view: View) -> None:
    """Refuse where the disk has not the room for another release."""
    free, needed = view.files.free_bytes(view.layout.base), view.config.free_bytes_min
    if free < needed:
        raise Refused(
            f"only {free // MIB} MiB are free under {view.layout.base}, {needed // MIB} are needed",
            f"Make room; see: du -sh {view.layout.backups} {view.layout.environments}",
        )


def files(view: View) -> None:
    """Refuse where links lead astray, or PM2's configuration of the service is not there."""
    astray.refuse(astray.look(view))
    if view.config.service and view.files.kind(view.layout.pm2_config) is None:
        raise Refused(
            f"PM2's configuration {view.layout.pm2_config} is not there",
            "Put it there, check --base, or deploy the files alone: --no-service",
        )


def machine(host: Host, plan: Journal) -> None:
    """Refuse where the programs, the port or the proxy could not carry the change."""
    result = host.commands.run(
        (host.config.uv, "--version"), timeout_s=host.config.command_timeout_s
    )
    if result.code != 0:
        raise Refused(f"uv does not work: {last_lines(result)}", "Install it: pip install uv")
    if not host.config.service:
        return
    if pm2.runs(host):
        pm2.version(host)
    _port(host, plan, led_otherwise=_proxy(host))


def _port(host: Host, plan: Journal, *, led_otherwise: bool) -> None:
    """Refuse a stranger on the port, a service of which nothing else tells, a wrong setting.

    `led_otherwise`: the proxy will lead elsewhere once it is reloaded, and so does not tell yet.
    """
    holder = host.processes.listener(host.config.port)
    if holder is None:
        return
    for each in (holder, *host.processes.listeners(host.config.port)):
        if not service.is_ours(host, each):
            if pm2.runs(host) and service.is_under_pm2(host, each):
                astray.refuse(displaced.carried_off(host.view(), each))
            see = f"See: ss -ltnp 'sport = :{host.config.port}'"
            raise Refused(service.stranger(host, each), see)
    home = service.other_pm2(host, holder)
    if home is not None:
        raise Refused(
            f"process {holder.pid} is the service, and the PM2 of {home} runs it, not that of"
            f" {pm2.home(host)}",
            "Correct pm2_home in infra/deploy.json: the PM2 that runs it would start it again",
        )
    if plan.previous is None:
        astray.refuse(displaced.unreferenced(host.view(), holder))
    if [row.pid for row in pm2.of_service(host)] == [holder.pid]:
        disproof.vet(host, plan, through_proxy=not led_otherwise)


def _proxy(host: Host) -> bool:
    """Refuse where Caddy is configured and does not run: no outcome could be proven through it.

    So where it could not be reloaded, whoever made its configuration unreadable. Return whether a
    reload changes whom it leads to.
    """
    if not proxy.is_configured(host):
        return False
    url = host.config.caddy_admin_url
    try:
        answer = proxy.running(host)
        said = None if answer.status == OK else f"{url} answers {answer.status}"
    except Unreachable as error:
        said = f"{url}: {error.reason}"
    if said is not None:
        raise Refused(
            f"Caddy is configured in {host.config.caddyfile} but does not run: {said}",
            "Start it (sudo systemctl start caddy), then do this again",
        )
    return proxy.read(host, answer.body)
