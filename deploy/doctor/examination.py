"""The examination of a host: every look in one list. Nothing of it changes anything."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from deploy import redaction
from deploy.doctor import configuration, leftovers, links, machine, secrets, tenancy
from deploy.doctor.finding import Finding, Level, wrong
from deploy.errors import DeployError, Refused
from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.host import Host

    Look = Callable[[Host], list[Finding]]


def examine(host: Host) -> tuple[Finding, ...]:
    """Look at everything and change nothing. Raises `Refused` for a base that cannot be ours."""
    view = host.view()
    if view.files.kind(view.layout.base) is not Kind.DIRECTORY:
        raise Refused(f"{view.layout.base} is no directory", "Create it, or give another --base")
    found = [finding for name, look in _looks(host) for finding in _seen(host, name, look)]
    return tuple(
        replace(
            each, text=redaction.redact(host, each.text), mend=redaction.redact(host, each.mend)
        )
        for each in _closing_first(found)
    )


def _closing_first(found: list[Finding]) -> list[Finding]:
    """Have a deployment closed that is open before its work is taken for what is wrong."""
    opened = next((each for each in found if each.about == leftovers.JOURNAL and each.mend), None)
    if opened is None:
        return found
    return [replace(each, mend=opened.mend) if _is_its_work(each) else each for each in found]


def _is_its_work(found: Finding) -> bool:
    return found.level is not Level.OK and found.about in ("links", "port", "reboot", "service")


def _looks(host: Host) -> list[tuple[str, Look]]:
    """Return what is looked at, in order; those at files alone are given no more than a view."""
    looks: list[tuple[str, Look]] = [
        ("disk", lambda host: machine.disk(host.view())),
        ("owners", lambda host: machine.owners(host.view(), host.home)),
        ("uv", machine.uv),
    ]
    if host.config.service:
        looks += [
            ("files", lambda host: configuration.files(host.view())),
            ("secrets", lambda host: secrets.look(host.view())),
            ("pm2", tenancy.look),
            ("caddy", configuration.caddy),
        ]
    return [
        *looks,
        ("links", lambda host: links.look(host.view())),
        ("leftovers", lambda host: leftovers.look(host.view())),
    ]


def _seen(host: Host, name: str, look: Look) -> list[Finding]:
    """Look; what cannot be looked at is a finding of its own, and the others go on."""
    try:
        return look(host)
    except DeployError as error:
        return [wrong(name, error.reason, error.advice)]
    except OSError as error:
        said = f"{error.filename} cannot be read: {error.strerror}"
        return [wrong(name, said, f"ls -ld {shlex.quote(str(error.filename))}")]
