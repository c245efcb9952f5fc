"""What runs on a host, from a snapshot: the processes, who of them listens, and the proxy."""

from __future__ import annotations

import json

from deploy.config import Config
from deploy.snapshot import Snapshot
from deploy.snapshot.surroundings import Owner, Row
from sim.machinery import service
from sim.machinery.behaviour import behaviour_of
from sim.machinery.running import Running
from sim.machinery.service import Serving
from sim.programs.caddy import command as caddy
from sim.programs.node import PORT
from sim.rehearse.contents import MAIN, RECORD, seen
from sim.rehearse.supervising import RUNNING, supervise
from sim.states.places import CADDYFILE, PROXY_PORT
from sim.storage.nodes import Directory, File
from sim.world import World

FIRST_FREE_PID = 100_000
LIVES_S = 1.2
"""So long the next life of a service lasts that was seen to crash in a loop."""
SETTLED_S = 120.0
"""A service that was seen to listen has been up at least so long: longer than any waits."""


def man(world: World, snapshot: Snapshot, config: Config) -> None:
    """Let everything run that ran; time is the moment at which the snapshot was taken."""
    machine = world.machine
    machine.now = snapshot.taken
    pids = [row.pid for row in snapshot.pm2.rows]
    pids += [owner.pid for owner in snapshot.owners.values() if owner is not None]
    machine.next_pid = max([FIRST_FREE_PID, *pids]) + 1
    supervise(world, snapshot, config)
    for row in snapshot.pm2.rows:
        if row.pid:
            _run(world, snapshot, config, row)
    for port, owner in sorted(snapshot.owners.items()):
        if owner is not None:
            _listen(world, snapshot, config, int(port), owner)
            for other in owner.beside:
                _listen(world, snapshot, config, int(port), other)
    if snapshot.proxy.runs:
        _pass_on(world, snapshot, config)


def _run(world: World, snapshot: Snapshot, config: Config, row: Row) -> None:
    """Start the process of an entry; whether it listens is for its port to say."""
    machine, ours = world.machine, row.name == config.app_name
    cwd = world.disk.canonical(row.cwd)
    serving = _serving(world, snapshot, cwd) if ours else None
    port = _told(row, config) if ours else 0
    machine.processes[row.pid] = Running(
        pid=row.pid,
        parent=1,
        name=row.name,
        cwd=cwd,
        argv=(row.interpreter or "none", row.script, *row.args.split()),
        port=port,
        bound=port not in (0, config.port) and row.status in RUNNING,  # nobody has looked there
        started=machine.now - row.uptime_s,
        serving=serving,
    )
    if serving is None or row.status not in RUNNING:
        return
    if "fails_after_s" in seen(snapshot):
        machine.later(LIVES_S, "die", row.pid)
    elif snapshot.owners.get(str(config.port)) is None and row.uptime_s < SETTLED_S:
        machine.later(serving.behaviour.ready_s, "bind", row.pid)  # it was seen to be starting


def _told(row: Row, config: Config) -> int:
    """Return the port that an entry of the service names, if it does, and else that of settings."""
    named = PORT.search(row.args)
    return int(named[1]) if named else config.port


def _listen(world: World, snapshot: Snapshot, config: Config, port: int, owner: Owner) -> None:
    """Let a process hold a port: one of PM2's, an orphan of ours, or anybody's."""
    machine = world.machine
    there = machine.processes.get(owner.pid)
    ours = owner.cwd.startswith(f"{config.layout.app}/") and port == config.port
    if there is None or there.bound:  # unknown, hidden, or with more than one port
        pid = owner.pid if there is None and owner.pid else machine.next_pid
        machine.next_pid += int(pid == machine.next_pid)
        name = config.app_name if ours else _called(owner)
        argv = (owner.program,)
        there = Running(pid=pid, parent=owner.parent, name=name, cwd=owner.cwd, argv=argv)
    program = f"{owner.interpreter}/python" if ours and owner.interpreter else owner.program
    machine.processes[there.pid] = there._replace(
        parent=owner.parent,
        cwd=owner.cwd,
        argv=(program, *there.argv[1:]),
        port=port,
        bound=True,
        aside=owner.aside,
        started=min(there.started or machine.now, machine.now - SETTLED_S) if ours else 0.0,
        serving=_serving(world, snapshot, owner.cwd) if ours else None,
    )


def _called(owner: Owner) -> str:
    return "caddy" if owner.program.rpartition("/")[2] == "caddy" else "stranger"


def _serving(world: World, snapshot: Snapshot, code: str) -> Serving:
    """Return what a process serves: what lies in its directory now, for nobody saw it start.

    Where nothing lies there any more, it says what it was heard to say.
    """
    node = world.disk.node(code)
    tree: Directory = node if type(node) is dict else {}
    main, record = (world.disk.node(f"{code}/{name}") for name in (MAIN, RECORD))
    content = main.content if type(main) is File else b""
    return Serving(
        code=code,
        tree=service.snapshot(tree),
        record=json.loads(record.content) if type(record) is File else _heard(snapshot, node),
        behaviour=behaviour_of(content),
    )


def _heard(snapshot: Snapshot, node: object) -> dict[str, str] | None:
    """Return what a service says of itself whose code is gone; None where it says nothing."""
    return dict(snapshot.version.words) if node is None and snapshot.version.words else None


def _pass_on(world: World, snapshot: Snapshot, config: Config) -> None:
    """Start Caddy as it runs: with its file, or with what its file said once."""
    machine, before = world.machine, snapshot.proxy
    caddy.start(world, CADDYFILE)
    ports = [_told(row, config) for row in snapshot.pm2.rows if row.name == config.app_name]
    ours = next((port for port in ports if port in before.passes), config.port)
    if ours in before.passes:
        machine.proxy = ours
    else:
        others = [port for port in before.passes if port not in (before.would_pass or ())]
        machine.proxy = others[0] if others else 0
    if machine.listener(PROXY_PORT) is None:
        argv = ("caddy", "run")
        machine.spawn(Running(parent=1, name="caddy", cwd="/", argv=argv, port=PROXY_PORT))
