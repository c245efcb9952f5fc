"""PM2 of a host, from a snapshot: its table, its files, and what it would bring back."""

from __future__ import annotations

import json

from deploy.config import Config
from deploy.snapshot import Snapshot
from deploy.snapshot.surroundings import App, Row
from sim.programs.pm2.items import opened
from sim.programs.pm2.table import DAEMON_PID, Entry, Facts
from sim.states.canaries import SECRETS
from sim.states.places import PM2_HOME
from sim.world import World

NODE = b"#!/usr/bin/env node\n"
RUNNING = ("online", "launching", "stopping", "waiting restart")


def supervise(world: World, snapshot: Snapshot, config: Config) -> None:
    """Fill PM2's table and write PM2's own files; processes are for others to start."""
    disk, table = world.disk, world.machine.tables[PM2_HOME]
    disk.make_directory(PM2_HOME)
    for name, content in (("touch", b"1"), ("module_conf.json", b"{}")):
        disk.put(f"{PM2_HOME}/{name}", content, durable=True)
    for row in snapshot.pm2.rows:
        _lay_out(world, row, config)
        table.entries[row.pm_id] = _entered(world, row, config)
        table.next_pm_id = max(table.next_pm_id, row.pm_id + 1)
    table.daemon = snapshot.pm2.runs
    if table.daemon:
        disk.put(f"{PM2_HOME}/pm2.pid", str(DAEMON_PID).encode(), durable=True)
    if snapshot.pm2.saved is not None:
        saved = [_saved(each) for each in _dumped(world, snapshot, config)]
        disk.put(f"{PM2_HOME}/dump.pm2", json.dumps(saved).encode(), durable=True)


def _lay_out(world: World, row: Row, config: Config) -> None:
    """Give another tenant's app what it is started from."""
    disk, ours = world.disk, config.layout.app
    if disk.node(row.script) is None and not row.script.startswith(ours):
        disk.make_directory(row.script.rpartition("/")[0])
        disk.put(row.script, NODE, 0o755, durable=True)
    if not row.cwd.startswith(ours):
        disk.make_directory(row.cwd)


def _entered(world: World, row: Row, config: Config) -> Entry:
    is_up = row.status in RUNNING
    started = world.machine.now - row.uptime_s
    return Entry(
        pm_id=row.pm_id,
        name=row.name,
        script=row.script,
        cwd=row.cwd,
        args=tuple(row.args.split()),
        env=(("PYTHONPATH", row.cwd), ("GEMINI_API_KEY", SECRETS[0])),
        pid=row.pid or (None if is_up else 0),
        status=row.status,
        restarts=row.restarts,
        created=started,
        started=started,
        facts=_facts(config, row.name, row.interpreter, row.pm_id),
    )


def _dumped(world: World, snapshot: Snapshot, config: Config) -> list[Entry]:
    """Return what PM2 saved: of this service as it was seen, of a tenant as it runs."""
    known = {entry.name: entry for entry in world.machine.tables[PM2_HOME].entries.values()}
    if snapshot.pm2.saved_app is not None:
        known[config.app_name] = _app(config, config.app_name, snapshot.pm2.saved_app)
    return [known.get(name) or _stopped(world, config, name) for name in snapshot.pm2.saved or ()]


def _stopped(world: World, config: Config, name: str) -> Entry:
    """Return what PM2 saved of another tenant that it does not run now."""
    app = App(script=f"/srv/{name}.js", cwd="/srv", interpreter="node")
    world.disk.make_directory(app.cwd)
    world.disk.put(app.script, NODE, 0o755, durable=True)
    return _app(config, name, app)


def _app(config: Config, name: str, app: App) -> Entry:
    return Entry(
        pm_id=0,
        name=name,
        script=app.script,
        cwd=app.cwd,
        args=tuple(app.args.split()),
        env=(("PYTHONPATH", app.cwd),),
        facts=_facts(config, name, app.interpreter, 0),
    )


def _saved(entry: Entry) -> dict[str, object]:
    left_out = ("instances", "pm_id", "prev_restart_delay")
    return {key: value for key, value in opened(entry).items() if key not in left_out}


def _facts(config: Config, name: str, interpreter: str, pm_id: int) -> Facts:
    """Return what PM2 keeps of any app beside what was seen of it."""
    ours, logs = name == config.app_name, f"{PM2_HOME}/logs/{name}"
    return Facts(
        {
            "exec_interpreter": interpreter or "none",
            "exec_mode": "fork_mode",
            "autorestart": True,
            "instance_var": "NODE_APP_INSTANCE",
            "merge_logs": True,
            "namespace": "default",
            "version": "N/A",
            "node_args": [],
            "pm_out_log_path": f"{config.layout.logs}/out.log" if ours else f"{logs}-out.log",
            "pm_err_log_path": config.layout.error_log if ours else f"{logs}-error.log",
            "pm_pid_path": f"{PM2_HOME}/pids/{name}-{pm_id}.pid",
        }
    )
