"""The steps of a deployment: plain functions that read their inputs from the host.

Each may be done again after an interruption. A docstring's first line is what a preview shows.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace

from deploy import (
    checks,
    dump,
    environments,
    failures,
    journal,
    live,
    movable,
    pm2,
    pm2_config,
    proxy,
    pruning,
    releases,
    repair,
    service,
    staging,
    strays,
    tree,
    wayback,
    wheel,
)
from deploy.errors import Damaged, Refused
from deploy.host import Host


def check(host: Host) -> None:
    """Check that the host can take the change and that the way back is there."""
    plan, view = journal.read(host), host.view()
    checks.files(view)
    checks.disk(view)
    movable.vet(view, plan)
    strays.vet(view, plan)
    left = strays.left_behind(view, plan)
    if left:
        host.log.note(f"links are no part of a release, the new one is without: {', '.join(left)}")
    checks.machine(host, plan)


def fetch(host: Host) -> None:
    """Keep the wheel and its lock beside the new release, verified by digest."""
    plan = journal.read(host)
    if plan.wheel is None:
        raise Refused("no wheel was given")
    name = posixpath.basename(plan.wheel)
    content = host.files.read(plan.wheel)
    found = wheel.inspect(content, name, plan.sha256)
    host.files.make_directory(plan.release)
    host.files.write(f"{plan.release}/{name}", content)
    environments.lay_out_lock(host, plan.release, found.lock)


def back_up(host: Host) -> None:
    """Back up the live release as a pair: its code and the wheel that code came from."""
    plan = journal.read(host)
    if plan.previous is not None:
        wayback.back_up_live(host, plan, plan.previous, before=plan.deployment)


def build_environment(host: Host) -> None:
    """Build the environment of the new release beside the live one."""
    plan = journal.read(host)
    built = staging.kept_wheel(host.files, plan.release)
    environments.build(host, plan.environment, f"{plan.release}/{built}", sha256=plan.sha256)


def stage_code(host: Host) -> None:
    """Copy the installed code into the new release and prove that it imports."""
    plan = journal.read(host)
    staging.stage_wheel(host, plan)
    environments.import_app(host, plan.environment, f"{plan.release}/ai_app")


def choose_backup(host: Host) -> None:
    """Choose the backup: the one asked for, or the newest that was healthy and still verifies."""
    plan = journal.read(host)
    chosen = staging.choose(host.view(), plan)
    journal.write(host, replace(plan, chosen=chosen.id, sha=chosen.release.sha))


def back_up_for_safety(host: Host) -> None:
    """Back up the present state, to come back to if the restored one fails."""
    plan = journal.read(host)
    if plan.previous is not None:
        if plan.chosen is None:
            raise Damaged("the safety backup was asked for before a backup was chosen")
        wayback.back_up_live(host, plan, plan.previous, before=f"restore of {plan.chosen}")


def stage_backup(host: Host) -> None:
    """Stage the code and the wheel of the chosen backup as a release, verified by digest."""
    plan = journal.read(host)
    staging.lay_out(host, *staging.chosen(host, plan), plan.release)


def stage_environment(host: Host) -> None:
    """Give the staged release its environment: kept, rebuilt, or for code only the present one."""
    plan = journal.read(host)
    backup, _ = staging.chosen(host, plan)
    if plan.code_only:
        environment = staging.present_environment(host, plan)
    else:
        environment = staging.furnish(host, backup, plan.release, plan.environment)
    staging.complete(host, backup, plan.release, environment, kept=plan.code_only)
    path = releases.where(host.files, host.layout, posixpath.basename(environment))
    environments.import_app(host, path, f"{plan.release}/ai_app")


def flush(host: Host) -> None:
    """Make all that was prepared durable, and prove both ways, and that PM2 could start either."""
    plan = journal.read(host)
    host.files.flush(host.layout.app)
    releases.prove(host.files, host.layout, plan.release, host.config.kept)
    pm2_config.prove(host, f"{plan.release}/venv")
    if plan.previous is not None:
        wayback.prove(host, plan, plan.previous)


def stop(host: Host) -> None:
    """End the service and see its port free; clients behind the proxy wait."""
    if host.config.service:
        proxy.drain(host)
        service.stop(host)


def point_to_new(host: Host) -> None:
    """Make the new release the live one, code and environment in one rename."""
    releases.point(host, journal.read(host).release)


def point_to_previous(host: Host) -> None:
    """Make the previous release the live one again, mended from its backup where it needs it."""
    plan = journal.read(host)
    if plan.previous is None:
        releases.unpoint(host)
        return
    releases.point(host, repair.mended(host, plan, plan.previous))


def start(host: Host) -> None:
    """Start the service from PM2's configuration, as a new entry."""
    if host.config.service and releases.current(host.files, host.layout) is not None:
        pm2.start(host)


def reload_proxy(host: Host) -> None:
    """Reload Caddy, where it is configured."""
    if host.config.service:
        proxy.reload(host)


def verify(host: Host) -> None:
    """Prove that the release pointed to is whole and is what the service serves."""
    live.prove(host, journal.read(host))


def record(host: Host) -> None:
    """Record what is live, and remember a release that was rolled back."""
    plan = journal.read(host)
    failures.remember(host, plan)
    live.record(host, plan)


def keep_running(host: Host) -> None:
    """Start the service where a reboot has left it down since it was proven, or another one up."""
    directory = releases.current(host.files, host.layout)
    if host.config.service and directory is not None and not service.keep(host):
        release = releases.manifest(host.files, directory)
        # before anybody is told that it serves
        live.prove_serving(host, journal.read(host), directory, release)


def save_processes(host: Host) -> None:
    """Save PM2's list, so that a reboot brings back what is live."""
    if host.config.service:
        dump.save(host)


def prune(host: Host) -> None:
    """Remove what is old or left over; never the last usable pairs."""
    pruning.prune(host, journal.read(host))


def discard_prepared(host: Host) -> None:
    """Take away all that this deployment prepared; close its journal."""
    plan = journal.read(host)
    tree.discard(host, pruning.prepared(host.layout, plan))
    journal.give_up(host)
