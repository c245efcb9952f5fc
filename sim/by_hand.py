"""What a person starts by hand on a simulated host, beside PM2."""

from __future__ import annotations

from dataclasses import replace

from sim import service
from sim.disk import Disk
from sim.places import APP, CONFIG, PORT
from sim.running import Running


def service_of(disk: Disk) -> Running:
    """Return the process of the live release that is ready at once."""
    code, environment = disk.canonical(CONFIG.layout.live), disk.canonical(f"{APP}/venv")
    argv = (f"{environment}/bin/python", f"{environment}/bin/uvicorn")
    serving, behaviour = service.start_up(disk, code, argv[0])
    serving = replace(serving, behaviour=replace(behaviour, ready_s=0))
    name = CONFIG.app_name
    return Running(parent=1, name=name, cwd=code, argv=argv, port=PORT, serving=serving)
