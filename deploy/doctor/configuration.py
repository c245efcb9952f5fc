"""The configuration of PM2 and Caddy: against the reference, and against what Caddy runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import caddyfile, differences, permissions, provision, provisioning, proxy, reference
from deploy.doctor.finding import Finding, hint, ok, wrong
from deploy.environments import last_lines
from deploy.errors import Unreachable
from deploy.parsing import parsed

if TYPE_CHECKING:
    from deploy.host import Host, View

OK = 200


def files(view: View) -> list[Finding]:
    """Compare the files of PM2 and Caddy with what they should be."""
    wanted = {view.layout.pm2_config: reference.ecosystem(view.config)}
    if view.files.kind(view.config.caddyfile) is not None:
        wanted |= reference.caddy_files(view.config)
    found = []
    for path, content in wanted.items():
        about = "pm2 file" if path == view.layout.pm2_config else "caddy file"
        if view.files.kind(path) is None:
            found.append(wrong(about, f"{path} is not there", provision.again(view)))
            continue
        present = view.files.read(path)
        if present != content:
            said = f"{path} differs: {differences.summary(present, content)}"
            found.append(wrong(about, said, provision.again(view)))
    return found or [ok("files", f"as the reference has them: {' '.join(wanted)}")]


def caddy(host: Host) -> list[Finding]:
    """Look whether Caddy runs, by its files as they are now, and holds requests for us."""
    view = host.view()
    if not proxy.is_configured(host):
        return [hint("caddy", f"{host.config.caddyfile} is not there: nothing is proxied")]
    return [*_running(host), *_imported(view), *_readable(view)]


def _running(host: Host) -> list[Finding]:
    url, config = host.config.caddy_admin_url, host.config
    try:
        answer = proxy.running(host)
        said = "" if answer.status == OK else f"{url} answers {answer.status}"
    except Unreachable as error:
        said = error.reason
    if said:
        return [wrong("caddy", f"it does not run: {said}", "sudo systemctl start caddy")]
    adapted = host.commands.run(
        (config.caddy, "adapt", "--config", config.caddyfile), timeout_s=config.command_timeout_s
    )
    if adapted.code != 0:
        said = f"it runs, but could not begin again: {last_lines(adapted, 1)}"
        return [wrong("caddy", said, f"{config.caddy} validate --config {config.caddyfile}")]
    if not _same(answer.body, adapted.out):
        said = f"it runs another configuration than {config.caddyfile} has"
        return [wrong("caddy", said, f"{config.caddy} reload --config {config.caddyfile}")]
    return [ok("caddy", f"it runs, as {config.caddyfile} says")]


def _same(running: bytes, adapted: str) -> bool:
    """Say whether two configurations are one; what is none at all is not ours."""
    try:
        return bool(parsed(running) == parsed(adapted))
    except ValueError:
        return False


def _imported(view: View) -> list[Finding]:
    """Look whether requests reach the service by our route, and by no other."""
    lines = provisioning.others_lines(view)
    own = [each for each in lines if caddyfile.proxies(each, view.config.port)]
    instead = f"put in its place: import {view.layout.caddy_route}"
    found = [
        wrong("caddy site", f"{each.path}:{each.number} holds no requests back", instead)
        for each in own
    ]
    if provisioning.is_imported(view):
        return found or [ok("caddy site", f"{view.config.caddyfile} imports it")]
    said = f"{view.config.caddyfile} does not import {view.layout.caddy_site}"
    return found or [wrong("caddy site", said, provision.again(view))]


def _readable(view: View) -> list[Finding]:
    """Look whether Caddy's own user gets at our files: when it starts, it reads them itself."""
    opens = permissions.opening(view)
    said = "Caddy's user cannot read the site, and would start without it"
    return [wrong("caddy site", said, opens)] if opens else []
