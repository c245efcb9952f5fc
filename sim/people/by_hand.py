"""What a person starts by hand on a simulated host, beside PM2."""

from __future__ import annotations

from dataclasses import replace

from sim.machinery import service
from sim.machinery.running import Running
from sim.programs.caddy import command as caddy
from sim.states.places import APP, CADDYFILE, CONFIG, PORT, PROXY_PORT
from sim.storage.disk import Disk
from sim.world import World


def service_of(disk: Disk) -> Running:
    """Return the process of the live release that is ready at once."""
    code, environment = disk.canonical(CONFIG.layout.live), disk.canonical(f"{APP}/venv")
    argv = (f"{environment}/bin/python", f"{environment}/bin/uvicorn")
    serving, behaviour = service.start_up(disk, code, argv[0])
    serving = replace(serving, behaviour=replace(behaviour, ready_s=0))
    name = CONFIG.app_name
    return Running(parent=1, name=name, cwd=code, argv=argv, port=PORT, serving=serving)


def start_proxy(world: World) -> None:
    """Start Caddy with its configuration, which may hinder it, unless it runs."""
    caddy.start(world, CADDYFILE)
    machine = world.machine
    if machine.proxy is not None and machine.listener(PROXY_PORT) is None:
        argv = ("caddy", "run")
        machine.spawn(Running(parent=1, name="caddy", cwd="/", argv=argv, port=PROXY_PORT))
