"""Who listens where: on our port, the tenants' and the proxy's."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from deploy.snapshot import words
from deploy.snapshot.surroundings import Owner, Pm2

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deploy.host import Host
    from deploy.ports import Process

PORT = re.compile(r"(?:--port|-p|--listen)[= ]([0-9]{1,5})\b")
ALWAYS = (80, 443)
"""Where a proxy listens, whatever its file says."""


def owners(host: Host, table: Pm2, passes: Iterable[int]) -> dict[str, Owner | None]:
    """Return who listens on every port that is known of: ours, the tenants', the proxy's."""
    named = [int(hit) for row in table.rows for hit in PORT.findall(row.args)]
    ports = {host.config.port, *ALWAYS, *named, *passes}
    return {str(port): _owner(host, port) for port in sorted(ports) if 0 < port < 2**16}


def _owner(host: Host, port: int) -> Owner | None:
    process = host.processes.listener(port)
    if process is None:
        return None
    others = host.processes.listeners(port) if port == host.config.port else ()
    beside = tuple(_listening(host, each) for each in others if each != process)
    return replace(_listening(host, process), beside=beside)


def _listening(host: Host, process: Process) -> Owner:
    program = _program(host, process.argv[0] if process.argv else "")
    folder = posixpath.dirname(program)
    return Owner(
        pid=process.pid,
        parent=process.parent,
        cwd=process.cwd,
        program=program,
        interpreter=host.files.resolve(folder) if program.startswith("/") else "",
        aside=process.aside,
    )


def _program(host: Host, said: str) -> str:
    """Return the program alone: an app may write what it likes over its title, arguments too."""
    if host.files.kind(said) is not None or not said.split():
        return said
    return words.plain(host, said.split(maxsplit=1)[0])
