"""What the service and the proxy before it answer now, and whom the proxy passes requests to."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from deploy import provisioning, proxy, reference
from deploy.errors import CommandFailed, DeployError, Refused, Unreachable
from deploy.parsing import parsed
from deploy.ports import Kind
from deploy.snapshot.surroundings import Proxy, Said

if TYPE_CHECKING:
    from deploy.host import Host, View
    from deploy.ports import Answer

OK = 200
WORDS = ("status", "sha", "version")
"""What is taken from an answer; the rest of it may be anybody's."""
WORD_MAX = 80


def health(host: Host, path: str) -> Said:
    """Ask the service itself."""
    return _asked(host, f"http://localhost:{host.config.port}{path}")


def _asked(host: Host, url: str) -> Said:
    try:
        answer = host.http.get(url, timeout_s=host.config.http_timeout_s)
    except Unreachable:
        return Said()
    return Said(status=answer.status, words=_words(answer))


def _words(answer: Answer) -> dict[str, str]:
    try:
        found = parsed(answer.body)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: str(found[name])[:WORD_MAX] for name in WORDS if isinstance(found.get(name), str)}


def look(host: Host) -> Proxy:
    """Look at the proxy by its own account; its file is adapted, not applied."""
    if not proxy.is_configured(host):
        return Proxy()
    config = host.config
    try:
        admin = proxy.running(host)
        runs = admin.status == OK
    except Unreachable:
        admin, runs = None, False
    return Proxy(
        configured=True,
        runs=runs,
        passes=proxy.dialled(admin.body) or () if admin is not None and runs else (),
        would_pass=_adapted(host),
        provisioned=_is_provisioned(host.view()),
        answer=_asked(host, config.proxy_url) if config.proxy_url else None,
    )


def _adapted(host: Host) -> tuple[int, ...] | None:
    config = host.config
    try:
        result = host.commands.run(
            (config.caddy, "adapt", "--config", config.caddyfile),
            timeout_s=config.command_timeout_s,
        )
    except CommandFailed:
        return None
    return proxy.dialled(result.out.encode()) if result.code == 0 else None


def _is_provisioned(view: View) -> bool:
    """Say whether the main file imports our site, and that is what the reference has."""
    with suppress(DeployError, OSError):
        wanted = _reference(view)
        there = all(view.files.kind(path) is Kind.FILE for path in wanted)
        same = there and all(view.files.read(path) == each for path, each in wanted.items())
        return bool(wanted) and same and provisioning.is_imported(view)
    return False


def _reference(view: View) -> dict[str, bytes]:
    try:
        return reference.caddy_files(view.config)
    except Refused:
        return {}
