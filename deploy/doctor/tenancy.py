"""The service under PM2: the daemon, its one entry, what it saved, and who holds the port."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from deploy import astray, displaced, pm2, releases, service
from deploy.doctor import entries
from deploy.doctor.finding import Finding, hint, ok, wrong
from deploy.errors import CommandFailed
from deploy.parsing import parsed

if TYPE_CHECKING:
    from deploy.astray import Astray
    from deploy.host import Host, View
    from deploy.ports import Process

STRAY_HOME = "/etc/.pm2"
"""Where PM2 5 and 6 begin a daemon of their own when HOME is not set, as in an SSM script."""


def look(host: Host) -> list[Finding]:
    """Look at PM2 without starting it: asked while its daemon does not run, it would begin one."""
    found = _stray(host)
    if not pm2.runs(host):
        said = f"PM2's daemon of {pm2.home(host)} does not run"
        return [wrong("pm2", said, f"{_pm2(host)} resurrect"), *found, *_saved(host), *_port(host)]
    try:
        version = pm2.version(host)
    except CommandFailed as error:
        said = f"its daemon runs, but the program does not: {error.reason}"
        return [wrong("pm2", said, "npm install --global pm2"), *found, *_saved(host)]
    seen = ok("pm2", f"version {version}, its daemon runs")
    return [seen, *_entry(host), *_saved(host), *found, *_port(host)]


def _pm2(host: Host) -> str:
    """Return how a person calls PM2 for the home that counts."""
    home = host.config.pm2_home
    return f"PM2_HOME={home} {host.config.pm2}" if home else host.config.pm2


def _started(host: Host) -> str:
    """Return the command that starts the service, and has it come back after a reboot."""
    name, call = host.config.app_name, _pm2(host)
    started = f"{call} start {host.layout.pm2_config} --only {name} --env production"
    return f"{started} && {_save(host)}"


def _save(host: Host) -> str:
    """Return the command that saves PM2's list, and no other tenant is forgotten by it.

    After PM2's daemon has died the list of the next one is empty: what was saved comes back first.
    """
    call, kept = _pm2(host), _names(host.view(), f"{pm2.home(host)}/dump.pm2")
    listed: set[str] = set()
    if pm2.runs(host):  # asked while it does not, it would begin
        with suppress(CommandFailed):
            listed = {row.name for row in pm2.rows(host)}
    back = f"{call} resurrect && " if kept - listed - {host.config.app_name} else ""
    return f"{back}{call} save"


def _entry(host: Host) -> list[Finding]:
    """Look for exactly one entry, online, that runs what the reference says."""
    name, call = host.config.app_name, _pm2(host)
    found = entries.of_service(host)
    if not found:
        if releases.current(host.files, host.layout) is None:
            return [hint("service", f"PM2 has no {name}: nothing is deployed yet")]
        orphan = host.processes.listener(host.config.port)
        ends = (
            f"kill {orphan.pid} && sleep 3 && " if orphan and service.is_ours(host, orphan) else ""
        )
        return [wrong("service", f"PM2 has no {name}", f"{ends}{_started(host)}")]
    anew = f"{call} delete {name} && {_started(host)}"
    if len(found) > 1:
        return [wrong("service", f"PM2 has {len(found)} entries {name}, not one", anew)]
    (entry,) = found
    if entry.status != "online":
        said = f"{name} is {entry.status} after {entry.restarts} restarts"
        return [wrong("service", said, f"tail -n 50 {host.layout.error_log}; then: {anew}")]
    wanted = entries.wanted(host)
    differs = [
        f"its {what} is {getattr(entry, what)!r}, not {getattr(wanted, what)!r}"
        for what in ("script", "args", "cwd")
        if getattr(entry, what) != getattr(wanted, what)
    ]
    if differs:  # a restart would keep them
        return [wrong("service", f"{name} runs, but {text}", anew) for text in differs]
    return [ok("service", f"{name} is online, {entry.restarts} restarts")]


def _saved(host: Host) -> list[Finding]:
    """Look whether a reboot would bring the service back."""
    path, name = f"{pm2.home(host)}/dump.pm2", host.config.app_name
    if name in _names(host.view(), path):
        return [ok("reboot", f"{path} holds {name}")]
    if releases.current(host.files, host.layout) is None:
        return []
    said = f"{path} does not hold {name}: a reboot would not bring it back"
    return [wrong("reboot", said, _save(host))]


def _names(view: View, path: str) -> set[str]:
    try:
        found: list[dict[str, Any]] = parsed(view.files.read(path))
        return {str(item["name"]) for item in found}
    except (OSError, ValueError, TypeError, KeyError):
        return set()


def _stray(host: Host) -> list[Finding]:
    """Look for what another PM2 of this machine would run or bring back beside ours."""
    found = []
    for home in dict.fromkeys((STRAY_HOME, f"{host.home}/.pm2")):
        if home == pm2.home(host) or host.files.kind(home) is None:
            continue
        kill, clear = f"sudo PM2_HOME={home} {host.config.pm2} kill", f"sudo rm -r {home}"
        if pm2.runs(host, home):
            said = f"another daemon of PM2 runs in {home}, begun without HOME or PM2_HOME"
            found.append(wrong("stray pm2", said, f"{kill} && {clear}"))
        elif host.config.app_name in _names(host.view(), f"{home}/dump.pm2"):
            said = f"{home}/dump.pm2 holds {host.config.app_name} too: it could be started twice"
            found.append(wrong("stray pm2", said, f"sudo rm {home}/dump.pm2"))
        elif home == STRAY_HOME:
            found.append(hint("stray pm2", f"{home} was left by a PM2 without HOME", clear))
    return found


def _port(host: Host) -> list[Finding]:
    """Look at who holds the port: PM2's process of this service, and nobody else."""
    port, holder = host.config.port, host.processes.listener(host.config.port)
    see = f"ss -ltnp 'sport = :{port}'"
    if holder is None:
        if releases.current(host.files, host.layout) is None:
            return [hint("port", f"nothing listens on {port}: nothing is deployed yet")]
        return [wrong("port", f"nothing listens on {port}", f"tail -n 50 {host.layout.error_log}")]
    for each in (holder, *host.processes.listeners(port)):
        if not service.is_ours(host, each):
            if pm2.runs(host) and service.is_under_pm2(host, each):
                away = displaced.carried_off(host.view(), each)
                return [wrong("port", away.text, away.mend)]
            return [wrong("port", service.stranger(host, each), f"{see}; end it: kill {each.pid}")]
    found = _unreferenced(host.view(), holder)
    if found is not None:
        return [wrong("port", found.text, found.mend)]
    if pm2.runs(host) and not service.is_under_pm2(host, holder):
        said = f"{port} is held by process {holder.pid}, of this service but not PM2's"
        return [wrong("port", said, f"kill {holder.pid}")]
    return [ok("port", f"{port} is held by process {holder.pid} in {holder.cwd}")]


def _unreferenced(view: View, holder: Process) -> Astray | None:
    """Say what is wrong where nothing is deployed by the links, and the service serves."""
    files, layout = view.files, view.layout
    leads = releases.current(files, layout) or releases.lies_in_real_directories(files, layout)
    return None if leads or astray.pointer(view) else displaced.unreferenced(view, holder)
